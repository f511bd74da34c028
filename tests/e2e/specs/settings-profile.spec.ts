// Settings: who one is, and one's password. Also what holds for every part of the page.
import { expect, newcomer, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

test("every group has its part, its heading and one form", async ({ app, page }) => {
  await app.open("/settings");
  await expect(page.getByRole("heading", { level: 1, name: "Account settings" })).toBeVisible();
  const parts = {
    profile: "Profile",
    password: "Password",
    lookup_secret: "Backup codes",
    totp: "Authenticator app",
    webauthn: "Security keys",
    passkey: "Passkeys",
    oidc: "Connected accounts",
  };
  for (const [group, heading] of Object.entries(parts)) {
    const part = app.section(group);
    await expect(part.getByRole("heading", { level: 3, name: heading })).toBeVisible();
    await expect(part.locator("form[method=post i][action]")).toHaveCount(1);
    await expect(part.locator("form input[type=hidden][name=csrf_token]")).toHaveCount(1);
  }
  const faults = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    const names = [...document.querySelectorAll("input[name]:not([name=csrf_token]):not([name=method])")].map((input) => input.getAttribute("name")!);
    const twice = (list: string[]) => list.filter((one, at) => list.indexOf(one) !== at);
    const stray = [...document.querySelectorAll<HTMLInputElement | HTMLButtonElement>("main input[name], main button[name]")].filter(({ form }) => !form);
    return [...twice(ids), ...twice(names), ...stray.map(({ name }) => `${name} stands in no form`)];
  });
  expect(faults).toEqual([]);
});

test("saves the profile, on the same flow, and nothing else of the page is sent", async ({ account, admin, app, watch }) => {
  await app.open("/settings");
  const flow = app.flow();
  await app.fill({ "traits.name.last": "Lovelace", "traits.age": "36" });
  await app.method("profile").click();

  await expect(app.section("profile").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(app.message(1050001)).toHaveCount(1);
  expect(app.flow()).toBe(flow);
  expect(app.path()).toBe("/settings");
  expect(Object.keys(watch.post.body).sort()).toEqual(["csrf_token", "method", "traits"]);
  expect(watch.post.body.traits).toMatchObject({ email: account.email, name: { first: "Ada", last: "Lovelace" }, age: 36 });
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { first: "Ada", last: "Lovelace" }, age: 36 });
});

test("Enter in a field saves that part", async ({ app, watch }) => {
  await app.open("/settings");
  await app.fill({ "traits.name.first": "Grace" });
  await app.field("traits.name.first").press("Enter");
  await expect(app.section("profile").getByTestId("ui/message/1050001")).toBeVisible();
  expect(watch.post.body).toMatchObject({ method: "profile" });
});

test("a box that is ticked is true, and unticked again is not", async ({ account, admin, app, page }) => {
  await app.open("/settings");
  const box = page.locator("input[name='traits.newsletter']");
  await box.check();
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ newsletter: true });

  await page.reload();
  await expect(box).toBeChecked();
  await box.uncheck();
  // What is said of the first save may stand there still.
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await app.method("profile").click();
  await answered;
  expect((await admin.identity(account.id)).traits).not.toMatchObject({ newsletter: true });
});

test("a refused value is said at its field, what was typed stays, and the next save clears it", async ({ app, page }) => {
  await app.open("/settings");
  await app.fill({ "traits.age": "7", "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  const field = page.getByTestId("node/input/traits.age");
  await expect(field.locator('[data-testid^="ui/message/"]')).toBeVisible();
  await expect(app.field("traits.age")).toHaveValue("7");
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.message(1050001)).toHaveCount(0);

  await app.fill({ "traits.age": "36" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  await expect(field.locator('[data-testid^="ui/message/"]')).toHaveCount(0);
});

test("an error after a save does not read as saved", async ({ app }) => {
  await app.open("/settings");
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  await app.fill({ password: "123" });
  await app.method("password").click();
  await expect(app.section("password").locator('[data-testid^="ui/message/4"]').first()).toBeVisible();
  await expect(app.message(1050001)).toHaveCount(0);
});

test("somebody else's address is refused in its own part, and nothing reads as saved", async ({ admin, app, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await app.open("/settings");
  await app.fill({ "traits.email": other.email });
  await app.method("profile").click();
  await expect(app.section("profile").getByTestId("ui/message/4000007")).toBeVisible();
  await expect(app.message(1050001)).toHaveCount(0);
});

test("changes the password", async ({ account, app, selfService, watch }) => {
  await app.open("/settings");
  await expect(app.field("password")).toHaveAttribute("autocomplete", "new-password");
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expect(app.section("password").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(app.field("password")).toHaveValue("");
  expect(Object.keys(watch.post.body).sort()).toEqual(["csrf_token", "method", "password"]);

  await app.forget();
  await selfService.signIn({ email: account.email, password });
});

test("F-33 a weak password is taken back with the reason, and what was changed elsewhere on the page stays", async ({ app }) => {
  await app.open("/settings");
  await app.fill({ "traits.name.last": "Lovelace", password: "short" });
  await app.method("password").click();
  await expect(app.section("password").getByTestId("ui/message/4000032")).toBeVisible();
  await expect(app.field("password")).toHaveValue("");
  await expect(app.field("password")).toBeFocused();
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
});

test("an empty password is not sent", async ({ app, watch }) => {
  await app.open("/settings");
  await app.method("password").click();
  await expect(app.field("password")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});

test("signed out: signs in first, and comes back", async ({ account, app, page }) => {
  await app.forget();
  await page.goto("/settings");
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(app.section("profile")).toBeVisible();
  expect(app.path()).toBe("/settings");
});

test("F-44 the flow of somebody else is replaced", async ({ admin, app, selfService, watch }) => {
  const { id } = await selfService.create("settings");
  await app.forget();
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await selfService.signIn(other);
  await app.open(`/settings?flow=${id}`);
  await expect(app.field("traits.email")).toHaveValue(other.email);
  await expect.poll(() => app.flow()).not.toBe(id);
});
