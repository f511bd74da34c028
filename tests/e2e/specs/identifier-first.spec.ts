// Signing in in two steps: first who, then with what that account has.
import { type App } from "../harness/app.ts";
import { expect, newcomer, test } from "../harness/test.ts";

test.use({ kratos: "identifier-first" });

async function identify(app: App, email: string): Promise<void> {
  await app.open("/login");
  await app.fill({ identifier: email });
  await app.method("identifier_first").click();
}

test("UX-03, A-02: signs in with a password, next to which the identifier stands", async ({ account, app, page, watch }) => {
  await app.open("/login");
  await expect(app.field("identifier")).toHaveAttribute("autocomplete", "username webauthn");
  await expect(app.field("password")).toHaveCount(0);
  await identify(app, account.email);

  // Password managers need the name next to the password; people want to see it.
  await expect(app.field("password")).toBeVisible();
  await app.expectShown(account.email);
  await expect(page.locator("form input[autocomplete^=username]")).toHaveValue(account.email);
  await expect(page.locator("form input[name=identifier]")).toHaveCount(1);
  await expect(page.locator("form input[name=identifier]")).toHaveValue(account.email);

  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.posts.map((post) => post.body.method)).toEqual(["identifier_first", "password"]);
  expect(watch.posts[1]?.body).toMatchObject({ identifier: account.email });
});

test("UX-05: Enter goes on in each step", async ({ account, app, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email });
  await app.field("identifier").press("Enter");
  await app.fill({ password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
  expect(watch.posts.map((post) => post.body.method)).toEqual(["identifier_first", "password"]);
});

test("an unknown account is said at the field, and can be corrected", async ({ account, app, page, watch }) => {
  const unknown = newcomer(watch);
  await identify(app, unknown.email);
  await expect(page.getByTestId("node/input/identifier").getByTestId("ui/message/4000037")).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(unknown.email);

  await app.fill({ identifier: account.email });
  await app.method("identifier_first").click();
  await expect(app.field("password")).toBeVisible();
});

test("an empty form is not sent; the gap gets the focus", async ({ app, watch }) => {
  await app.open("/login");
  await app.method("identifier_first").click();
  await expect(app.field("identifier")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});

test("UX-09, A-02: a wrong password is taken back, and nothing else", async ({ account, app, page, watch }) => {
  await identify(app, account.email);
  await app.fill({ password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("password")).toHaveValue("");
  await expect(page.locator("form input[name=identifier]")).toHaveValue(account.email);

  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("UX-03: who it is can be changed, and is still in the field", async ({ account, admin, app, page, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await identify(app, account.email);
  await expect(app.field("password")).toBeVisible();

  const change = /change|different|another|not you/i;
  await page.getByRole("link", { name: change }).or(page.getByRole("button", { name: change })).first().click();
  await expect(app.field("identifier")).toBeEditable();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveCount(0);

  await app.fill({ identifier: other.email });
  await app.method("identifier_first").click();
  await app.fill({ password: other.password });
  await app.method("password").click();
  await app.expectSignedIn(other.email);
});

test("signs in with a code in the second step", async ({ account, admin, app }) => {
  await identify(app, account.email);
  await app.method("code").click();
  await expect(app.message(1010014)).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("an account that has codes only", async ({ admin, app, person }) => {
  await admin.createIdentity(person.email);
  await identify(app, person.email);
  // Whether the code is sent at once or on a press is the server's choice.
  await expect(app.field("code").or(app.method("code")).first()).toBeVisible();
  if (!(await app.field("code").isVisible())) await app.method("code").click();
  await expect(app.message(1010014)).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});

test("UX-14: a reload keeps the second step", async ({ account, app, page, watch }) => {
  await identify(app, account.email);
  await expect(app.field("password")).toBeVisible();
  await page.reload();
  await expect(app.field("password")).toBeVisible();
  await expect(page.locator("form input[name=identifier]")).toHaveValue(account.email);
  expect(watch.posts).toHaveLength(1);
});

test("F-71, UX-14: Back leads to the first step, forward to the second again, and nothing is sent", async ({ account, app, page, watch }) => {
  await app.expectSignedOut();
  await identify(app, account.email);
  await expect(app.field("password")).toBeVisible();
  const second = app.flow();

  await page.goBack();
  await expect(app.field("password")).toHaveCount(0);
  await expect(app.field("identifier")).toHaveValue(account.email);
  expect(app.path()).toBe("/login");
  await page.goForward();
  await expect(app.field("password")).toBeVisible();
  await expect(page.locator("form input[name=identifier]")).toHaveValue(account.email);
  expect(app.flow()).toBe(second);
  expect(watch.posts).toHaveLength(1);

  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test.describe("@passkey", () => {
  test("autofill signs in from the first step", async ({ admin, app, authenticator, page, person }) => {
    await signUp(app, authenticator, person);
    expect(await admin.findIdentity(person.email)).toBeDefined();
    await authenticator.setPresent(true);
    await page.goto("/login");
    await app.expectSignedIn(person.email);
  });

  test("the button signs in from the second step", async ({ app, authenticator, person }) => {
    await signUp(app, authenticator, person);
    await authenticator.ignoreAutofill();
    await identify(app, person.email);
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  test("a cancelled passkey in the second step", async ({ app, authenticator, page, person }) => {
    await signUp(app, authenticator, person);
    await authenticator.ignoreAutofill();
    await identify(app, person.email);
    await authenticator.setVerified(false);
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await expect(page.getByRole("status").filter({ hasText: /passkey/i })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);

    await authenticator.setVerified(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });

  async function signUp(
    app: App,
    authenticator: import("../harness/authenticator.ts").Authenticator,
    person: import("../harness/test.ts").Person,
  ): Promise<void> {
    await app.open("/registration");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.touchOnce("passkey_register_trigger", authenticator);
    await expect(app.button("passkey_register_trigger")).toHaveCount(0);
  }
});

test.describe("@passkey", () => {
  test("UX-16: autofill waits where the identifier is asked for, and is over at the next step", async ({ account, app, authenticator, page }) => {
    await app.open("/login");
    await authenticator.autofillWaits();
    expect(await authenticator.asked()).toEqual(["conditional"]);
    await app.fill({ identifier: account.email });
    await app.method("identifier_first").click();
    await expect(app.field("password")).toBeVisible();
    await authenticator.setPresent(true);
    await app.fill({ password: account.password });
    await expect(page.getByRole("status").filter({ hasText: /passkey|device/i })).toHaveCount(0);
    await app.method("password").click();
    await app.expectSignedIn(account.email);
    expect(authenticator.asserted).toBe(0);
  });
});
