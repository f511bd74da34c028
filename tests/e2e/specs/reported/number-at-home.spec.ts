// A phone number as one writes it at home: taken with the country, or asked about, wherever it can be typed.
import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "phone-code", locale: "de-DE" });

const meant = (page: Page) => page.getByTestId("meant");
const newNumber = () => `171${randomInt(10_000_000).toString().padStart(7, "0")}`;

test("G-15: sign-in by code: the number is offered with its country, and works", async ({ admin, app, page, person, watch }) => {
  const number = newNumber();
  const phone = watch.secret(`+49${number}`);
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  await app.open("/login");
  await app.field("identifier").pressSequentially(`0${number.slice(0, 3)} ${number.slice(3)}`);
  await page.keyboard.press("Tab");
  await expect(meant(page)).toHaveText(`Did you mean ${phone}?`);
  // Without a word nothing is changed: it could be a name made of digits.
  await expect(app.field("identifier")).toHaveValue(`0${number.slice(0, 3)} ${number.slice(3)}`);
  await meant(page).click();
  await expect(app.field("identifier")).toHaveValue(phone);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(watch.secret(await admin.code(phone)));
  await app.expectSignedIn(person.email);
});

test("G-15: sent at once and refused, it is offered then", async ({ admin, app, page, person, watch }) => {
  const number = newNumber();
  const phone = watch.secret(`+49${number}`);
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  await app.open("/login");
  await app.fill({ identifier: `0${number}` });
  await app.method("code").click();
  await expect(app.message(4000035)).toBeVisible();
  await meant(page).click();
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  expect(await admin.code(phone)).toMatch(/^\d{6}$/);
});

test("G-15: recovery: offered before, and said where it was sent all the same", async ({ admin, app, page, person, watch }) => {
  const number = newNumber();
  const phone = watch.secret(`+49${number}`);
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  await app.open("/recovery");
  await app.fill({ recovery_address: `0${number}` });
  await app.field("recovery_address").press("Enter");
  await expect(app.field("code")).toBeVisible();
  await expect(page.getByText("the code of their country")).toBeVisible();

  await app.open("/recovery");
  await app.field("recovery_address").pressSequentially(`0${number}`);
  await page.keyboard.press("Tab");
  await meant(page).click();
  await app.method("code").click();
  await expect(app.button("recovery_select_address").first()).toBeVisible();
});

test("G-15: settings: it is stored with its country", async ({ admin, app, page, person, selfService, watch }) => {
  const number = newNumber();
  const { id } = await admin.createIdentity(person.email, person.password, { schema: "contact", traits: {} });
  await selfService.signIn(person);
  await app.open("/settings");
  await app.field("traits.phone").pressSequentially(`0${number}`);
  await page.keyboard.press("Tab");
  await expect(app.field("traits.phone")).toHaveValue(watch.secret(`+49${number}`));
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(id)).traits).toMatchObject({ phone: `+49${number}` });
});

test("G-15: what is no number is left alone", async ({ app, page }) => {
  let asked = 0;
  await page.route("**/calling-codes.json", (route) => ((asked += 1), route.fallback()));
  await app.open("/login");
  await app.field("identifier").pressSequentially("ada");
  await page.keyboard.press("Tab");
  await app.field("identifier").fill("+491712345678");
  await page.keyboard.press("Tab");
  await expect(meant(page)).toHaveCount(0);
  expect(asked).toBe(0);
});
