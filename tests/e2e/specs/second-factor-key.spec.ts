// A security key as second factor.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test.describe("@passkey", () => {
  test.beforeEach(async ({ account, app, authenticator, selfService }) => {
    await selfService.signIn(account);
    await app.open("/settings");
    await authenticator.setPresent(true);
    await app.fill({ webauthn_register_displayname: "My key" });
    await app.button("webauthn_register_trigger").click();
    await expect(app.section("webauthn").getByTestId("credential")).toHaveCount(1);
    await authenticator.setPresent(false);
    await app.forget();
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
  });

  test("is asked for after the password", async ({ account, app, authenticator, page, selfService, watch }) => {
    await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
    const sent = watch.posts.length;
    await authenticator.setPresent(true);
    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(account.email);
    expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");
    expect(watch.posts).toHaveLength(sent + 1);
    expect(watch.posts.at(-1)?.body.webauthn_login).toContain("authenticatorData");
    expect(watch.posts.at(-1)?.body).toHaveProperty("identifier");
  });

  test("a cancelled ceremony is no error, and can be tried again", async ({ account, app, authenticator, page, watch }) => {
    const sent = watch.posts.length;
    await page.evaluate(() => {
      const get = CredentialsContainer.prototype.get;
      let times = 0;
      CredentialsContainer.prototype.get = function (options) {
        times += 1;
        if (times === 1) return Promise.reject(new DOMException("The person said no.", "NotAllowedError"));
        return get.call(this, options);
      };
    });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    await authenticator.setPresent(true);
    await app.button("webauthn_login_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /key/i }).first()).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(watch.posts).toHaveLength(sent);
    expect(dialogs).toEqual([]);

    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(account.email);
  });
});
