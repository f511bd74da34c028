// Signing up and in with a security key instead of a password, on one page each.
import type { App } from "../harness/app.ts";
import type { Authenticator } from "../harness/authenticator.ts";
import { type Person, expect, test } from "../harness/test.ts";

test.use({ kratos: "security-key" });

/** An account with a key, made by the page; afterwards nobody is signed in. */
async function signUp(app: App, authenticator: Authenticator, person: Person): Promise<void> {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, webauthn_register_displayname: "My key" });
  await authenticator.setPresent(true);
  await app.button("webauthn_register_trigger").click();
  await app.expectSignedIn(person.email);
  await app.forget();
}

async function identify(app: App, email: string): Promise<void> {
  await app.open("/login");
  await app.fill({ identifier: email });
  await app.method("webauthn").click();
}

test.describe("@passkey", () => {
  test("signs up, and in: the flow stays, and so does the page", async ({ app, authenticator, page, person, watch }) => {
    await signUp(app, authenticator, person);
    expect(watch.post.body.webauthn_register).toContain("attestationObject");
    expect(watch.post.body).toMatchObject({ webauthn_register_displayname: "My key", "traits.email": person.email });

    await app.open("/login");
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    await app.mark();
    await app.fill({ identifier: person.email });
    await app.method("webauthn").click();
    await expect(app.message(1010012)).toHaveCount(1);
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
    expect(app.flow()).toBe(flow);
    expect(await app.hasStayed()).toBe(true);
    await expect(page.locator("form input[name=identifier]")).toHaveValue(person.email);

    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(person.email);
    expect(watch.posts.at(-1)?.body).toMatchObject({ identifier: person.email });
    expect(watch.posts.at(-1)?.body.webauthn_login).toContain("authenticatorData");
  });

  test("an account without a key is said so, and the password works", async ({ account, app }) => {
    await identify(app, account.email);
    await expect(app.message(4000015)).toBeVisible();
    await expect(app.field("identifier")).toHaveValue(account.email);
    await app.fill({ password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });

  test("another way can be taken although the flow has none", async ({ account, app, authenticator, page, person }) => {
    const other = { ...person, email: `key-${person.email}` };
    await signUp(app, authenticator, other);
    await identify(app, other.email);
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
    const change = /change|different|another|not you|back/i;
    await page.getByRole("link", { name: change }).or(page.getByRole("button", { name: change })).first().click();
    await expect(app.field("identifier")).toBeEditable();
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });

  test("an identifier is needed first", async ({ app, watch }) => {
    await app.open("/login");
    await app.method("webauthn").click();
    await expect(app.field("identifier")).toBeFocused();
    expect(watch.posts).toHaveLength(0);
  });

  test("a reload keeps the step", async ({ app, authenticator, page, person }) => {
    await signUp(app, authenticator, person);
    await identify(app, person.email);
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
    await page.reload();
    await expect(app.button("webauthn_login_trigger")).toBeVisible();
    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  test("the only key cannot be removed until there is a password", async ({ app, authenticator, page, person }) => {
    await signUp(app, authenticator, person);
    await identify(app, person.email);
    await app.button("webauthn_login_trigger").click();
    await app.expectSignedIn(person.email);
    await app.open("/settings");
    const remove = page.locator("button[name=webauthn_remove]");
    await expect(remove).toBeDisabled();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.message(1050001)).toBeVisible();
    await expect(remove).toBeEnabled();
    await remove.click();
    await expect(remove).toHaveCount(0);
  });
});
