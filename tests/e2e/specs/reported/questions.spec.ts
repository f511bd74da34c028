// Where a browser shows no dialogs (inside of apps, in installed apps), "Sign out everywhere else" and five other buttons
// did nothing at all. The page asks for itself.
import type { Locator, Page } from "@playwright/test";
import { SelfService } from "../../harness/self-service.ts";
import { expect, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";

test.use({ kratos: "everything" });

/** Takes away, or makes dumb, all that opens something of the browser's own. */
const without: Record<string, () => void> = {
  "are gone": () => {
    for (const name of ["confirm", "alert", "prompt", "print", "open"]) Reflect.deleteProperty(window, name);
    for (const name of ["confirm", "alert", "prompt", "print", "open"]) Object.defineProperty(window, name, { value: undefined });
  },
  "say no at once": () => {
    Object.assign(window, { confirm: () => false, alert: () => undefined, prompt: () => null, print: () => undefined, open: () => null });
  },
};

const question = (page: Page): Locator => page.getByRole("dialog");

/** Says no by Escape and by its button, then yes, all by keyboard. */
async function decide(page: Page, button: Locator, words: RegExp, hasWorked: () => Promise<void>): Promise<void> {
  for (const no of ["Escape", "Enter"]) {
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(question(page)).toContainText(words);
    // The answer that changes nothing comes first.
    await expect(question(page).getByRole("button").first()).toBeFocused();
    await page.keyboard.press(no);
    await expect(question(page)).toHaveCount(0);
    await expect(button).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(question(page)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(question(page).getByRole("button").last()).toBeFocused();
  await page.keyboard.press("Enter");
  await hasWorked();
  await expect(question(page)).toHaveCount(0);
}

for (const [how, take] of Object.entries(without))
  test.describe(`where the browser's dialogs ${how}`, () => {
    test.beforeEach(async ({ account, dialogs, page, selfService }) => {
      // These tests answer for themselves.
      await page.removeLocatorHandler(dialogs.question);
      await page.addInitScript(take);
      await selfService.signIn(account);
    });

    test("G-12: signing out everywhere else asks in the page", async ({ account, baseURL, browser, page }) => {
      const other = await browser.newContext({ baseURL: baseURL! });
      await new SelfService(other.request).signIn(account);
      await page.goto("/sessions");
      await decide(page, page.getByTestId("revoke-others"), /all other devices/, async () => {
        await expect(page.getByText("Signed out everywhere else.")).toBeVisible();
      });
      expect((await other.request.get("/sessions/whoami")).ok()).toBe(false);
      await other.close();
    });

    test("G-12: the backup codes are switched off after a question in the page", async ({ app, page, selfService }) => {
      await selfService.addLookupSecrets();
      await app.open("/settings");
      await decide(page, app.button("lookup_secret_disable"), /Switch off the backup codes/, async () => {
        await expect(app.button("lookup_secret_regenerate")).toBeVisible();
      });
    });

    test("G-12: the authenticator app is disconnected after a question in the page", async ({ app, page, watch }) => {
      await app.open("/settings");
      await app.fill({ totp_code: totp(watch.secret(await page.getByTestId("node/text/totp_secret_key/text").innerText())) });
      await app.method("totp").click();
      await decide(page, app.button("totp_unlink"), /Disconnect the authenticator app/, async () => {
        await expect(app.field("totp_code")).toBeVisible();
      });
    });

    test("G-12: a passkey is removed after a question in the page @passkey", async ({ app, authenticator, page }) => {
      await app.open("/settings");
      await authenticator.setPresent(true);
      await app.button("passkey_register_trigger").click();
      await expect(app.button("passkey_remove")).toBeVisible();
      await authenticator.setPresent(false);
      await decide(page, app.button("passkey_remove"), /Remove this passkey/, async () => {
        await expect(app.button("passkey_remove")).toHaveCount(0);
      });
    });

    test("G-12: a security key is removed after a question in the page @passkey", async ({ app, authenticator, page }) => {
      await app.open("/settings");
      await authenticator.setPresent(true);
      await app.fill({ webauthn_register_displayname: "Blue" });
      await app.button("webauthn_register_trigger").click();
      await expect(app.button("webauthn_remove")).toBeVisible();
      await authenticator.setPresent(false);
      await decide(page, app.button("webauthn_remove"), /Remove this security key/, async () => {
        await expect(app.button("webauthn_remove")).toHaveCount(0);
      });
    });

    test("G-12: a provider is disconnected after a question in the page", async ({ account, app, page, provider }) => {
      await app.open("/settings");
      await app.section("oidc").locator("button[name=link][value=acme]").click();
      await app.decide("Allow", provider.account({ email: account.email }));
      const unlink = page.locator("button[name=unlink][value=acme]");
      await expect(unlink).toBeVisible();
      await decide(page, unlink, /Disconnect this account/, async () => {
        await expect(unlink).toHaveCount(0);
      });
    });
  });

test("G-12: a question goes with the page that it stands on", async ({ account, baseURL, browser, dialogs, page, selfService }) => {
  await page.removeLocatorHandler(dialogs.question);
  await selfService.signIn(account);
  const other = await browser.newContext({ baseURL: baseURL! });
  await new SelfService(other.request).signIn(account);
  await page.goto("/");
  await page.locator("a[href*=sessions]").click();
  await page.getByTestId("revoke-others").click();
  await expect(question(page)).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId("session-content")).toBeAttached();
  await expect(question(page)).toHaveCount(0);
  await other.close();
});

test("G-21: what the page cannot know it does not say", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await page.addInitScript(() => {
    HTMLAnchorElement.prototype.click = () => undefined;
    window.print = () => undefined;
    Clipboard.prototype.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await selfService.addLookupSecrets();
  await app.open("/settings");
  await app.button("lookup_secret_reveal").click();
  const said = app.section("lookup_secret").locator(".ways").getByRole("status");
  await page.getByTestId("download-codes").click();
  await expect(said.filter({ hasText: "asked to save backup-codes.txt" })).toBeVisible();
  await expect(page.getByText(/^saved/i)).toHaveCount(0);
  await page.getByTestId("copy-codes").click();
  await expect(said.filter({ hasText: "does not allow copying" })).toBeVisible();
  await expect(page.getByText("Copied.")).toHaveCount(0);
  await page.getByTestId("print-codes").click();
  await expect(page.getByText(/printed/i)).toHaveCount(0);
});
