// A second factor that is mailed or sent as a text message, alone and next to others.
import { randomInt } from "node:crypto";
import type { Admin } from "../harness/admin.ts";
import type { App } from "../harness/app.ts";
import { type Person, expect, test, wrongCode } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "second-factor" });

/** An account with an address, and with a phone if one is given. */
async function account(admin: Admin, { email, password }: Person, phone?: string): Promise<void> {
  await admin.createIdentity(email, password, { schema: "contact", traits: phone ? { phone } : {} });
}

const newPhone = () => `+1202555${randomInt(10_000).toString().padStart(4, "0")}`;

async function enterPassword(app: App, { email, password }: Person): Promise<void> {
  await app.open("/login");
  await app.fill({ identifier: email, password });
  await app.method("password").click();
  await expect(app.page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
}

const address = (app: App, value: string) => app.page.locator(`button[name=address][value="${value}"]`);

/** Signs in with a mailed code, whether it was sent at once (there is nothing to choose) or on a press. */
async function signIn(app: App, admin: Admin, person: Person): Promise<void> {
  await enterPassword(app, person);
  await expect(address(app, person.email).or(app.field("code")).first()).toBeVisible();
  if (!(await app.field("code").isVisible())) await address(app, person.email).click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
}

test("with the only address, the code is mailed at once", async ({ admin, app, person, selfService, watch }) => {
  await account(admin, person);
  await enterPassword(app, person);
  await expect(app.field("code")).toBeVisible();
  await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  const code = watch.secret(await admin.code(person.email));
  await app.enterCode(wrongCode(code));
  await expect(app.message(4010008)).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
  await app.enterCode(code);
  await app.expectSignedIn(person.email);
  expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");
});

test("F-47, UX-14: a reload does not mail another code", async ({ admin, app, page, person }) => {
  await account(admin, person);
  await enterPassword(app, person);
  await expect(app.field("code")).toBeVisible();
  await page.reload();
  await expect(app.field("code")).toBeVisible();
  expect(await admin.messages(person.email)).toHaveLength(1);
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});

for (const via of ["mail", "text message"] as const) {
  test(`several addresses: one is chosen, here by ${via}, and gets the code`, async ({ admin, app, person, watch }) => {
    const phone = newPhone();
    await account(admin, person, phone);
    const [chosen, other] = via === "mail" ? [person.email, phone] : [phone, person.email];
    await enterPassword(app, person);
    await expect(app.button("address")).toHaveCount(2);
    await address(app, chosen).click();
    await expect(app.field("code")).toBeVisible();
    expect(watch.posts[1]?.body).toMatchObject({ address: chosen });
    expect(watch.posts[1]?.body).not.toHaveProperty("method");
    expect(await admin.messages(other)).toHaveLength(0);

    await app.enterCode(await admin.code(chosen));
    await app.expectSignedIn(person.email);
  });
}

test("a resend goes to the address that was chosen", async ({ admin, app, person, watch }) => {
  const phone = newPhone();
  await account(admin, person, phone);
  await enterPassword(app, person);
  await address(app, phone).click();
  await expect(app.field("code")).toBeVisible();
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(phone)).length).toBe(2);
  expect(await admin.messages(person.email)).toHaveLength(0);
  expect(watch.posts.at(-1)?.body).toMatchObject({ resend: "code", identifier: phone });
  await app.enterCode(await admin.code(phone));
  await app.expectSignedIn(person.email);
});

test("next to an authenticator app and backup codes, every one works", async ({ admin, app, page, person, selfService }) => {
  await account(admin, person);
  await signIn(app, admin, person);
  const secret = await selfService.addTotp();
  const [code] = await selfService.addLookupSecrets();
  await app.forget();

  await enterPassword(app, person);
  for (const control of [app.field("totp_code"), app.field("lookup_secret"), address(app, person.email)]) await expect(control).toBeVisible();
  await app.fill({ totp_code: totp(secret) });
  await app.field("totp_code").press("Enter");
  await app.expectSignedIn(person.email);

  await app.forget();
  await signIn(app, admin, person);
  await app.forget();
  await enterPassword(app, person);
  await app.fill({ lookup_secret: code! });
  await app.method("lookup_secret").click();
  await app.expectSignedIn(person.email);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("from the code another way can still be taken", async ({ admin, app, page, person, selfService }) => {
  await account(admin, person);
  await signIn(app, admin, person);
  const secret = await selfService.addTotp();
  await app.forget();
  await enterPassword(app, person);
  await address(app, person.email).click();
  await expect(app.field("code")).toBeVisible();
  // Either it still stands there, or a link or button leads back to the choice.
  const back = page.getByRole("link", { name: /another way|back|different/i }).or(page.getByRole("button", { name: /another way|back|different/i }));
  await expect(app.field("totp_code").or(back.first()).first()).toBeVisible();
  if (!(await app.field("totp_code").isVisible())) await back.first().click();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await app.expectSignedIn(person.email);
});
