// Signing in with a mailed one-time code, on a page that shows every method.
import { expect, test, newcomer, wrongCode } from "../harness/test.ts";

test("signs in with the code that was mailed", async ({ account, admin, app, watch }) => {
  await app.askForCode(account.email);

  await expect(app.message(1010014)).toBeVisible();
  await app.expectShown(account.email);
  expect(watch.post.body).toMatchObject({ method: "code", identifier: account.email });
  await expect(app.field("code")).toHaveCount(1);
  await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(app.field("code")).toHaveAttribute("inputmode", "numeric");
  await expect(app.field("password")).toHaveCount(0);

  const code = watch.secret(await admin.code(account.email));
  await app.enterCode(code);
  await app.expectSignedIn(account.email);
  expect(watch.posts[1]?.body).toMatchObject({ method: "code", code, identifier: account.email });
  expect(watch.posts[1]?.body).not.toHaveProperty("resend");
});

test("an account without a code: the address is kept", async ({ app, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.method("code").click();

  await expect(app.message(4000035)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(person.email);
});

test("F-48, UX-15: a wrong code can be corrected", async ({ account, admin, app }) => {
  await app.askForCode(account.email);
  const code = await admin.code(account.email);
  await app.enterCode(wrongCode(code));

  await expect(app.message(4010008)).toHaveCount(1);
  await expect(app.message(4010008)).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
  await expect(app.field("code")).toBeFocused();

  await app.field("code").fill(code);
  await app.method("code").click();
  await app.expectSignedIn(account.email);
});

test("no code, no submit", async ({ account, app, watch }) => {
  await app.askForCode(account.email);
  await app.method("code").click();
  await expect(app.field("code")).toBeFocused();
  expect(watch.posts).toHaveLength(1);
});

test("resends on request, once", async ({ account, admin, app, watch }) => {
  await app.askForCode(account.email);
  const first = await admin.code(account.email);
  await app.button("resend").click();

  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  expect(watch.posts).toHaveLength(2);
  expect(watch.posts[1]?.body).toMatchObject({ resend: "code", identifier: account.email });
  expect(watch.posts[1]?.body).not.toHaveProperty("code");

  const second = await admin.code(account.email);
  expect(second).not.toBe(first);
  await app.enterCode(second);
  await app.expectSignedIn(account.email);
});

test("the address can be changed", async ({ account, admin, app, page, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await app.askForCode(account.email);

  await page.getByRole("link", { name: /change|different|another|not you/i }).or(page.getByRole("button", { name: /change|different|another|not you/i })).first().click();
  await expect(app.field("identifier")).toBeVisible();
  await app.fill({ identifier: other.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();

  await app.enterCode(await admin.code(other.email));
  await app.expectSignedIn(other.email);
});

test("a code works once", async ({ account, admin, app }) => {
  await app.askForCode(account.email);
  const used = await admin.code(account.email);
  await app.enterCode(used);
  await app.expectSignedIn(account.email);
  await app.forget();

  await app.askForCode(account.email);
  await app.enterCode(used);
  await expect(app.message(4010008)).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("F-50, UX-15: six wrong codes lead to a new one", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  const wrong = wrongCode(await admin.code(account.email));
  for (let tries = 1; tries <= 5; tries++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.enterCode(wrong);
    await answer;
    await expect(app.message(4010008)).toBeVisible();
    await expect(app.field("code")).toHaveValue("");
  }
  await app.enterCode(wrong);
  await expect(app.message(4000001)).toBeVisible();
  await expect(app.field("code").and(page.locator(":enabled:read-write"))).toHaveCount(0);

  // In that flow no code will ever work again: the way on is a new flow, in one press.
  await page.getByRole("button", { name: /new code/i }).or(page.getByRole("link", { name: /new code/i })).first().click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect(app.message(4000001)).toHaveCount(0);
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("F-47, UX-14: a reload neither resends nor loses the step", async ({ account, admin, app, page, watch }) => {
  await app.askForCode(account.email);
  const flow = app.flow();
  expect(flow).not.toBeNull();
  await page.reload();

  await expect(app.field("code")).toBeVisible();
  await app.expectShown(account.email);
  expect(app.flow()).toBe(flow);
  expect(watch.posts).toHaveLength(1);
  expect(await admin.messages(account.email)).toHaveLength(1);

  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("UX-14: Back and forward neither resend nor lose the step", async ({ account, admin, app, page, watch }) => {
  await app.expectSignedOut();
  await app.askForCode(account.email);

  await page.goBack();
  await page.goForward();
  await expect(app.field("code")).toBeVisible();
  expect(watch.posts).toHaveLength(1);
  expect(await admin.messages(account.email)).toHaveLength(1);

  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("UX-12: a pasted code may have spaces and dashes", async ({ account, admin, app, page, watch }) => {
  await app.askForCode(account.email);
  const code = await admin.code(account.email);
  await app.field("code").focus();
  const submit = page.waitForRequest((request) => request.method() === "POST");
  await page.keyboard.insertText(` ${code.slice(0, 3)}-${code.slice(3)} `);
  await app.field("code").press("Enter");

  expect((await submit).postDataJSON()).toMatchObject({ code });
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(2);
});

test("A-18, UX-12: a code typed digit by digit is not sent before the person says so", async ({ account, admin, app, watch }) => {
  await app.askForCode(account.email);
  const code = await admin.code(account.email);
  await app.field("code").pressSequentially(code);
  await expect(app.field("code")).toHaveValue(code);
  expect(watch.posts).toHaveLength(1);

  await app.field("code").press("Enter");
  await app.expectSignedIn(account.email);
});

test("UX-06: an impatient person gets one message", async ({ account, admin, app, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email });
  const line = await app.holdSubmits();
  await app.method("code").dblclick();
  await app.method("code").click({ force: true });
  line.release();

  await expect(app.field("code")).toBeVisible();
  expect(watch.posts).toHaveLength(1);
  expect(await admin.messages(account.email)).toHaveLength(1);
});
