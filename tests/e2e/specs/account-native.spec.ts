// The rows of the account without JavaScript.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything", config: { settings: "sections" }, render: "server", javaScriptEnabled: false });

test("rows open, and the one that was sent is open again", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await page.goto("/settings");
  await app.section("profile").locator("summary").click();
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.section("profile").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.field("password")).toBeHidden();
});
