// F-44 to F-46: settings are saved while somebody else has signed in, nobody is signed in any more, or the line breaks.
import { lost, noise, notice } from "../../harness/answers.ts";
import type { App } from "../../harness/app.ts";
import { expect, newcomer, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";

test.use({ kratos: "everything" });

const submits = "**/self-service/settings?**";

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

async function open(app: App): Promise<void> {
  await app.open("/settings");
  await expect.poll(() => app.flow()).not.toBeNull();
}

test("F-44 somebody else has signed in in another tab: said, nothing is saved, and nothing of the first person's stays", async ({ account, admin, app, page, selfService, watch }) => {
  const other = newcomer(watch);
  const { id } = await admin.createIdentity(other.email, other.password, { traits: { name: { first: "Grace" } } });
  await open(app);
  await app.fill({ "traits.name.last": "Lovelace" });
  const flow = app.flow();
  await app.forget();
  await selfService.signIn(other);
  await app.method("profile").click();

  await expect(app.field("traits.email")).toHaveValue(other.email);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(notice(page)).toHaveText(/\w+ \w+/);
  await expect(app.field("traits.name.first")).toHaveValue("Grace");
  await expect(app.field("traits.name.last")).toHaveValue("");
  expect(await page.content()).not.toContain(account.email);
  expect(watch.posts).toHaveLength(1);
  for (const one of [id, account.id]) expect((await admin.identity(one)).traits).not.toMatchObject({ name: { last: "Lovelace" } });
});

test("F-44 the same for a new password: it becomes nobody's", async ({ account, admin, app, selfService, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await open(app);
  await app.fill({ password: watch.secret(`CANARY-new-${account.password}`) });
  await app.forget();
  await selfService.signIn(other);
  await app.method("password").click();
  await expect(app.field("traits.email")).toHaveValue(other.email);
  await expect(app.field("password")).toHaveValue("");
  for (const person of [account, other]) {
    await app.forget();
    await selfService.signIn(person);
  }
});

test("F-45 signed out meanwhile: signs in, comes back, and what was changed is still there", async ({ account, admin, app, selfService, watch }) => {
  await open(app);
  await admin.deleteSessions(account.id);
  await app.fill({ "traits.name.first": "Grace", "traits.age": "36" });
  await app.method("profile").click();
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(app.section("profile")).toBeVisible();
  expect(app.path()).toBe("/settings");
  await expect(app.field("traits.name.first")).toHaveValue("Grace");
  await expect(app.field("traits.age")).toHaveValue("36");
  // Nobody has pressed "Save" since.
  expect(watch.posts.filter(({ path }) => path === "/self-service/settings")).toHaveLength(1);
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { first: "Ada" } });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await selfService.whoami()).identity.traits).toMatchObject({ name: { first: "Grace" }, age: 36 });
});

test("F-45 signed out meanwhile, and somebody else signs in: they do not find the first person's changes", async ({ account, admin, app, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await open(app);
  await admin.deleteSessions(account.id);
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await app.fill({ identifier: other.email, password: other.password });
  await app.method("password").click();
  await expect(app.field("traits.email")).toHaveValue(other.email);
  await expect(app.field("traits.name.last")).toHaveValue("");
});

test("F-46 the line breaks before the change has left: it stays, and a press saves it", async ({ account, admin, app, page, watch }) => {
  watch.allow(noise);
  await open(app);
  await app.fill({ "traits.name.last": "Lovelace", "traits.age": "36" });
  await page.route(submits, (route) => route.abort("connectionreset"));
  await app.method("profile").click();
  await expect(notice(page)).toContainText(/not sent/i);
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.message(1050001)).toHaveCount(0);
  expect(watch.posts).toHaveLength(1);
  await page.unroute(submits);
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { last: "Lovelace" }, age: 36 });
});

test("F-46 the line breaks after the change is saved: said as saved, and sent once", async ({ account, admin, app, page, watch }) => {
  watch.allow(noise);
  await open(app);
  await app.fill({ "traits.name.last": "Lovelace" });
  await page.route(submits, lost);
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  expect(watch.posts).toHaveLength(1);
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { last: "Lovelace" } });
});

test("F-46 the line breaks after a second change is saved: not taken for the first one's success", async ({ account, admin, app, page, watch }) => {
  watch.allow(noise);
  await open(app);
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  await app.fill({ "traits.name.last": "Byron" });
  await page.route(submits, (route) => route.abort("connectionreset"));
  await app.method("profile").click();
  await expect(notice(page)).toContainText(/not sent/i);
  await expect(app.message(1050001)).toHaveCount(0);
  await expect(app.field("traits.name.last")).toHaveValue("Byron");
  await page.unroute(submits);
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { last: "Byron" } });
});

test("F-46 the line breaks after backup codes were made: they are shown, and not made anew", async ({ app, page, watch }) => {
  watch.allow(noise);
  await open(app);
  await page.route(submits, lost);
  await app.button("lookup_secret_regenerate").click();
  await expect(page.getByTestId("node/text/lookup_secret_codes/text").locator("code")).toHaveCount(12);
  expect(watch.posts).toHaveLength(1);
  await page.unroute(submits);
  await app.button("lookup_secret_confirm").click();
  await expect(app.button("lookup_secret_reveal")).toBeVisible();
});

test("F-46 the line breaks after an authenticator app was added: it is there, and sent once", async ({ app, page, watch }) => {
  watch.allow(noise);
  await open(app);
  const secret = await page.getByTestId("node/text/totp_secret_key/text").innerText();
  await app.fill({ totp_code: totp(secret) });
  await page.route(submits, lost);
  await app.method("totp").click();
  await expect(app.button("totp_unlink")).toBeVisible();
  await expect(app.field("totp_code")).toHaveCount(0);
  expect(watch.posts).toHaveLength(1);
});
