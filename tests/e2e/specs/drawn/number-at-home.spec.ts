// A phone number as one writes it at home, in a form that the browser sends itself: the page says how it is written.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "phone-code", javaScriptEnabled: false, locale: "de-DE" });

const hint = "Phone numbers need the code of their country in front";

test("G-15: sign-up says it beforehand", async ({ app, page }) => {
  await page.goto("/registration");
  await expect(page.getByTestId("node/input/traits.phone").getByText(hint)).toBeVisible();
  await expect(app.field("traits.phone")).toBeVisible();
});

test("G-15: sign-in says it when the number is not known", async ({ app, page }) => {
  await page.goto("/login");
  await expect(page.getByText(hint)).toHaveCount(0);
  await app.fill({ identifier: "0171 2345678" });
  await app.method("code").click();
  await expect(app.message(4000035)).toBeVisible();
  await expect(page.getByTestId("node/input/identifier").getByText(hint)).toBeVisible();
});

test("G-15: recovery says it where a code would have been sent", async ({ app, page }) => {
  await page.goto("/recovery");
  await app.fill({ recovery_address: "0171 2345678" });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await expect(page.getByText(hint)).toBeVisible();
});
