// The rows of the account without JavaScript.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything", config: { settings: "sections" }, render: "server", javaScriptEnabled: false });

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

test("rows open, and what is saved is told", async ({ app, page }) => {
  await page.goto("/settings");
  await app.section("profile").locator("summary").click();
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(page.getByTestId("ui/message/1050001")).toBeVisible();
  await expect(page.locator("main form:visible")).toHaveCount(0);
  await app.section("profile").locator("summary").click();
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.field("password")).toBeHidden();
});

test("the row in which something is wrong is open again", async ({ app, page }) => {
  await page.goto("/settings");
  await app.section("password").locator("summary").click();
  await app.fill({ password: "short" });
  await app.method("password").click();
  await expect(app.section("password").getByTestId("ui/message/4000032")).toBeVisible();
});
