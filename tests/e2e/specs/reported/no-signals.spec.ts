// An operator whose accounts are copied about, and who wants nobody's password manager to be told anything.
import { expect, test } from "../../harness/test.ts";

test.use({ config: { signals: false } });

test("SR-34: an operator can keep the page from telling password managers anything", { tag: "@passkey" }, async ({ account, admin, app, authenticator, person, watch }) => {
  const stranger = { ...person, email: watch.secret(`gone-${person.email}`) };
  await app.signUpWithPasskey(stranger, authenticator);
  const identity = await admin.findIdentity(stranger.email);
  await admin.deleteIdentity(identity!.id);
  await authenticator.ignoreAutofill();
  await app.open("/login");
  await app.touchOnce("passkey_login_trigger", authenticator);
  await expect(app.message(4000015)).toBeVisible();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(authenticator.deleted).toEqual([]);
});
