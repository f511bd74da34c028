// Signing in once more: to prove that it is still you, or for a second factor.
import { expect, test } from "../harness/test.ts";

test("a refresh asks again, for the same person", async ({ account, app, page }) => {
  await app.signIn(account);
  await app.open("/login?refresh=true");
  await expect(app.message(1010003)).toBeVisible();
  await expect(page.locator("input[name=identifier]")).toHaveValue(account.email);

  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("a wrong password at a refresh signs nobody out", async ({ account, app, watch }) => {
  await app.signIn(account);
  await app.open("/login?refresh=true");
  await app.fill({ password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(await app.hasSession()).toBe(true);
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("a refresh can be left by signing out", async ({ account, app, page }) => {
  await app.signIn(account);
  await app.open("/login?refresh=true");
  await page.getByTestId("logout-link").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(app.field("identifier")).toBeVisible();
  await expect(app.field("identifier")).toHaveValue("");
  expect(app.path()).toBe("/login");
  expect(new URL(page.url()).searchParams.has("refresh")).toBe(false);
});

test("a refresh without a session is a plain sign-in", async ({ account, app }) => {
  await app.open("/login?refresh=true");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("a second factor that the account does not have: said, with a way out", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.goto("/login?aal=aal2");
  await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
  await expect(page.locator("button[name=method]")).toHaveCount(0);
  await page.getByTestId("logout-link").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(app.field("identifier")).toBeVisible();
  expect(new URL(page.url()).searchParams.has("aal")).toBe(false);
});
