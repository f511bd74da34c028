// Signing up on one page, which signs in and asks for nothing more.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "one-step" });

test("signs up with a password", async ({ app, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();

  await app.expectSignedIn(person.email);
  expect(watch.post.body).toMatchObject({ method: "password", "traits.email": person.email, password: person.password });
});

test("the fields come in the order that people expect", async ({ app, page }) => {
  await app.open("/registration");
  const names = await page
    .locator("form input:not([type=hidden])")
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).name));
  expect(names).toEqual(["traits.email", "traits.name.first", "traits.name.last", "traits.age", "traits.newsletter", "password"]);
});

for (const name of ["traits.email", "traits.name.last", "password"]) {
  test(`UX-05: Enter in ${name} signs up with the password`, async ({ app, person, watch }) => {
    await app.open("/registration");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
    await app.field(name).press("Enter");
    await app.expectSignedIn(person.email);
    expect(watch.post.body).toMatchObject({ method: "password" });
  });
}

test("signs up with a code, without a password", async ({ admin, app, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(watch.secret(await admin.code(person.email)));
  await app.expectSignedIn(person.email);
});

test("F-32 refusals stand at their fields, everything else stays", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": "A", "traits.age": "36", password: person.password });
  await app.method("password").click();

  await expect(page.getByTestId("node/input/traits.name.first").getByTestId("ui/message/4000003")).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.age")).toHaveValue("36");
  // Nobody has refused the password.
  await expect(app.field("password")).toHaveValue(person.password);
  await app.fill({ "traits.name.first": "Ada" });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("F-33, UX-09: a weak password is taken back with the reason, and nothing else", async ({ app, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36", password: "short" });
  await app.field("traits.newsletter").check();
  await app.method("password").click();

  await expect(app.message(4000032)).toBeVisible();
  await expect(app.field("password")).toHaveValue("");
  await expect(app.field("password")).toBeFocused();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.field("traits.newsletter")).toBeChecked();
  await app.fill({ password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("F-34 an address that has an account already: signing in with it is offered", async ({ account, app, page }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": account.email, "traits.name.first": account.first, password: account.password });
  await app.method("password").click();
  await expect(app.message(4000007)).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(account.email);
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toHaveValue(account.email);
});

test("goes where the link wanted to go", async ({ app, baseURL, page, person }) => {
  await app.open(`/registration?return_to=${encodeURIComponent(`${baseURL}/welcome?from=letter`)}`);
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expect(page).toHaveURL(`${baseURL}/welcome?from=letter`);
});

test("signs up with a passkey", { tag: "@passkey" }, async ({ app, authenticator, page, person }) => {
  await authenticator.setPresent(true);
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await page.locator("[name=passkey_register_trigger]").click();

  await app.expectSignedIn(person.email);
  expect(await authenticator.passkeys()).toHaveLength(1);
});
