// Settings: the last way to sign in cannot be removed.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "passkey-only" });

test.describe("@passkey", () => {
  test("the only passkey stays until there is a password", async ({ app, authenticator, page, person }) => {
    await app.open("/registration");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.touchOnce("passkey_register_trigger", authenticator);
    await app.expectSignedIn(person.email);

    await app.open("/settings");
    const remove = page.locator("button[name=passkey_remove]");
    await expect(remove).toHaveCount(1);
    await expect(remove).toBeDisabled();

    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.message(1050001)).toBeVisible();
    await expect(remove).toBeEnabled();
    await remove.click();
    await expect(remove).toHaveCount(0);
    await expect(app.message(1050001)).toBeVisible();
  });
});
