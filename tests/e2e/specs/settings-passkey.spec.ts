// Settings: passkeys.
import type { App } from "../harness/app.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

const cards = (app: App) => app.section("passkey").getByTestId("credential");

test.describe("@passkey", () => {
  test.beforeEach(async ({ account, app, authenticator, selfService }) => {
    expect(await authenticator.passkeys()).toHaveLength(0);
    await selfService.signIn(account);
    await app.open("/settings");
  });

  test("adds one, which signs in from then on, and removes it", async ({ account, app, authenticator, page, watch }) => {
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
    await expect(app.section("passkey").getByTestId("ui/message/1050001")).toBeVisible();
    await expect(cards(app).locator("time")).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT/);
    expect(await authenticator.passkeys()).toMatchObject([{ userName: account.email }]);
    const { body } = watch.post;
    expect(body.passkey_settings_register).toContain("attestationObject");
    for (const other of ["webauthn_register", "password", "totp_code", "link"]) expect(body).not.toHaveProperty(other);

    await app.forget();
    await page.goto("/login");
    await app.expectSignedIn(account.email);

    await app.open("/settings");
    await cards(app).locator("button[name=passkey_remove]").click();
    await expect(cards(app)).toHaveCount(0);
    await expect(app.message(1050001)).toBeVisible();
  });

  test("a second one after a save uses the newest challenge", async ({ app, authenticator }) => {
    await app.fill({ "traits.name.last": "Lovelace" });
    await app.method("profile").click();
    await expect(app.message(1050001)).toBeVisible();
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
  });

  test("F-62: a device that has one already is no error", async ({ app, authenticator, page }) => {
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
    await app.button("passkey_register_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /already/i }).or(cards(app).nth(1)).first()).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });

  test("a cancelled ceremony is no error, and can be tried again", async ({ app, authenticator, page, watch }) => {
    await authenticator.setVerified(false);
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /passkey/i })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(watch.posts).toHaveLength(0);

    await authenticator.setVerified(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
  });
});
