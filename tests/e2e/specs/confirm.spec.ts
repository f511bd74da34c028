// What takes something away for good is asked first, in the page.
import { SelfService } from "../harness/self-service.ts";
import { expect, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "everything" });

test("UX-21: removing a passkey asks once, names the password manager, and a no changes nothing @passkey", async ({ account, app, authenticator, dialogs, selfService, watch }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  await authenticator.setPresent(true);
  await app.button("passkey_register_trigger").click();
  const remove = app.button("passkey_remove");
  await expect(remove).toBeVisible();
  await authenticator.setPresent(false);

  dialogs.answer = false;
  await remove.focus();
  await remove.press("Enter");
  await expect(remove).toBeFocused();
  expect(dialogs.asked).toHaveLength(1);
  expect(dialogs.asked[0]).toMatch(/password manager/);
  await expect(remove).toBeEnabled();
  expect(watch.posts).toHaveLength(1);

  dialogs.answer = true;
  await remove.click();
  await expect(remove).toHaveCount(0);
  expect(dialogs.asked).toHaveLength(2);
  expect(watch.posts).toHaveLength(2);
});

test("UX-21: disconnecting the authenticator app and switching the backup codes off ask first", async ({ account, app, dialogs, page, selfService, watch }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  const secret = await page.getByTestId("node/text/totp_secret_key/text").innerText();
  await app.fill({ totp_code: totp(watch.secret(secret)) });
  await app.method("totp").click();
  await expect(app.button("totp_unlink")).toBeVisible();
  await app.button("lookup_secret_regenerate").click();
  // Once they are confirmed they count: that is said before (UX-42).
  await expect(page.getByTestId("codes-saved")).toBeVisible();
  await app.button("lookup_secret_confirm").click();
  await expect(app.button("lookup_secret_disable")).toBeVisible();
  await expect(page.getByTestId("codes-saved")).toHaveCount(0);
  expect(dialogs.asked).toEqual([]);
  const before = watch.posts.length;

  dialogs.answer = false;
  for (const [at, name] of ["totp_unlink", "lookup_secret_disable"].entries()) {
    const button = app.button(name);
    await button.focus();
    await button.press("Enter");
    await expect(button).toBeFocused();
    expect(dialogs.asked).toHaveLength(at + 1);
  }
  expect(watch.posts).toHaveLength(before);

  dialogs.answer = true;
  await app.button("lookup_secret_disable").click();
  await expect(app.button("lookup_secret_disable")).toHaveCount(0);
  expect(watch.posts).toHaveLength(before + 1);
});

test("UX-21: disconnecting a provider asks first", async ({ account, app, dialogs, page, provider, selfService, watch }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  await app.section("oidc").locator("button[name=link][value=acme]").click();
  await app.decide("Allow", provider.account({ email: account.email }));
  const unlink = page.locator("button[name=unlink][value=acme]");
  await expect(unlink).toBeVisible();
  const before = watch.posts.length;
  dialogs.answer = false;
  await unlink.click();
  await expect(unlink).toBeFocused();
  expect(dialogs.asked).toHaveLength(1);
  expect(watch.posts).toHaveLength(before);
});

test("UX-21, UX-44: signing out everywhere else asks first, and says what came of it", async ({ account, baseURL, browser, dialogs, page, selfService }) => {
  await selfService.signIn(account);
  const other = await browser.newContext({ baseURL: baseURL! });
  await new SelfService(other.request).signIn(account);
  await page.goto("/sessions");
  const button = page.getByTestId("revoke-others");
  dialogs.answer = false;
  await button.focus();
  await button.press("Enter");
  await expect(button).toBeFocused();
  expect(dialogs.asked).toHaveLength(1);
  expect((await other.request.get("/sessions/whoami")).ok()).toBe(true);

  dialogs.answer = true;
  await button.click();
  await expect(button).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "Signed out everywhere else." })).toBeVisible();
  expect((await other.request.get("/sessions/whoami")).ok()).toBe(false);
  await other.close();
});
