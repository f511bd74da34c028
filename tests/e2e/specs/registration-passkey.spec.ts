// Signing up with a passkey, in two steps.
import { expect, test } from "../harness/test.ts";

test.describe("@passkey", () => {
  test("signs up; the passkey is named after the person", async ({ admin, app, authenticator, page, person, watch }) => {
    await app.enterTraits(person);
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();

    await expect(app.field("code")).toBeVisible();
    expect(app.path()).toBe("/verification");
    await app.enterCode(await admin.code(person.email));
    await expect(app.message(1080002)).toBeVisible();
    await page.getByTestId("node/anchor/continue").click();
    await app.expectSignedIn(person.email);

    const [passkey, another] = await authenticator.passkeys();
    expect(another).toBeUndefined();
    expect(passkey).toMatchObject({ rpId: "localhost", userName: person.email, userDisplayName: person.email });
    expect(watch.posts[1]?.body).toMatchObject({ "traits.email": person.email, "traits.name.first": person.first });
    expect(watch.posts[1]?.body.passkey_register).toContain("attestationObject");
    expect(watch.posts[1]?.body).not.toHaveProperty("screen");
  });

  test("a cancelled passkey is no error; another try or another way works", async ({
    app,
    authenticator,
    page,
    person,
    watch,
  }) => {
    await app.enterTraits(person);
    await authenticator.setVerified(false);
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();

    await expect(page.getByRole("status").filter({ hasText: /passkey/i })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(watch.posts).toHaveLength(1);

    await authenticator.setVerified(true);
    await app.button("passkey_register_trigger").click();
    await expect(app.field("code")).toBeVisible();
  });

  for (const [name, said] of [
    ["NotAllowedError", /passkey was not used/],
    ["InvalidStateError", /already has a passkey/],
    ["SecurityError", /not available at this address/],
    ["NotSupportedError", /cannot use passkeys/],
  ] as const) {
    test(`UX-17, A-09: ${name} is said calmly when a passkey is to be made`, async ({ app, authenticator, page, person, watch }) => {
      await authenticator.endCeremonies(name);
      await app.enterTraits(person);
      await app.button("passkey_register_trigger").click();
      await expect(page.getByRole("status").filter({ hasText: said })).toBeVisible();
      await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
      expect(watch.posts).toHaveLength(1);
      // The other ways stand open.
      await app.fill({ password: person.password });
      await app.method("password").click();
      await expect(app.field("code")).toBeVisible();
    });
  }

  test("F-63, UX-17: in a browser without passkeys the button says so, and a password does", async ({ app, page, person }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, "PublicKeyCredential");
      Reflect.deleteProperty(Navigator.prototype, "credentials");
    });
    await app.enterTraits(person);
    await app.button("passkey_register_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /cannot use passkeys/ })).toBeVisible();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.field("code")).toBeVisible();
  });

  test("F-34 an address that has an account already leads to signing in", async ({ account, app, authenticator, page }) => {
    await app.enterTraits(account);
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(app.message(4000007)).toBeVisible();
    await expect(page.getByTestId("cta-link")).toHaveCount(1);
  });

  test("a press is not lost while Kratos' script is still under way", async ({ app, authenticator, page, person }) => {
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    await page.route("**/.well-known/ory/webauthn.js", async (route) => {
      await released;
      await route.continue();
    });
    await app.enterTraits(person);
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    release();
    await expect(app.field("code")).toBeVisible();
    expect(await authenticator.passkeys()).toHaveLength(1);
  });

  test("going back and forth does not spoil the ceremony", async ({ app, authenticator, person }) => {
    await app.enterTraits(person);
    await app.button("screen").click();
    await app.fill({ "traits.name.first": "Grace" });
    await app.method("profile").click();
    await expect(app.button("passkey_register_trigger")).toBeVisible();
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(app.field("code")).toBeVisible();
    expect(await authenticator.passkeys()).toHaveLength(1);
  });
});
