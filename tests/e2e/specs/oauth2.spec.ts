// Signing in and up on behalf of an OAuth2 server: entered by navigation, left for the application that asked.
import type { App } from "../harness/app.ts";
import { expect, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "oauth2" });

const client = (app: App) => app.page.getByTestId("oauth2-client");

async function expectAccepted(app: App): Promise<void> {
  await expect(app.page.getByRole("heading", { name: "The Shop goes on from here." })).toBeVisible();
}

test("signs in for the application that asks, and goes back to it", async ({ account, app, oauth2, page }) => {
  const challenge = oauth2.challenge();
  const entries: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/self-service/login/browser") entries.push(String(request.isNavigationRequest()));
  });
  await page.goto(`/login?login_challenge=${challenge}`);
  await expect(client(app)).toContainText("The Shop");
  // By navigation, once: asked for by a script, Kratos could not send anybody on.
  expect(entries).toEqual(["true"]);
  expect(app.path()).toBe("/login");

  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
});

test("a wrong password keeps the application's name and the challenge", async ({ account, app, oauth2, page, watch }) => {
  const challenge = oauth2.challenge();
  await page.goto(`/login?login_challenge=${challenge}`);
  await app.fill({ identifier: account.email, password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(client(app)).toContainText("The Shop");
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
});

test("signs up for the application that asks, and goes back to it", async ({ app, admin, oauth2, page, person }) => {
  const challenge = oauth2.challenge();
  await page.goto(`/registration?login_challenge=${challenge}`);
  await expect(client(app)).toContainText("The Shop");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe((await admin.findIdentity(person.email))?.id);
});

test("from signing in to signing up, the challenge is carried along", async ({ app, oauth2, page, person }) => {
  const challenge = oauth2.challenge();
  await page.goto(`/login?login_challenge=${challenge}`);
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  await expect(client(app)).toContainText("The Shop");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.has(challenge)).toBe(true);
});

test("who is signed in already confirms it", async ({ account, app, oauth2, page, selfService }) => {
  await selfService.signIn(account);
  const challenge = oauth2.challenge();
  await page.goto(`/login?login_challenge=${challenge}`);
  await expect(app.message(1010003)).toBeVisible();
  await expect(client(app)).toContainText("The Shop");
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
});

test("who need not sign in again is passed on at once", async ({ account, app, oauth2, page, selfService, watch }) => {
  await selfService.signIn(account);
  const challenge = oauth2.challenge({ skip: true });
  await page.goto(`/login?login_challenge=${challenge}`);
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
  expect(watch.posts).toHaveLength(0);
});

test("with a second factor, the challenge survives both", async ({ account, app, oauth2, page, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  const challenge = oauth2.challenge();
  await page.goto(`/login?login_challenge=${challenge}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(app.message(1010004)).toBeVisible();
  await expect(client(app)).toContainText("The Shop");
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await expectAccepted(app);
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
});

test("an expired sign-in starts again at the application", async ({ account, app, oauth2, page }) => {
  const challenge = oauth2.challenge();
  await page.goto(`/login?login_challenge=${challenge}`);
  await app.fill({ identifier: account.email, password: account.password });
  const status = async () => (await page.request.get(`/self-service/login/flows?id=${app.flow()}`)).status();
  await expect.poll(status, { timeout: 15_000, intervals: [250] }).toBe(410);
  await app.method("password").click();
  await page.waitForURL(new RegExp(`/oauth2/auth\\?client_id=shop&challenge=${challenge}`));
});
