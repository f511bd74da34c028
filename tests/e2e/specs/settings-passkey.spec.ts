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

  test("F-62, UX-17: a device that has one already makes no second one, which is no error", async ({ app, authenticator, page, watch }) => {
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
    await app.button("passkey_register_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /already has a passkey/ })).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
    await expect(cards(app)).toHaveCount(1);
    expect(await authenticator.passkeys()).toHaveLength(1);
    expect(watch.posts).toHaveLength(1);
  });

  test("F-63, UX-17: in a browser without passkeys the button says so", async ({ app, page }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, "PublicKeyCredential");
      Reflect.deleteProperty(Navigator.prototype, "credentials");
    });
    await app.open("/settings");
    await app.button("passkey_register_trigger").click();
    await expect(app.section("passkey").getByRole("status").filter({ hasText: /cannot use passkeys/ })).toBeVisible();
  });

  test("UX-19: the password manager hears which passkey was removed, and keeps the others", async ({ account, app, authenticator, person, selfService }) => {
    const other = { ...person, email: `other-${person.email}` };
    await app.forget();
    await app.enterTraits(other);
    await app.touchOnce("passkey_register_trigger", authenticator);
    await app.expectSignedIn(other.email);
    await app.forget();
    await selfService.signIn(account);
    await app.open("/settings");
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
    expect((await authenticator.passkeys()).map(({ userName }) => userName).sort()).toEqual([account.email, other.email].sort());
    expect(authenticator.deleted).toHaveLength(0);

    await cards(app).locator("button[name=passkey_remove]").click();
    await expect(cards(app)).toHaveCount(0);
    await expect.poll(async () => (await authenticator.passkeys()).map(({ userName }) => userName)).toEqual([other.email]);
    expect(authenticator.deleted).toHaveLength(1);
  });

  test("UX-19: a browser that takes no signals, or fails at them, is none the worse", async ({ app, authenticator, page }) => {
    await page.addInitScript(() => {
      Object.assign(PublicKeyCredential, { signalUnknownCredential: () => Promise.reject(new DOMException("no", "SecurityError")) });
    });
    await app.open("/settings");
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(cards(app)).toHaveCount(1);
    await page.evaluate(() => void Reflect.deleteProperty(PublicKeyCredential, "getClientCapabilities"));
    await cards(app).locator("button[name=passkey_remove]").click();
    await expect(cards(app)).toHaveCount(0);
    await expect(app.message(1050001)).toBeVisible();
    expect(await authenticator.passkeys()).toHaveLength(1);
  });

  test("UX-21: a card for each passkey, with its name, its day and its button", async ({ app, authenticator, page }) => {
    await expect(cards(app)).toHaveCount(0);
    // What people sign in with best comes first.
    const order = await page.locator("section[data-testid^='settings/']").evaluateAll((sections) => sections.map((section) => section.getAttribute("data-testid")));
    expect(order.indexOf("settings/passkey")).toBeLessThan(order.indexOf("settings/password"));
    await authenticator.setPresent(true);
    for (let count = 1; count <= 3; count++) {
      await app.button("passkey_register_trigger").click();
      await expect(cards(app)).toHaveCount(count);
      // Another device: this one makes no second passkey.
      await authenticator.removePasskeys();
    }
    for (const card of await cards(app).all()) {
      await expect(card.locator(".credential-name")).toHaveText(/\w/);
      await expect(card.locator("time")).toHaveText(/Added .*\d{4}/);
      await expect(card.locator("button[name=passkey_remove]")).toBeEnabled();
    }
    const values = await page.locator("button[name=passkey_remove]").evaluateAll((buttons) => buttons.map((button) => (button as HTMLButtonElement).value));
    expect(new Set(values).size).toBe(3);
    await cards(app).nth(1).locator("button[name=passkey_remove]").click();
    await expect(cards(app)).toHaveCount(2);
    const left = await page.locator("button[name=passkey_remove]").evaluateAll((buttons) => buttons.map((button) => (button as HTMLButtonElement).value));
    expect(left).toEqual([values[0], values[2]]);
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
