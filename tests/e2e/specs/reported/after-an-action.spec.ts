// "Sign out there" worked and the page said that it had not. What is said after an action is looked at for every action of
// the settings and the sessions.
import type { Browser, Locator, Page } from "@playwright/test";
import type { App } from "../../harness/app.ts";
import { SelfService } from "../../harness/self-service.ts";
import { type Person, expect, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";

test.use({ kratos: "everything" });

const saved = "Your changes have been saved!";

/** Asserts that a group says this, in a region that is read out, and that nothing on the page says that something failed. */
async function expectSaid(app: App, group: string, words = saved): Promise<void> {
  await expect(app.section(group).getByRole("status").filter({ hasText: words })).toBeVisible();
  await expect(alerts(app.page)).toHaveCount(0);
}

function alerts(page: Page): Locator {
  return page.getByRole("alert").filter({ hasText: /\S/ });
}

async function addTotp(app: App, secret: (text: string) => string): Promise<void> {
  const key = await app.page.getByTestId("node/text/totp_secret_key/text").innerText();
  await app.fill({ totp_code: totp(secret(key)) });
  await app.method("totp").click();
}

test.describe("the settings", () => {
  test.beforeEach(async ({ account, app, selfService }) => {
    await selfService.signIn(account);
    await app.open("/settings");
  });

  test("G-34: the profile is saved, and says so", async ({ app }) => {
    await app.fill({ "traits.name.first": "Grace" });
    await app.section("profile").locator("button[name=method]").click();
    await expectSaid(app, "profile");
  });

  test("G-34: the password is changed, and says so", async ({ app, watch }) => {
    await app.fill({ password: watch.secret("CANARY-pw-another-9471") });
    await app.method("password").click();
    await expectSaid(app, "password");
  });

  test("G-34: the authenticator app comes and goes, and both are said", async ({ app, watch }) => {
    await addTotp(app, (text) => watch.secret(text));
    await expectSaid(app, "totp");
    await app.button("totp_unlink").click();
    await expect(app.field("totp_code")).toBeVisible();
    await expectSaid(app, "totp");
  });

  test("G-34: backup codes are made, confirmed and switched off, and each is said", async ({ app, page }) => {
    await app.button("lookup_secret_regenerate").click();
    await expect(page.getByTestId("codes-saved")).toContainText("Have you saved them?");
    await app.button("lookup_secret_confirm").click();
    await expectSaid(app, "lookup_secret");
    await app.button("lookup_secret_disable").click();
    await expect(app.button("lookup_secret_regenerate")).toBeVisible();
    await expectSaid(app, "lookup_secret");
  });

  test("G-34: a passkey comes and goes, and both are said @passkey", async ({ app, authenticator }) => {
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expectSaid(app, "passkey");
    await authenticator.setPresent(false);
    await app.button("passkey_remove").click();
    await expect(app.button("passkey_remove")).toHaveCount(0);
    await expectSaid(app, "passkey");
  });

  test("G-34: a security key comes and goes, and both are said @passkey", async ({ app, authenticator }) => {
    await authenticator.setPresent(true);
    await app.fill({ webauthn_register_displayname: "Blue" });
    await app.button("webauthn_register_trigger").click();
    await expectSaid(app, "webauthn");
    await authenticator.setPresent(false);
    await app.button("webauthn_remove").click();
    await expect(app.button("webauthn_remove")).toHaveCount(0);
    await expectSaid(app, "webauthn");
  });

  test("G-34: a provider comes and goes, and both are said", async ({ account, app, page, provider }) => {
    await app.section("oidc").locator("button[name=link][value=acme]").click();
    await app.decide("Allow", provider.account({ email: account.email }));
    const unlink = page.locator("button[name=unlink][value=acme]");
    await expect(unlink).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: saved })).toBeVisible();
    await expect(alerts(page)).toHaveCount(0);
    await unlink.click();
    await expect(unlink).toHaveCount(0);
    await expectSaid(app, "oidc");
  });
});

test.describe("the sessions", () => {
  /** Signs in somewhere else. */
  async function elsewhere(person: Person, browser: Browser, baseURL: string): Promise<string> {
    const context = await browser.newContext({ baseURL });
    const selfService = new SelfService(context.request);
    await selfService.signIn(person);
    const { id } = await selfService.whoami();
    await context.close();
    return id;
  }

  test("G-34: one other session is ended, then all others, and both are said, each time", async ({ account, baseURL, browser, page, selfService }) => {
    await selfService.signIn(account);
    const ids = [];
    for (let at = 0; at < 3; at++) ids.push(await elsewhere(account, browser, baseURL!));
    await page.goto("/sessions");
    for (const id of ids.slice(0, 2)) {
      await page.getByTestId(`revoke/${id}`).click();
      await expect(page.getByTestId(`session/${id}`)).toHaveCount(0);
      await expect(page.getByRole("status").filter({ hasText: "Signed out there." })).toBeVisible();
      await expect(alerts(page)).toHaveCount(0);
    }
    await page.getByTestId("revoke-others").click();
    await expect(page.getByRole("status").filter({ hasText: "Signed out everywhere else." })).toBeVisible();
    await expect(page.getByTestId("revoke-others")).toHaveCount(0);
    await expect(alerts(page)).toHaveCount(0);
  });

  test("G-34: what did not work is an alert, and the session stays in the list", async ({ account, baseURL, browser, page, selfService, watch }) => {
    watch.allow(/status of 5\d\d/);
    await selfService.signIn(account);
    const id = await elsewhere(account, browser, baseURL!);
    await page.goto("/sessions");
    await page.route("**/sessions/*", (route) =>
      route.request().method() === "DELETE" ? route.fulfill({ status: 500, json: { error: { code: 500, reason: "it broke", message: "it broke" } } }) : route.fallback(),
    );
    await page.getByTestId(`revoke/${id}`).click();
    await expect(alerts(page)).toHaveText("Signing out did not work. Please try again.");
    await expect(page.getByText("it broke")).toHaveCount(0);
    await expect(page.getByTestId(`session/${id}`)).toBeVisible();
  });

  test("G-34: an answer without a body is taken as what its status says", async ({ account, baseURL, browser, page, selfService }) => {
    await selfService.signIn(account);
    const id = await elsewhere(account, browser, baseURL!);
    await page.goto("/sessions");
    const kinds: Record<string, string>[] = [{ "content-type": "application/json" }, { "content-type": "application/json; charset=utf-8", "content-length": "0" }, {}];
    for (const headers of kinds) {
      await page.route("**/sessions/*", (route) =>
        route.request().method() === "DELETE" ? route.fulfill({ status: 204, headers }) : route.fallback(),
      );
      await page.getByTestId(`revoke/${id}`).click();
      await expect(page.getByRole("status").filter({ hasText: "Signed out there." })).toBeVisible();
      await expect(alerts(page)).toHaveCount(0);
      await page.unroute("**/sessions/*");
    }
  });
});
