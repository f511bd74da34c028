// Signing in with a passkey, on a page that shows every method.
import { expect, test } from "../harness/test.ts";

test.describe("@passkey", () => {
  test("F-58: signs in with the button while autofill waits", async ({ app, authenticator, person, watch }) => {
    await app.signUpWithPasskey(person, authenticator);
    await app.open("/login");
    await authenticator.autofillWaits();
    const sent = watch.posts.length;

    // Autofill must make room.
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
    expect(watch.posts).toHaveLength(sent + 1);
    expect(watch.posts.at(-1)?.body.passkey_login).toContain("authenticatorData");
    expect(watch.posts.at(-1)?.body.password ?? "").toBe("");
  });

  test("UX-16: autofill waits from the start, asked for once; nothing opens by itself, and the button is there", async ({ app, authenticator, watch }) => {
    await app.open("/login");
    await authenticator.autofillWaits();
    await expect(app.button("passkey_login_trigger")).toBeVisible();
    await expect(app.field("identifier")).toHaveAttribute("autocomplete", /\bwebauthn$/);
    expect(await authenticator.asked()).toEqual(["conditional"]);
    expect(app.path()).toBe("/login");
    expect(watch.posts).toHaveLength(0);
  });

  test("UX-16: a browser without autofill for passkeys is not asked for it; the button works", async ({ app, authenticator, page, person }) => {
    await app.signUpWithPasskey(person, authenticator);
    await page.addInitScript(() => {
      const none = { conditionalGet: false, passkeyPlatformAuthenticator: true };
      Object.assign(PublicKeyCredential, { getClientCapabilities: async () => none, isConditionalMediationAvailable: async () => false });
    });
    await authenticator.setPresent(true);
    await app.open("/login");
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
    expect(await authenticator.asked()).toEqual(["modal"]);
  });

  test("UX-16: a browser that cannot list what it can do is asked in the older way", async ({ app, authenticator, page }) => {
    await page.addInitScript(() => Reflect.deleteProperty(PublicKeyCredential, "getClientCapabilities"));
    await app.open("/login");
    await authenticator.autofillWaits();
  });

  for (const [name, said] of [
    ["NotAllowedError", /passkey was not used. Try again, or use another way/],
    ["AbortError", undefined],
    ["SecurityError", /not available at this address/],
    ["NotSupportedError", /cannot use passkeys/],
    ["UnknownError", /cannot use passkeys/],
  ] as const) {
    test(`UX-17, A-09: ${name} is ${said ? "said calmly" : "passed over in silence"}, and autofill waits again`, async ({ account, app, authenticator, page, watch }) => {
      await authenticator.endCeremonies(name);
      await app.open("/login");
      await authenticator.autofillWaits();
      await app.button("passkey_login_trigger").click();
      await expect.poll(async () => (await authenticator.asked()).slice(1)).toEqual(["modal", "conditional"]);
      const statuses = page.getByRole("status").filter({ hasText: /\w/ });
      if (said) await expect(statuses).toHaveText(said);
      else await expect(statuses).toHaveCount(0);
      await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
      await expect(app.button("passkey_login_trigger")).toBeFocused();
      expect(watch.posts).toHaveLength(0);
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    });
  }

  test("A-27: what the device is about to do is said before it does, and that it has confirmed, after", async ({ app, authenticator, page, person }) => {
    await app.signUpWithPasskey(person, authenticator);
    await authenticator.ignoreAutofill();
    await page.addInitScript(() => {
      const get = CredentialsContainer.prototype.get;
      CredentialsContainer.prototype.get = function (options) {
        const statuses = [...document.querySelectorAll("[role=status]")].map(({ textContent }) => textContent).join("");
        if (options?.mediation !== "conditional") document.documentElement.dataset.saidBefore = statuses;
        return get.call(this, options);
      };
    });
    await app.open("/login");
    await authenticator.autofillWaits();
    const line = await app.holdSubmits();
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect(page.locator("html")).toHaveAttribute("data-said-before", /device will ask you to confirm/);
    await expect(page.getByRole("status").filter({ hasText: /device has confirmed/ })).toBeVisible();
    line.release();
    await app.expectSignedIn(person.email);
  });

  test("A-14: the time for a ceremony is the one that Kratos gives, minutes and not seconds", async ({ app, authenticator, page, person }) => {
    await app.signUpWithPasskey(person, authenticator);
    await page.addInitScript(() => {
      const get = CredentialsContainer.prototype.get;
      CredentialsContainer.prototype.get = function (options) {
        document.documentElement.dataset.timeout = String(options?.publicKey?.timeout);
        return get.call(this, options);
      };
    });
    await app.open("/login");
    await authenticator.autofillWaits();
    const challenge = JSON.parse(await page.locator("input[name=passkey_challenge]").inputValue()) as { publicKey: { timeout: number } };
    expect(challenge.publicKey.timeout).toBeGreaterThanOrEqual(300_000);
    await app.button("passkey_login_trigger").click();
    await expect.poll(() => authenticator.asked()).toContain("modal");
    await expect(page.locator("html")).toHaveAttribute("data-timeout", String(challenge.publicKey.timeout));
  });

  test("signs in by autofill, without a click", async ({ app, authenticator, page, person }) => {
    await app.signUpWithPasskey(person, authenticator);
    await authenticator.setPresent(true);
    await page.goto("/login");
    await app.expectSignedIn(person.email);
  });

  test("F-59: nothing asks for a passkey on load; the page stays, and the password works", async ({
    account,
    app,
    authenticator,
    watch,
  }) => {
    await app.open("/login");
    await authenticator.autofillWaits();
    await expect(app.button("passkey_login_trigger")).toBeVisible();
    expect(new Set(await authenticator.asked())).toEqual(new Set(["conditional"]));
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
    expect(authenticator.asserted).toBe(0);
    expect(watch.post.body).toMatchObject({ method: "password" });
  });

  test("F-56: a cancelled passkey is no error, and can be tried again", async ({ app, authenticator, page, person, watch }) => {
    await app.signUpWithPasskey(person, authenticator);
    await app.open("/login");
    await authenticator.autofillWaits();
    await app.fill({ identifier: person.email });
    const sent = watch.posts.length;

    // The wrong finger ends the ceremony as a press on Cancel does: NotAllowedError.
    await authenticator.setVerified(false);
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /passkey/i })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await authenticator.setPresent(false);
    await expect(app.field("identifier")).toHaveValue(person.email);
    await expect(app.button("passkey_login_trigger")).toBeFocused();
    // Autofill offers it again.
    await expect.poll(async () => (await authenticator.asked()).at(-1)).toBe("conditional");
    expect(watch.posts).toHaveLength(sent);

    await authenticator.setVerified(true);
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  test("F-60, UX-18: a passkey that the server has forgotten", async ({ account, admin, app, authenticator, person }) => {
    const stranger = { ...person, email: `gone-${person.email}` };
    await app.signUpWithPasskey(stranger, authenticator);
    const identity = await admin.findIdentity(stranger.email);
    await admin.deleteIdentity(identity!.id);

    await app.open("/login");
    await authenticator.autofillWaits();
    await app.touchOnce("passkey_login_trigger", authenticator);
    await expect(app.message(4000015)).toBeVisible();
    // The password manager hears that it is of no use.
    await expect.poll(() => authenticator.deleted).toHaveLength(1);

    // The other ways stand open.
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });

  test("after a wrong password the passkey still works", async ({ app, authenticator, person }) => {
    await app.signUpWithPasskey(person, authenticator);
    await authenticator.ignoreAutofill();
    await app.open("/login");
    await app.fill({ identifier: person.email, password: person.password });
    await app.method("password").click();
    await expect(app.message(4000006)).toBeVisible();

    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  test("an impatient person sends once", async ({ app, authenticator, person, watch }) => {
    await app.signUpWithPasskey(person, authenticator);
    await app.open("/login");
    await authenticator.autofillWaits();
    const sent = watch.posts.length;
    const line = await app.holdSubmits();
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").dblclick();
    await expect.poll(() => watch.posts.length).toBe(sent + 1);
    line.release();
    await app.expectSignedIn(person.email);
    expect(watch.posts).toHaveLength(sent + 1);
  });

  test("Kratos' script is there in script mode, and only there", async ({ app, page, passkeys }) => {
    await app.open("/login");
    await expect(page.locator("script[src*='/.well-known/ory/webauthn.js']")).toHaveCount(passkeys === "script" ? 1 : 0);
    const initialized = () => page.evaluate(() => Boolean((window as { __oryWebAuthnInitialized?: boolean }).__oryWebAuthnInitialized));
    if (passkeys === "script") await expect.poll(initialized).toBe(true);
    else expect(await initialized()).toBe(false);
  });
});
