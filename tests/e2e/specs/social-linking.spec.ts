// A social sign-up whose address has an account already: that account is proved, and then linked.
import type { App } from "../harness/app.ts";
import { expect, newcomer, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "everything" });

const button = (app: App, provider: string) => app.page.locator(`button[name=provider][value=${provider}]`);

/** Comes back from the provider with somebody's address, up to the question for a proof. */
async function collide(app: App, subject: string): Promise<void> {
  await app.open("/registration");
  await button(app, "acme").click();
  await app.decide("Allow", subject);
  await expect(app.message(1010016)).toBeVisible();
  expect(app.path()).toBe("/login");
}

test("a password proves it, and from then on the provider signs in", async ({ account, app, page, provider, selfService }) => {
  const subject = provider.account({ email: account.email, given_name: "Ada" });
  await collide(app, subject);
  await expect(app.message(1010016)).toHaveCount(1);
  await expect(app.message(1010016)).toContainText(account.email);
  await expect(page.locator("form input[name=identifier]")).toHaveValue(account.email);
  await expect(button(app, "acme")).toHaveCount(0);
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);

  await app.forget();
  await app.open("/login");
  await button(app, "acme").click();
  await app.decide("Allow", subject);
  await app.expectSignedIn(account.email);
  expect((await selfService.whoami()).identity.id).toBe(account.id);
});

test("a code proves it too", async ({ account, admin, app, provider }) => {
  await collide(app, provider.account({ email: account.email, given_name: "Ada" }));
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
  await app.open("/settings");
  await expect(app.page.locator("button[name=unlink][value=acme]")).toBeVisible();
});

test("a wrong password can be corrected", async ({ account, app, provider, watch }) => {
  await collide(app, provider.account({ email: account.email, given_name: "Ada" }));
  await app.fill({ password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("with a second factor: that one too, and then it is linked", async ({ account, app, provider, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  await collide(app, provider.account({ email: account.email, given_name: "Ada" }));
  await app.fill({ password: account.password });
  await app.method("password").click();

  await expect(app.message(1010004)).toBeVisible();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await app.expectSignedIn(account.email);
  await app.open("/settings");
  await expect(app.page.locator("button[name=unlink][value=acme]")).toBeVisible();
});

test("nobody is forced to link: another account can be used instead", async ({ account, admin, app, page, provider, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await collide(app, provider.account({ email: account.email, given_name: "Ada" }));
  const change = /change|different|another|not you|back/i;
  await page.getByRole("link", { name: change }).or(page.getByRole("button", { name: change })).first().click();
  await expect(app.message(1010016)).toHaveCount(0);
  await app.fill({ identifier: other.email, password: other.password });
  await app.method("password").click();
  await app.expectSignedIn(other.email);
});
