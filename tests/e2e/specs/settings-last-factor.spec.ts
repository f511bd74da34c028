// Settings: the last way to sign in cannot be removed.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "passkey-only" });

test.describe("@passkey", () => {
  test("UX-21: the only passkey stays, and the page says why, until there is a password", async ({ app, authenticator, page, person }) => {
    await app.open("/registration");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.touchOnce("passkey_register_trigger", authenticator);
    await app.expectSignedIn(person.email);

    await app.open("/settings");
    const remove = page.locator("button[name=passkey_remove]");
    await expect(remove).toHaveCount(1);
    await expect(remove).toBeDisabled();
    await expect(app.section("passkey").getByTestId("credential")).toContainText("This is your only way in, so it cannot be removed.");

    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.message(1050001)).toBeVisible();
    await expect(remove).toBeEnabled();
    await expect(app.section("passkey").getByTestId("credential")).not.toContainText("your only way in");
    await remove.click();
    await expect(remove).toHaveCount(0);
    await expect(app.message(1050001)).toBeVisible();
  });
});
