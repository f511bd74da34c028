// A server that has just been down may answer from an old copy of the accounts, and know of nobody's passkey.
import { expect, test } from "../../harness/test.ts";

test("SR-34: after an outage no password manager is told to forget a passkey", { tag: "@passkey" }, async ({ account, admin, app, authenticator, page, person, watch }) => {
  watch.allow(/status of 503/);
  const stranger = { ...person, email: watch.secret(`gone-${person.email}`) };
  await app.signUpWithPasskey(stranger, authenticator);
  const identity = await admin.findIdentity(stranger.email);
  await admin.deleteIdentity(identity!.id);

  await authenticator.ignoreAutofill();
  await page.route("**/self-service/login/browser**", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto("/login");
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await again.click();
  await expect(again).toBeVisible();
  await page.unroute("**/self-service/login/browser**");
  await again.click();
  await app.touchOnce("passkey_login_trigger", authenticator);
  await expect(app.message(4000015)).toBeVisible();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(authenticator.deleted).toEqual([]);
});
