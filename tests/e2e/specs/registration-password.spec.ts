// Signing up with a password: first who, then how; then the mailed code.
import { expect, test } from "../harness/test.ts";

test("signs up, verifies the address, is signed in", async ({ admin, app, page, person, watch }) => {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await app.method("password").click();

  // The own verification page, whatever address the configuration names.
  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toBe("/verification");
  expect(app.flow()).not.toBeNull();
  await expect(app.message(1080003)).toBeVisible();
  await app.enterCode(watch.secret(await admin.code(person.email)));

  await expect(app.message(1080002)).toBeVisible();
  await expect(app.field("code")).toHaveCount(0);
  await page.getByTestId("node/anchor/continue").click();
  await app.expectSignedIn(person.email);

  expect(watch.posts.map((post) => post.body.method)).toEqual(["profile", "password", "code"]);
  expect(watch.posts[1]?.body).toMatchObject({
    "traits.email": person.email,
    "traits.name.first": person.first,
    password: person.password,
  });
});

test("every trait has its label, and there is one way to sign in instead", async ({ app, page }) => {
  await app.open("/registration");

  for (const [name, title] of [
    ["traits.email", "E-Mail"],
    ["traits.name.first", "First name"],
    ["traits.name.last", "Last name"],
    ["traits.age", "Age"],
    ["traits.newsletter", "Send me the newsletter"],
  ] as const) {
    await expect(page.locator(`input[name="${name}"]`)).toHaveCount(1);
    await expect(page.getByTestId(`node/input/${name}`)).toContainText(title);
    await expect(page.getByLabel(title)).toHaveAttribute("name", name);
  }
  await expect(page.getByTestId("cta-link")).toHaveCount(1);
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
});

test("a number is sent as a number, a tick as true, an empty field not at all", async ({ app, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36" });
  await app.field("traits.newsletter").check();
  await app.method("profile").click();
  await expect(app.message(1040009)).toBeVisible();

  const sent = watch.post.body;
  expect(String(sent["traits.age"])).toBe("36");
  expect(sent["traits.newsletter"]).toBe(true);
  expect(sent["traits.name.last"] ?? "").toBe("");
});

test("an empty number and an untouched box do not stand in the way", async ({ app, person, watch }) => {
  await app.enterTraits(person);
  expect(watch.post.body).not.toHaveProperty(["traits.age"]);
  expect([undefined, false]).toContain(watch.post.body["traits.newsletter"]);
});

test("A-02: going back keeps what was typed", async ({ app, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36" });
  await app.method("profile").click();
  await expect(app.field("password")).toBeVisible();

  await app.button("screen").click();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.name.first")).toHaveValue(person.first);
  await expect(app.field("traits.age")).toHaveValue("36");

  await app.fill({ "traits.name.first": "Grace" });
  await app.method("profile").click();
  await expect(app.field("password")).toBeVisible();
  await app.button("screen").click();
  await expect(app.field("traits.name.first")).toHaveValue("Grace");
});

test("F-32 a refused trait is explained at its field, and the others stay", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": "A", "traits.name.last": "Lovelace" });
  await app.field("traits.newsletter").check();
  await app.method("profile").click();

  const first = page.getByTestId("node/input/traits.name.first");
  await expect(first.getByTestId("ui/message/4000003")).toBeVisible();
  await expect(app.field("traits.name.first")).toHaveAttribute("aria-invalid", "true");
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.name.first")).toHaveValue("A");
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.field("traits.newsletter")).toBeChecked();

  await app.fill({ "traits.name.first": "Ada" });
  await app.method("profile").click();
  await expect(app.field("password")).toBeVisible();
});

test("UX-07: an empty form is not sent; its gaps are summed up, and the focus is there", async ({ app, page, watch }) => {
  await app.open("/registration");
  await app.method("profile").click();
  await expect(page.getByTestId("summary")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});

test("F-33 a weak password is refused with the reason, and a better one signs up", async ({ admin, app, person }) => {
  await app.enterTraits(person);
  await expect(app.field("password")).toHaveAttribute("autocomplete", "new-password");
  await app.fill({ password: "short" });
  await app.method("password").click();

  await expect(app.message(4000032)).toBeVisible();
  await expect(app.field("password")).toHaveValue("");
  await expect(app.field("password")).toBeFocused();
  await app.fill({ password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
  expect(await admin.findIdentity(person.email)).toBeDefined();
});

test("F-33 a password like the address is refused with the reason", async ({ app, person }) => {
  await app.enterTraits(person);
  await app.fill({ password: `${person.email}1` });
  await app.method("password").click();
  await expect(app.message(4000031)).toBeVisible();
});

test("F-34 an address that has an account already leads to signing in", async ({ account, app, page }) => {
  await app.enterTraits(account);
  await app.fill({ password: account.password });
  await app.method("password").click();

  await expect(app.message(4000007)).toBeVisible();
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toHaveValue(account.email);
});

test("UX-05: Enter in the password signs up with the password", async ({ app, person, watch }) => {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await app.field("password").press("Enter");

  await expect(app.field("code")).toBeVisible();
  expect(watch.posts[1]?.body).toMatchObject({ method: "password" });
  expect(watch.posts[1]?.body).not.toHaveProperty("screen");
});

test("UX-06: an impatient person signs up once", async ({ app, page, person, watch }) => {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  const line = await app.holdSubmits();
  await app.method("password").dblclick();
  await app.field("password").press("Enter");
  line.release();

  await expect(app.field("code")).toBeVisible();
  expect(watch.posts).toHaveLength(2);
  await expect(page.getByTestId("ui/message/4000007")).toHaveCount(0);
});

test("UX-14: a reload keeps the step", async ({ app, page, person, watch }) => {
  await app.enterTraits(person);
  await page.reload();
  await expect(app.field("password")).toBeVisible();
  expect(watch.posts).toHaveLength(1);

  await app.fill({ password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
});

test("F-15 who is signed in already is sent home", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.goto("/registration");
  await app.expectSignedIn(account.email);
});
