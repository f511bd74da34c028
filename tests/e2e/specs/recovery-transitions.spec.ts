// Getting back into an account with a mailed code; the way on to the settings is in continue_with.
import { expect, test, wrongCode } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "transitions" });

test("the mailed code leads to a new password", async ({ account, admin, app, selfService, watch }) => {
  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.message(1060003)).toBeVisible();
  await app.mark();
  await app.enterCode(await admin.code(account.email));

  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  expect(app.flow()).not.toBeNull();
  expect(await app.hasStayed()).toBe(true);
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();

  await app.forget();
  await selfService.signIn({ email: account.email, password });
});

test("F-50, UX-15: too many wrong codes lead to a new start, not to a dead end", async ({ account, admin, app, page }) => {
  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  const flow = app.flow();
  const wrong = wrongCode(await admin.code(account.email));
  for (let tries = 1; tries <= 5; tries++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.enterCode(wrong);
    await answer;
    await expect(app.field("code")).toHaveValue("");
  }
  // An error whose details say where to go on.
  await app.enterCode(wrong);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("email")).toBeVisible();
  expect(app.path()).toBe("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("with a second factor: that one too, then the new password", async ({ account, admin, app, page, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();

  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));

  await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
  expect(app.path()).toBe("/login");
  await app.fill({ totp_code: totp(secret) });
  await app.field("totp_code").press("Enter");

  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  await app.fill({ password: `${account.password}-new` });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();
});
