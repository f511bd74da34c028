// Flows that are switched off.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "closed" });

for (const path of ["/registration", "/recovery", "/verification"]) {
  test(`${path} says that it is switched off, and how to go on`, async ({ app, page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "This is switched off" })).toBeVisible();
    expect(app.path()).toBe(path);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await page.locator("main:visible a[href*=login]").first().click();
    await expect(app.field("identifier")).toBeVisible();
  });
}

test("signing in works, also to the settings", async ({ account, app, page }) => {
  await app.signIn(account);
  await app.open("/settings");
  await expect(app.section("password")).toBeVisible();
  await expect(page.getByTestId("settings/totp")).toHaveCount(0);
  await expect(page.getByTestId("settings/oidc")).toHaveCount(0);
});
