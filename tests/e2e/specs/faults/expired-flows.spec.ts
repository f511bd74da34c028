// F-14 and F-36: flows that outlive their time, here six seconds. A page renews its flow before that, unless it sleeps.
import { count, expectSilent, freeze, notice } from "../../harness/answers.ts";
import type { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "short-flows" });

test.beforeEach(async ({ page }) => freeze(page));

/** Opens a page, which sleeps from then on. */
async function open(app: App, path: string): Promise<void> {
  await app.open(path);
  await expect.poll(() => app.flow()).not.toBeNull();
}

/** Waits until the server itself says that the page's flow is over. */
async function expire(app: App, kind: string): Promise<string> {
  const flow = app.flow()!;
  const status = async () => (await app.page.request.get(`/self-service/${kind}/flows?id=${flow}`)).status();
  await expect.poll(status, { timeout: 15_000, intervals: [250] }).toBe(410);
  return flow;
}

test("F-14 a flow that has ended is opened again: a new one with the same way back, and said calmly", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await open(app, `/login?return_to=${encodeURIComponent(target)}`);
  const flow = await expire(app, "login");
  // As from a bookmark: the flow is all that is known.
  const created = count(page, /^\/self-service\/login\/browser/);
  await app.open(`/login?flow=${flow}`);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(notice(page)).toContainText(/expired|renewed/i);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(created()).toBe(1);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

for (const [kind, field] of [
  ["registration", "traits.email"],
  ["verification", "email"],
  ["recovery", "email"],
] as const) {
  test(`F-14 ${kind}, opened again after its time`, async ({ app, page }) => {
    await open(app, `/${kind}`);
    const flow = await expire(app, kind);
    await page.reload();
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(app.field(field)).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("F-14 settings, opened again after their time", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await open(app, "/settings");
  const flow = await expire(app, "settings");
  await page.reload();
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("traits.email")).toHaveValue(account.email);
});

test("F-36, UX-24: login: a new flow, its message, nothing typed is lost", async ({ account, app, watch }) => {
  await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  const flow = await expire(app, "login");
  await app.method("password").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4010001)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  // Sent again by the person only.
  expect(watch.posts).toHaveLength(1);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-36, UX-24: login: the way back survives", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await open(app, `/login?return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await expire(app, "login");
  await app.method("password").click();
  await expect(app.message(4010001)).toBeVisible();
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

test("F-36, UX-24: a refresh stays one, which Kratos' own replacement is not", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  const before = await selfService.whoami();
  await open(app, "/login?refresh=true");
  await app.fill({ password: account.password });
  const flow = await expire(app, "login");
  await app.method("password").click();
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(1010003)).toBeVisible();
  await expect(page.locator("input[name=identifier]")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(Date.parse((await selfService.whoami()).authenticated_at)).toBeGreaterThan(Date.parse(before.authenticated_at));
});

test("F-36, UX-24: registration: a new flow, its message, nothing typed is lost", async ({ app, person }) => {
  await open(app, "/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36", password: person.password });
  const flow = await expire(app, "registration");
  await app.method("password").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4040001)).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.name.first")).toHaveValue(person.first);
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.field("password")).toHaveValue(person.password);
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("F-36, UX-24: verification: another flow comes back, the address is kept", async ({ account, admin, app }) => {
  await open(app, "/verification");
  await app.fill({ email: account.email });
  const flow = await expire(app, "verification");
  await app.method("code").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4070005)).toBeVisible();
  await expect(app.field("email")).toHaveValue(account.email);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1080002)).toBeVisible();
});

test("F-36, UX-24: recovery: another flow comes back, the address is kept", async ({ account, app }) => {
  await open(app, "/recovery");
  await app.fill({ email: account.email });
  const flow = await expire(app, "recovery");
  await app.method("code").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4060005)).toBeVisible();
  await expect(app.field("email")).toHaveValue(account.email);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
});

test("F-36, UX-24: settings: a new flow, nothing typed is lost, and one press saves it", async ({ account, admin, app, selfService }) => {
  await selfService.signIn(account);
  await open(app, "/settings");
  await app.fill({ "traits.name.last": "Lovelace" });
  const flow = await expire(app, "settings");
  await app.method("profile").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await expect(app.message(1050001)).toHaveCount(0);
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { last: "Lovelace" } });
});

test("F-36, UX-24: a code in a flow that has ended: the address is kept, and a new code is one press away", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  const flow = await expire(app, "login");
  await app.enterCode(await admin.code(account.email));
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4010001)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await app.method("code").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
  await expectSilent(notice(page));
});
