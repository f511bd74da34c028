// Signing up and in with a security key instead of a password, in two steps each.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "security-key-two-steps" });

test.describe("@passkey", () => {
  test("signs up, and in", async ({ app, authenticator, page, person, watch }) => {
    await app.enterTraits(person);
    await app.fill({ webauthn_register_displayname: "My key" });
    await authenticator.setPresent(true);
    await app.button("webauthn_register_trigger").click();
    await app.expectSignedIn(person.email);
    expect(watch.posts[1]?.body).toMatchObject({ "traits.email": person.email, webauthn_register_displayname: "My key" });
    await app.forget();

    await app.open("/login");
    await app.fill({ identifier: person.email });
    await app.method("identifier_first").click();
    await app.method("webauthn").click();
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
    await expect(page.locator("form input[name=identifier]")).toHaveValue(person.email);
    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  test("an account that is there already leads to signing in", async ({ account, app, authenticator, page }) => {
    await app.enterTraits(account);
    await app.fill({ webauthn_register_displayname: "My key" });
    await authenticator.setPresent(true);
    await app.button("webauthn_register_trigger").click();
    await expect(app.message(4000007)).toBeVisible();
    await expect(page.getByTestId("cta-link")).toHaveCount(1);
  });

  test("a key that goes back and forth with the traits is made for the last ones", async ({ admin, app, authenticator, person }) => {
    await app.enterTraits(person);
    await app.button("screen").click();
    await app.fill({ "traits.name.first": "Grace" });
    await app.method("profile").click();
    await app.fill({ webauthn_register_displayname: "My key" });
    await authenticator.setPresent(true);
    await app.button("webauthn_register_trigger").click();
    await app.expectSignedIn(person.email);
    expect((await admin.findIdentity(person.email))?.traits).toMatchObject({ name: { first: "Grace" } });
  });
});
