// F-24 and F-25: a page that is left alone. A flow lives for six seconds here, so it is renewed after about four and a half.
import { comeBack, count, expectSilent, freeze, noise, notice } from "../../harness/answers.ts";
import type { App } from "../../harness/app.ts";
import { expect, newcomer, test } from "../../harness/test.ts";

test.use({ kratos: "short-flows" });

// The pages' clocks stand still and are moved by the tests.
test.beforeEach(async ({ page }) => freeze(page));

/** Not yet, and then. */
const BEFORE = 3_000;
const AFTER = 2_000;

async function open(app: App, path: string): Promise<string> {
  await app.open(path);
  await expect.poll(() => app.flow()).not.toBeNull();
  return app.flow()!;
}

async function expire(app: App, kind: string, flow: string): Promise<void> {
  const status = async () => (await app.page.request.get(`/self-service/${kind}/flows?id=${flow}`)).status();
  await expect.poll(status, { timeout: 15_000, intervals: [250] }).toBe(410);
}

test("F-24, UX-23, A-14: a flow that is about to end is renewed, and nobody notices", async ({ account, app, page, watch }) => {
  const flow = await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.field("password").evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 7));
  await app.mark();
  await page.clock.runFor(BEFORE);
  expect(app.flow()).toBe(flow);
  await page.clock.runFor(AFTER);
  await expect.poll(() => app.flow()).not.toBe(flow);

  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  await expect(app.field("password")).toBeFocused();
  expect(await app.field("password").evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([3, 7]);
  await expectSilent(notice(page));
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(await app.hasStayed()).toBe(true);
  expect(watch.posts).toHaveLength(0);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-24, UX-23: renewed again and again, with the way back that was asked for", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  let flow = await open(app, `/login?return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: account.email });
  for (let times = 1; times <= 3; times++) {
    await page.clock.runFor(BEFORE + AFTER);
    await expect.poll(() => app.flow()).not.toBe(flow);
    flow = app.flow()!;
  }
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

test("F-24, UX-23: a sign-up is renewed too", async ({ app, page, person }) => {
  const flow = await open(app, "/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36", password: person.password });
  await app.field("traits.newsletter").check();
  await page.clock.runFor(BEFORE + AFTER);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.field("traits.newsletter")).toBeChecked();
  await expect(app.field("password")).toHaveValue(person.password);
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("F-24, UX-23: settings are renewed too, with what was changed", async ({ account, admin, app, page, selfService }) => {
  await selfService.signIn(account);
  const flow = await open(app, "/settings");
  await app.fill({ "traits.name.last": "Lovelace" });
  await page.clock.runFor(BEFORE + AFTER);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("traits.name.last")).toHaveValue("Lovelace");
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ name: { last: "Lovelace" } });
});

