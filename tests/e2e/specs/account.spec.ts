// The account as it is by default: a row for each thing, which opens its form in place, one at a time.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything", config: { settings: "sections" } });

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

test("a row says how things stand, and opens its form; the one before it closes", async ({ account, app, page }) => {
  await page.goto("/settings");
  await expect(page.getByTestId("settings/profile")).toBeVisible();
  await expect(app.section("profile").locator("summary")).toHaveText(new RegExp(`^Profile.*${account.email}`));
  await expect(app.section("totp").locator("summary")).toHaveText(/^Authenticator app\s*off/);
  await expect(page.locator("main form:visible")).toHaveCount(0);

  await app.section("password").locator("summary").click();
  await expect(app.field("password")).toBeVisible();
  await app.section("profile").locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(app.field("traits.email")).toBeVisible();
  await expect(app.field("password")).toBeHidden();
});

test("what is saved is told in its row, which stays open and follows", async ({ app, page }) => {
  await page.goto("/settings");
  await expect(page.getByTestId("settings/profile")).toBeVisible();
  await app.section("profile").locator("summary").click();
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.section("profile").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await page.reload();
  await expect(app.section("profile").locator("summary")).toBeVisible();
  await expect(app.field("traits.name.last")).toBeHidden();
});

test("a refusal is told in its row, with what was typed", async ({ app, page }) => {
  await page.goto("/settings");
  await expect(page.getByTestId("settings/profile")).toBeVisible();
  await app.section("password").locator("summary").click();
  await app.fill({ password: "short" });
  await app.method("password").click();
  await expect(app.section("password").getByTestId("ui/message/4000032")).toBeVisible();
});
