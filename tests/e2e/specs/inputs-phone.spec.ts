// Phone numbers, as people write them.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "contact" });

const country = (page: Page) => page.getByLabel("Country");

test("a number as it is dialled at home becomes an international one, by the person's country", async ({ app, page, person, watch }) => {
  await app.open("/registration");
  const field = app.field("traits.phone");
  await expect(field).toHaveAttribute("type", "tel");
  await expect(country(page)).toHaveCount(0);
  await field.pressSequentially("020 7946-0123");
  // The browser says en-GB.
  await expect(country(page).locator("option:checked")).toHaveText("United Kingdom (+44)");
  await page.keyboard.press("Tab");
  await expect(field).toHaveValue("+442079460123");
  await country(page).selectOption({ label: "Germany (+49)" });
  await expect(field).toHaveValue("+492079460123");
  await country(page).selectOption({ label: "United Kingdom (+44)" });
  await expect(field).toHaveValue("+442079460123");
  await expect(country(page)).not.toHaveAttribute("name");

  await app.fill({ "traits.email": person.email, password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
  expect(watch.post.body["traits.phone"]).toBe("+442079460123");
  expect(Object.keys(watch.post.body).filter((name) => /country/i.test(name))).toEqual([]);
});

test("an international number is only tidied; with Enter too", async ({ app, page, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, password: person.password });
  const field = app.field("traits.phone");
  await field.pressSequentially("0049 (0)30 901820-12");
  await expect(country(page)).toHaveCount(0);
  await field.press("Enter");
  await expect(app.field("code")).toBeVisible();
  expect(watch.post.body["traits.phone"]).toBe("+493090182012");
});

test("without the list of countries it is a plain field", async ({ app, page, person, watch }) => {
  watch.allow(/^Failed to load resource/);
  let asked = 0;
  await page.route("**/calling-codes.json", (route) => {
    asked += 1;
    return route.fulfill({ status: 404, body: "" });
  });
  await app.open("/login");
  expect(asked).toBe(0);
  await app.open("/registration");
  await expect.poll(() => asked).toBe(1);
  await app.fill({ "traits.email": person.email, password: person.password });
  await app.field("traits.phone").pressSequentially("020 7946");
  await page.keyboard.press("Tab");
  await expect(app.field("traits.phone")).toHaveValue("020 7946");
  await expect(country(page)).toHaveCount(0);
});
