// Settings: security keys, here as a second factor.
import type { App } from "../harness/app.ts";
import type { Authenticator } from "../harness/authenticator.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

const cards = (app: App) => app.section("webauthn").getByTestId("credential");

async function addKey(app: App, authenticator: Authenticator, name: string): Promise<void> {
  await authenticator.setPresent(true);
  await app.fill({ webauthn_register_displayname: name });
  await app.button("webauthn_register_trigger").click();
  await expect(cards(app).filter({ hasText: name })).toHaveCount(1);
}

test.beforeEach(async ({ account, app, authenticator, selfService }) => {
  expect(await authenticator.passkeys()).toHaveLength(0);
  await selfService.signIn(account);
  await app.open("/settings");
});

test.describe("@passkey", () => {
  test("adds one with a name, shows it, removes it", async ({ app, authenticator, page, selfService, watch }) => {
    await addKey(app, authenticator, "My yellow key");
    await expect(app.section("webauthn").getByTestId("ui/message/1050001")).toBeVisible();
    const card = cards(app);
    await expect(card.locator("time")).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT/);
    expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");
    const { body } = watch.post;
    expect(body.webauthn_register).toContain("attestationObject");
    expect(body).toMatchObject({ webauthn_register_displayname: "My yellow key" });
    for (const other of ["passkey_settings_register", "password", "totp_code", "link"]) expect(body).not.toHaveProperty(other);

    await card.locator("button[name=webauthn_remove]").click();
    await expect(cards(app)).toHaveCount(0);
    await expect(app.message(1050001)).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(await app.hasSession()).toBe(true);
  });

  test("A-28: a key without a name is asked for one", async ({ app, authenticator, watch }) => {
    await authenticator.setPresent(true);
    await app.button("webauthn_register_trigger").click();
    await expect(app.field("webauthn_register_displayname")).toBeFocused();
    expect(watch.posts).toHaveLength(0);
    await addKey(app, authenticator, "Named now");
  });

  test("a cancelled ceremony is no error, and can be tried again", async ({ app, authenticator, page, watch }) => {
    await authenticator.setPresent(true);
    await page.evaluate(() => {
      const create = CredentialsContainer.prototype.create;
      let times = 0;
      CredentialsContainer.prototype.create = function (options) {
        times += 1;
        if (times === 1) return Promise.reject(new DOMException("The person said no.", "NotAllowedError"));
        return create.call(this, options);
      };
    });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    await app.fill({ webauthn_register_displayname: "My key" });
    await app.button("webauthn_register_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /\w+ \w+/ }).first()).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(app.field("webauthn_register_displayname")).toHaveValue("My key");
    expect(watch.posts).toHaveLength(0);
    expect(dialogs).toEqual([]);

    await app.button("webauthn_register_trigger").click();
    await expect(cards(app)).toContainText("My key");
  });
});

test("A-28: several are kept apart by their names, and the right one is removed", async ({ app, authenticator }) => {
  await addKey(app, authenticator, "First key");
  // The browser refuses the authenticator that is registered already: another one is needed.
  await authenticator.removePasskeys();
  await addKey(app, authenticator, "Second key");
  await expect(cards(app)).toHaveCount(2);
  await cards(app).filter({ hasText: "First key" }).locator("button[name=webauthn_remove]").click();
  await expect(cards(app)).toHaveCount(1);
  await expect(cards(app)).toContainText("Second key");
});
