// Getting back into an account with a mailed code; the way on to the settings is a redirect (422).
import type { App } from "../harness/app.ts";
import { expect, newcomer, test, wrongCode } from "../harness/test.ts";

async function askForCode(app: App, email: string): Promise<void> {
  await app.open("/recovery");
  await app.fill({ email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
}

test("the mailed code leads to a new password", async ({ account, admin, app, page, selfService, watch }) => {
  await askForCode(app, account.email);
  await expect(page.locator("form").getByTestId("ui/message/1060003")).toHaveCount(1);
  await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  await app.expectShown(account.email);
  await app.mark();
  await app.enterCode(watch.secret(await admin.code(account.email)));

  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  expect(await app.hasStayed()).toBe(true);
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expect(app.section("password").getByTestId("ui/message/1050001")).toBeVisible();

  expect(watch.posts.map(({ path }) => path)).toEqual(["/self-service/recovery", "/self-service/recovery", "/self-service/settings"]);
  expect(watch.posts[1]?.body).not.toHaveProperty("email");
  await app.forget();
  await selfService.signIn({ email: account.email, password });
  expect((await selfService.whoami()).identity.id).toBe(account.id);
});

test("UX-37, T-23: an unknown address is answered like a known one", async ({ account, app, watch }) => {
  const shape = async (email: string) => {
    await askForCode(app, email);
    return app.shape(email);
  };
  const stranger = newcomer(watch);
  expect(await shape(stranger.email)).toBe(await shape(account.email));
});

test("F-48, UX-15: a wrong code can be corrected", async ({ account, admin, app }) => {
  await askForCode(app, account.email);
  const code = await admin.code(account.email);
  await app.enterCode(wrongCode(code));
  // Kratos answers 200 to this one: only the message says that it was wrong.
  await expect(app.message(4060006)).toHaveCount(1);
  await expect(app.message(4060006)).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
  await expect(app.field("code")).toBeFocused();
  await app.enterCode(code);
  await expect(app.message(1060001)).toBeVisible();
});

test("resends on request, once", async ({ account, admin, app, watch }) => {
  await askForCode(app, account.email);
  await app.button("email").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  expect(watch.posts).toHaveLength(2);
  expect(watch.posts[1]?.body).toMatchObject({ email: account.email, method: "code" });
  expect(watch.posts[1]?.body).not.toHaveProperty("code");
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("no address, no code: nothing is sent", async ({ account, app, watch }) => {
  await app.open("/recovery");
  await app.method("code").click();
  await expect(app.field("email")).toBeFocused();
  expect(watch.posts).toHaveLength(0);

  await app.fill({ email: account.email });
  await app.field("email").press("Enter");
  await expect(app.field("code")).toBeVisible();
  await app.method("code").click();
  await expect(app.field("code")).toBeFocused();
  expect(watch.posts).toHaveLength(1);
});

test("F-47, UX-14: a reload neither resends nor loses the step", async ({ account, admin, app, page, watch }) => {
  await askForCode(app, account.email);
  const flow = app.flow();
  await page.reload();
  await expect(app.field("code")).toBeVisible();
  await app.expectShown(account.email);
  expect(app.flow()).toBe(flow);
  expect(watch.posts).toHaveLength(1);
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("F-50, UX-15: too many wrong codes lead to a new start, not to a dead end", async ({ account, admin, app, page }) => {
  await askForCode(app, account.email);
  const wrong = wrongCode(await admin.code(account.email));
  const flow = app.flow();
  for (let tries = 1; tries <= 5; tries++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.enterCode(wrong);
    await answer;
    await expect(app.field("code")).toHaveValue("");
  }
  await app.enterCode(wrong);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("email")).toBeVisible();
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("A-02: the way back is kept until the new password is saved", async ({ account, admin, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/recovery?return_to=${encodeURIComponent(target)}`);
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
  await app.fill({ password: `${account.password}-new` });
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

test("F-54 an operator's code works while somebody else is signed in", async ({ account, admin, app, page, selfService, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await selfService.signIn(other);
  const { recovery_code, recovery_link } = await admin.recoveryCode(account.id);
  await page.goto(recovery_link);
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(recovery_code);
  await expect(app.message(1060001)).toBeVisible();
  expect((await selfService.whoami()).identity.id).toBe(account.id);
});
