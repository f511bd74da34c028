// F-49: codes that outlive their time, here four seconds; the flow itself lives on.
import { expect, test } from "../../harness/test.ts";
import type { Admin } from "../../harness/admin.ts";

test.use({ kratos: "short-codes" });

/** The newest code, once it is too old. */
async function expiredCode(admin: Admin, email: string): Promise<string> {
  const [message] = await admin.messages(email);
  await expect.poll(() => Date.now() - message!.at.getTime(), { intervals: [100] }).toBeGreaterThan(4_200);
  return message!.code;
}

test("F-49 login: says so, keeps the address, leads to a new code", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  await app.enterCode(await expiredCode(admin, account.email));

  // v26.2.0 reports it as an expired flow (410), later versions as a wrong code.
  await expect(app.message(4010001).or(app.message(4010008)).first()).toBeVisible();
  const again = app.method("code").and(page.locator(":visible")).or(app.button("resend")).or(page.getByRole("button", { name: /new code/i })).first();
  if (await app.field("identifier").isVisible()) await expect(app.field("identifier")).toHaveValue(account.email);
  await again.click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("F-49 registration: says so, keeps the traits", async ({ admin, app, person }) => {
  await app.enterTraits(person);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await expiredCode(admin, person.email));

  await expect(app.message(4040001).or(app.message(4040003)).first()).toBeVisible();
  if (await app.field("traits.email").isVisible()) {
    await expect(app.field("traits.email")).toHaveValue(person.email);
    await expect(app.field("traits.name.first")).toHaveValue(person.first);
  }
});

test("F-49 verification: says so, leads to a new code", async ({ account, admin, app }) => {
  await app.open("/verification");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await expiredCode(admin, account.email));

  await expect(app.message(4070005).or(app.message(4070006)).first()).toBeVisible();
  if (await app.field("email").isVisible()) {
    await expect(app.field("email")).toHaveValue(account.email);
    await app.method("code").click();
  } else {
    await app.button("email").click();
  }
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect(app.field("code")).toBeVisible();
});

test("F-49 recovery: says so, leads to a new code", async ({ account, admin, app }) => {
  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await expiredCode(admin, account.email));

  await expect(app.message(4060006)).toBeVisible();
  await app.expectShown(account.email);
  await app.button("email").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect(app.field("code")).toBeVisible();
});
