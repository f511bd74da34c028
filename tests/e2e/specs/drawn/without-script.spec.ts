// Without JavaScript: everything that does not need it by its nature, by native forms and links.
import type { App } from "../../harness/app.ts";
import { expect, newcomer, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";

test.use({ javaScriptEnabled: false, kratos: "everything" });

async function signIn(app: App, { email, password }: { email: string; password: string }): Promise<void> {
  await app.page.goto("/login");
  await app.fill({ identifier: email, password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(email);
}

test("password: refused, and right", async ({ account, app, page }) => {
  await page.goto("/login");
  await app.fill({ identifier: account.email, password: "wrong" });
  await app.method("password").click();
  await expect(app.message(4000006)).toHaveCount(1);
  await expect(app.field("identifier")).toHaveValue(account.email);
  await app.fill({ password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
});

test("the page never says that it needs JavaScript, and has no passkey buttons", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByText("JavaScript")).toHaveCount(0);
  await expect(page.locator(".submit-ceremony:visible")).toHaveCount(0);
});

test("code: asked for, typed, signed in", async ({ account, admin, app, page, watch }) => {
  await page.goto("/login");
  await app.fill({ identifier: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(watch.secret(await admin.code(account.email)));
  await app.expectSignedIn(account.email);
});

test("sign-up with a password, and verification with the mailed code", async ({ admin, app, page, person, watch }) => {
  await page.goto("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await app.field("traits.email").press("Enter");
  await app.fill({ password: person.password });
  await app.field("password").press("Enter");
  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toMatch(/^\/verif/);
  await app.enterCode(watch.secret(await admin.code(person.email)));
  await expect(app.message(1080002)).toBeVisible();
  await page.goto("/");
  await expect(page.getByTestId("session-content")).toContainText(person.email);
});

test("recovery with the mailed code, and a new password in the settings", async ({ account, admin, app, page, watch }) => {
  await page.goto("/recovery");
  await app.fill({ email: account.email });
  await app.field("email").press("Enter");
  await app.enterCode(watch.secret(await admin.code(account.email)));
  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.field("password").press("Enter");
  await expect(app.message(1050001)).toBeVisible();
  await app.forget();
  await signIn(app, { email: account.email, password });
});

test("settings: profile", async ({ account, app, page }) => {
  await signIn(app, account);
  await page.goto("/settings");
  await app.fill({ "traits.name.first": "Grace" });
  await app.field("traits.name.first").press("Enter");
  await expect(app.message(1050001)).toBeVisible();
  await page.goto("/settings");
  await expect(app.field("traits.name.first")).toHaveValue("Grace");
});

test("settings: an authenticator app is added, used and removed, with backup codes beside it", async ({ account, app, page, watch }) => {
  await signIn(app, account);
  await page.goto("/settings");
  const secret = watch.secret((await page.getByTestId("node/text/totp_secret_key/text").innerText()).trim());
  await app.fill({ totp_code: totp(secret) });
  await app.field("totp_code").press("Enter");
  await expect(app.message(1050001)).toBeVisible();
  await app.button("lookup_secret_regenerate").click();
  const codes = await page.getByTestId("node/text/lookup_secret_codes/text").locator("code").allInnerTexts();
  expect(codes).toHaveLength(12);
  await app.button("lookup_secret_confirm").click();
  await expect(app.message(1050001)).toBeVisible();

  // Each method's Enter means its own button.
  await app.forget();
  await page.goto("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.field("password").press("Enter");
  await page.goto("/login?aal=aal2");
  await app.field("lookup_secret").fill(watch.secret(codes[0] ?? ""));
  await app.field("lookup_secret").press("Enter");
  await app.expectSignedIn(account.email);

  await page.goto("/settings");
  await app.button("totp_unlink").click();
  await expect(app.message(1050001)).toBeVisible();
  await app.button("lookup_secret_disable").click();
  await expect(app.button("lookup_secret_regenerate")).toBeVisible();
});

test("sessions: another one is ended, and all others", async ({ account, app, browser, page, selfService, servers }) => {
  await signIn(app, account);
  const others = await Promise.all([0, 1, 2].map(() => browser.newContext({ baseURL: servers.origin })));
  for (const other of others) {
    const flow = await (await other.request.get("/self-service/login/browser", { headers: { accept: "application/json" } })).json();
    const csrf_token = flow.ui.nodes.find((node: { attributes: { name?: string } }) => node.attributes.name === "csrf_token").attributes.value;
    const data = { csrf_token, method: "password", identifier: account.email, password: account.password };
    await other.request.post(`/self-service/login?flow=${flow.id}`, { headers: { accept: "application/json" }, data });
  }
  await page.goto("/sessions");
  const revoke = page.locator("button[name=revoke]:not([value=others])");
  await expect(revoke).toHaveCount(3);
  await revoke.first().click();
  await expect(revoke).toHaveCount(2);
  await page.getByTestId("revoke-others").click();
  await expect(revoke).toHaveCount(0);
  expect((await selfService.whoami()).identity.id).toBe(account.id);
  for (const other of others) {
    expect((await other.request.get("/sessions/whoami")).status()).toBe(401);
    await other.close();
  }
});

test("social sign-in, by a page that goes on to the provider under form-action 'self'", async ({ app, page, person, provider }) => {
  const subject = provider.account({ email: person.email, given_name: "Ada" });
  await page.goto("/login");
  await page.locator("button[name=provider][value=acme]").click();
  await app.decide("Allow", subject);
  await app.expectSignedIn(person.email);
});

test("sign-out by a form", async ({ account, app, page }) => {
  await signIn(app, account);
  await page.getByTestId("logout").click();
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
  expect(await app.hasSession()).toBe(false);
});

test("an error, an unknown address, and pages for who is signed in", async ({ app, page }) => {
  await page.goto("/error?id=stub:500");
  await expect(page.locator("code")).toContainText("500");
  await page.goto("/nowhere");
  await expect(page.locator("h1")).toHaveText("Page not found");
  await page.goto("/settings");
  await expect(app.field("password")).toBeVisible();
  expect(app.path()).toBe("/login");
});

test("what needs something else first gets a new flow where the old one has ended", async ({ account, app, page }) => {
  await page.goto("/login?flow=00000000-0000-4000-8000-000000000000");
  await app.fill({ identifier: account.email, password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
});

test("another language, by what the browser says", async ({ browser, servers }) => {
  const context = await browser.newContext({ baseURL: servers.origin, javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/login");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await context.close();
});

test("nobody learns who has an account", async ({ account, app, page, watch }) => {
  const said = async (email: string) => {
    await page.goto("/login");
    await app.fill({ identifier: email, password: "wrong" });
    await app.method("password").click();
    await expect(app.message(4000006)).toBeVisible();
    return app.message(4000006).innerText();
  };
  const stranger = newcomer(watch);
  expect(await said(stranger.email)).toBe(await said(account.email));
});
