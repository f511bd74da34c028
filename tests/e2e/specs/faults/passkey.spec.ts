// Faults of passkeys on a login page. What a ceremony comes to is decided by the browser; where no virtual authenticator
// does it, its answer is put in its place. F-56, F-58, F-59 and F-60 are in login-passkey.spec.ts, F-62 in
// settings-passkey.spec.ts, F-66 in social.spec.ts.
import type { Page } from "@playwright/test";
import type { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/;

const status = (page: Page, text: RegExp) => page.getByRole("status").filter({ hasText: text });

declare global {
  interface Window {
    /** Gives the page the answer that is held back, while there is one. */
    __touch?: (() => void) | undefined;
  }
}

/**
 * From the next page on a person takes their time with a passkey that is asked for by a button: until the returned is called.
 * The authenticator says that it has signed before the page has the answer, so a touch waits until there is one to let go.
 */
async function holdAnswers(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const get = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = async function (options) {
      const answer = await get.call(this, options);
      if (options?.mediation !== "conditional") await new Promise<void>((done) => (window.__touch = done));
      return answer;
    };
  });
  const touch = () =>
    page.evaluate(() => {
      const held = window.__touch;
      window.__touch = undefined;
      held?.();
      return Boolean(held);
    });
  return () => expect.poll(touch, "an answer is held back").toBe(true);
}

/** Signs in with a password on the page as it is. */
async function usePassword(app: App, { email, password }: { email: string; password: string }): Promise<void> {
  await app.fill({ identifier: email, password });
  await app.method("password").click();
  await app.expectSignedIn(email);
}

test.describe("@passkey", () => {
  for (const name of ["NotAllowedError", "TimeoutError"]) {
    test(`F-57: a ceremony that took too long blames nobody (${name})`, async ({ account, app, authenticator, page, watch }) => {
      await authenticator.endCeremonies(name);
      await app.open("/login");
      await authenticator.autofillWaits();
      await app.fill({ identifier: account.email });
      await app.button("passkey_login_trigger").click();
      await expect(status(page, /passkey was not used/i)).toBeVisible();
      await expect(page.getByRole("alert")).toHaveCount(0);
      await expect(app.button("passkey_login_trigger")).toBeFocused();
      await expect(app.field("identifier")).toHaveValue(account.email);
      expect(watch.posts).toHaveLength(0);
      await usePassword(app, account);
    });
  }

  test("F-61: a page at an address that is not the one of the passkeys", async ({ account, app, authenticator, page }) => {
    await page.route("**/self-service/login/browser**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll(String.raw`\"rpId\":\"localhost\"`, String.raw`\"rpId\":\"elsewhere.example\"`) });
    });
    await app.open("/login");
    await expect(page.locator("input[name=passkey_challenge]")).toHaveValue(/elsewhere\.example/);
    // Nobody has pressed anything yet, so nothing is said of it.
    await expect(status(page, /\w/)).toHaveCount(0);
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect(status(page, /passkeys are not available at this address/i)).toBeVisible();
    await usePassword(app, account);
  });

  test("F-63: a browser that cannot use passkeys has no dead button", async ({ account, app, page }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, "PublicKeyCredential");
      Reflect.deleteProperty(Navigator.prototype, "credentials");
    });
    await app.open("/login");
    await expectNoDeadButton(page, "passkey_login_trigger");
    await usePassword(app, account);
  });

  test("F-63: passkeys forbidden by a policy", async ({ account, app, page, watch }) => {
    watch.allow(/publickey-credentials-get/);
    await page.route("**/login", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "permissions-policy": "publickey-credentials-get=()" } });
    });
    await app.open("/login");
    await expectNoDeadButton(page, "passkey_login_trigger");
    await usePassword(app, account);
  });

  test("F-64, T-22: the flow is replaced while the device asks: what it answers is dropped", async ({ app, authenticator, page, person, watch }) => {
    await app.signUpWithPasskey(person, authenticator);
    await authenticator.ignoreAutofill();
    const touch = await holdAnswers(page);
    await page.clock.install();
    await app.open("/login");
    await authenticator.autofillWaits();
    await expect.poll(() => app.flow()).not.toBeNull();
    const old = app.flow();
    const sent = watch.posts.length;
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect.poll(() => authenticator.asserted).toBe(1);
    await page.clock.fastForward("59:30");
    await expect.poll(() => app.flow()).not.toBe(old);

    await touch();
    await expect(status(page, /try the passkey again/i)).toBeVisible();
    expect(watch.posts).toHaveLength(sent);
    await expect(app.button("passkey_login_trigger")).not.toHaveAttribute("aria-disabled", "true");

    // Once it is sent, the page may leave at any time.
    const renewed = app.flow()!;
    const posted = page.waitForRequest((request) => request.method() === "POST");
    await app.button("passkey_login_trigger").click();
    await touch();
    expect((await posted).url()).toContain(renewed);
    await app.expectSignedIn(person.email);
  });

  test("F-65: the line breaks after the device has answered: one press, and it is asked again", async ({ app, authenticator, page, person, watch }) => {
    watch.allow(noise);
    await app.signUpWithPasskey(person, authenticator);
    await authenticator.ignoreAutofill();
    await app.open("/login");
    await authenticator.autofillWaits();
    const sent = watch.posts.length;
    await page.route("**/self-service/login?**", (route) => route.abort("connectionreset"));
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect(page.locator(".Toastify")).toContainText(/\w+ \w+/);
    expect(watch.posts).toHaveLength(sent + 1);
    await page.unroute("**/self-service/login?**");

    await expect(app.button("passkey_login_trigger")).not.toHaveAttribute("aria-disabled", "true");
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
    expect(watch.posts).toHaveLength(sent + 2);
    const [first, second] = watch.posts.slice(sent).map(({ body }) => body.passkey_login);
    expect(second).toContain("authenticatorData");
    expect(second).not.toBe(first);
  });
});

/** The button is away, or says what is the matter: beside it, or when it is pressed. */
async function expectNoDeadButton(page: Page, name: string): Promise<void> {
  const button = page.locator(`button[name=${name}]`);
  if (!(await button.isVisible())) return;
  if (await button.isEnabled()) await button.click();
  await expect(page.locator("main:visible").getByText(/passkeys? .*(cannot|not|another)|cannot use passkeys/i).first()).toBeVisible();
}
