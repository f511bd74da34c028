// Signing up where that does not sign in: the person is told so, and signs in.
import { expect, test } from "../harness/test.ts";
import type { App } from "../harness/app.ts";

test.use({ kratos: "identifier-first" });

/** Told that the account is there, not signed in, and one press from signing in. */
async function expectTold(app: App): Promise<void> {
  const main = app.page.locator("main:visible");
  await expect(main.getByText(/account (has been|was|is) (created|ready)/i).first()).toBeVisible();
  expect(await app.hasSession()).toBe(false);
  if (!(await app.field("identifier").isVisible())) await main.locator("a[href^='/login']").click();
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
}

test("with a password", async ({ app, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expectTold(app);

  await app.fill({ identifier: person.email });
  await app.method("identifier_first").click();
  await app.fill({ password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("with a code", async ({ admin, app, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expectTold(app);
});

test("with a passkey", { tag: "@passkey" }, async ({ app, authenticator, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await app.touchOnce("passkey_register_trigger", authenticator);
  await expectTold(app);
});
