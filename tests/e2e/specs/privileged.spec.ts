// Settings that ask who it is: the change is remembered, and completed after the confirmation. A sign-in is fresh for two seconds here.
import type { App } from "../harness/app.ts";
import type { SelfService } from "../harness/self-service.ts";
import { expect, newcomer, test } from "../harness/test.ts";

test.use({ kratos: "privileged" });

/** Opens the settings and waits until the sign-in is no longer fresh. */
async function openStale(app: App, selfService: SelfService): Promise<string> {
  await app.open("/settings");
  const since = Date.parse((await selfService.whoami()).authenticated_at);
  await expect.poll(() => Date.now() - since, { intervals: [100] }).toBeGreaterThan(2_000);
  await expect.poll(() => app.flow()).not.toBeNull();
  await app.mark();
  return app.flow()!;
}

async function expectConfirmation(app: App): Promise<void> {
  await expect(app.message(1010003)).toBeVisible();
  expect(app.path()).toBe("/login");
  expect(await app.hasStayed()).toBe(true);
}

async function confirm(app: App, password: string): Promise<void> {
  await app.fill({ password });
  await app.method("password").click();
}

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

test("F-42, UX-26: a new password: confirmed, completed, said once", async ({ account, app, selfService, watch }) => {
  const flow = await openStale(app, selfService);
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expectConfirmation(app);
  await confirm(app, account.password);

  await expect(app.section("password").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(app.message(1050001)).toHaveCount(1);
  expect(app.path()).toBe("/settings");
  expect(app.flow()).toBe(flow);
  expect(await app.hasStayed()).toBe(true);
  expect(watch.posts.map(({ path }) => path)).toEqual(["/self-service/settings", "/self-service/login", "/self-service/settings"]);
  await app.forget();
  await selfService.signIn({ email: account.email, password });
});

test("F-42, UX-26: a new address", async ({ account, admin, app, selfService, watch }) => {
  await openStale(app, selfService);
  const { email } = newcomer(watch);
  await app.fill({ "traits.email": email, "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expectConfirmation(app);
  await confirm(app, account.password);
  await expect(app.section("profile").getByTestId("ui/message/1050001")).toBeVisible();
  expect((await admin.identity(account.id)).traits).toMatchObject({ email, name: { first: "Ada", last: "Lovelace" } });
});

test("backup codes", async ({ account, app, page, selfService }) => {
  await openStale(app, selfService);
  await app.button("lookup_secret_regenerate").click();
  await expectConfirmation(app);
  await confirm(app, account.password);
  await expect(page.getByTestId("node/text/lookup_secret_codes/text").locator("code")).toHaveCount(12);
});

test("linking a provider goes on to the provider", async ({ account, app, page, provider, selfService }) => {
  await openStale(app, selfService);
  await page.locator("button[name=link][value=acme]").click();
  await expectConfirmation(app);
  await confirm(app, account.password);
  await app.decide("Allow", provider.account({ email: account.email }));
  await expect(page.locator("button[name=unlink][value=acme]")).toBeVisible();
});

test("F-42, UX-26: somebody else confirms: nothing is changed, neither here nor there", async ({ account, admin, app, page, selfService, watch }) => {
  const other = newcomer(watch);
  const { id } = await admin.createIdentity(other.email, other.password);
  const flow = await openStale(app, selfService);
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expectConfirmation(app);
  await app.fill({ identifier: other.email, password: other.password });
  await app.method("password").click();

  await expect(page.locator(".Toastify")).toContainText(/not made/i);
  await expect(app.field("traits.email")).toHaveValue(other.email);
  expect(app.path()).toBe("/settings");
  await expect.poll(() => app.flow()).not.toBe(flow);
  expect((await selfService.whoami()).identity.id).toBe(id);
  expect(watch.posts.filter(({ path }) => path === "/self-service/settings")).toHaveLength(1);
  await expect(app.message(1050001)).toHaveCount(0);
  for (const person of [account, other]) {
    await app.forget();
    await selfService.signIn(person);
  }
});

test("F-42, UX-26: not confirmed: nothing is changed or sent, and what is no secret is still there", async ({ account, admin, app, page, selfService, watch }) => {
  await openStale(app, selfService);
  const { email } = newcomer(watch);
  await app.fill({ "traits.email": email });
  await app.method("profile").click();
  await expectConfirmation(app);
  await page.goBack();
  await expect(app.section("profile")).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(email);
  await expect(app.message(1050001)).toHaveCount(0);
  expect(watch.posts).toHaveLength(1);
  expect((await admin.identity(account.id)).traits).toMatchObject({ email: account.email });
});

test("what can be checked here is checked before anybody is asked", async ({ app, selfService, watch }) => {
  await openStale(app, selfService);
  await app.method("password").click();
  await expect(app.field("password")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});

test("a change that needs no confirmation is not held up", async ({ admin, app, selfService, watch }) => {
  // Kratos takes every save of an address that was verified at its import for a change of that address.
  const person = newcomer(watch);
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.forget();
  await selfService.signIn(person);
  await openStale(app, selfService);
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect(watch.posts).toHaveLength(1);
});