test("F-24, UX-23: a flow whose code is on its way is left alone", async ({ account, admin, app, page, watch }) => {
  await app.askForCode(account.email);
  const flow = app.flow();
  const created = count(page, /^\/self-service\/login\/browser/);
  await page.clock.runFor(BEFORE + AFTER);
  await page.clock.runFor(30_000);
  expect(app.flow()).toBe(flow);
  expect(created()).toBe(0);
  expect(watch.posts).toHaveLength(1);
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("F-24, UX-23: a renewal that gets no answer takes nothing away", async ({ account, app, page, watch }) => {
  watch.allow(noise);
  const flow = await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  await page.route("**/self-service/login/browser**", (route) => route.abort("connectionreset"));
  const asked = count(page, /^\/self-service\/login\/browser/);
  await page.clock.runFor(BEFORE + AFTER);
  // That a request has failed does not say that the page knows of it; that it asks again does.
  await expect
    .poll(
      async () => {
        await page.clock.runFor(200);
        return asked();
      },
      { intervals: [50] },
    )
    .toBeGreaterThan(2);
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(app.flow()).toBe(flow);
  await page.unroute("**/self-service/login/browser**");
  await app.method("password").click();
  await expect(app.message(4010001).or(page.getByTestId("session-content")).first()).toBeAttached();
});

test("F-24, UX-23: a submit under way is not overtaken by a renewal", async ({ account, app, page, watch }) => {
  await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  const created = count(page, /^\/self-service\/login\/browser/);
  const line = await app.holdSubmits();
  await app.method("password").click();
  await expect.poll(() => watch.posts.length).toBe(1);
  await page.clock.runFor(BEFORE + AFTER);
  expect(created()).toBe(0);
  line.release();
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(1);
});

test.describe("@passkey", () => {
  test("F-24, UX-23: after a renewal a passkey signs in, with the new challenge", async ({ admin, app, authenticator, page, person }) => {
    await app.open("/registration");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.touchOnce("passkey_register_trigger", authenticator);
    await expect.poll(() => admin.findIdentity(person.email)).toBeDefined();
    await expect(app.button("passkey_register_trigger")).toHaveCount(0);
    await app.forget();

    const flow = await open(app, "/login");
    await authenticator.autofillWaits();
    await page.clock.runFor(BEFORE + AFTER);
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect.poll(async () => (await authenticator.asked()).filter((way) => way === "conditional").length).toBeGreaterThan(1);
    // Kratos refuses an answer to the challenge of another flow.
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });
});

test("F-25, UX-23, A-14: the computer has slept for eight hours: renewed on waking up, nothing typed is lost", async ({ account, app, page, watch }) => {
  const flow = await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  await expire(app, "login", flow);
  await page.clock.fastForward("08:00:00");
  await comeBack(page);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  await expectSilent(notice(page));
  expect(watch.posts).toHaveLength(0);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

for (const hours of [26, -26]) {
  test(`F-25, UX-23, A-14: the device's clock jumps by ${hours} hours: nobody is told that anything has ended`, async ({ account, app, page, watch }) => {
    await open(app, "/login");
    await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + hours * 3_600_000);
    await comeBack(page);
    // The server's answer is an ordinary one, and taken as such.
    await app.fill({ identifier: account.email, password: watch.secret("CANARY-wrong-password") });
    await app.method("password").click();
    await expect(app.message(4000006)).toBeVisible();
    await expectSilent(notice(page));
    await app.fill({ password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });

  test(`F-25, UX-23, A-14: with a clock that is ${hours} hours off, a flow is still renewed in time`, async ({ account, app, page }) => {
    await page.clock.setSystemTime(Date.now() + hours * 3_600_000);
    const flow = await open(app, "/login");
    await app.fill({ identifier: account.email, password: account.password });
    await page.clock.runFor(BEFORE);
    expect(app.flow()).toBe(flow);
    await page.clock.runFor(AFTER);
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(app.field("password")).toHaveValue(account.password);
  });
}

test("back on the page, somebody has signed in meanwhile: home", async ({ account, app, page, selfService }) => {
  await open(app, "/login");
  await app.fill({ identifier: account.email, password: account.password });
  await selfService.signIn(account);
  await comeBack(page);
  await app.expectSignedIn(account.email);
  await expect(app.field("password")).toHaveCount(0);
});

test("back on the settings, signed out meanwhile: signs in first, and comes back", async ({ account, admin, app, page, selfService }) => {
  await selfService.signIn(account);
  await open(app, "/settings");
  await admin.deleteSessions(account.id);
  await comeBack(page);
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
  await expect(page.getByText(account.email)).toHaveCount(0);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(app.section("profile")).toBeVisible();
  expect(app.path()).toBe("/settings");
});

test("back on the settings, somebody else has signed in: theirs, and nothing of the first person's", async ({ account, admin, app, page, selfService, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await selfService.signIn(account);
  const flow = await open(app, "/settings");
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.forget();
  await selfService.signIn(other);
  await comeBack(page);
  await expect(app.field("traits.email")).toHaveValue(other.email);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("traits.name.last")).toHaveValue("");
  expect(await page.content()).not.toContain(account.email);
});
