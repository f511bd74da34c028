// Verification from a mail that was opened, and after a change of address in the settings.
import { App } from "../harness/app.ts";
import { expect, newcomer, test, wrongCode } from "../harness/test.ts";
import { Watch } from "../harness/watch.ts";

test.use({ kratos: "everything" });

async function isVerified(admin: import("../harness/admin.ts").Admin, id: string, email: string): Promise<boolean> {
  const { verifiable_addresses = [] } = await admin.identity(id);
  return verifiable_addresses.some(({ value, verified }) => value === email && verified);
}

test("UX-39: a mailed code that is filled in already needs one press", async ({ admin, app, page, person, watch }) => {
  const { id } = await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("code").click();
  await expect(app.field("code")).toHaveValue("");

  await page.goto(await admin.link(person.email));
  await expect(app.field("code")).toHaveValue(await admin.code(person.email));
  expect(app.path()).toMatch(/^\/verif/);
  // Mail scanners open links too: nothing is sent by itself.
  expect(watch.posts).toHaveLength(1);
  expect(await isVerified(admin, id, person.email)).toBe(false);

  await app.method("code").click();
  await expect(app.message(1080002)).toBeVisible();
  expect(watch.posts).toHaveLength(2);
  expect(await isVerified(admin, id, person.email)).toBe(true);
});

test("F-53 the mailed link works in another browser", async ({ admin, app, baseURL, browser, person }) => {
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();

  const context = await browser.newContext();
  const watch = await Watch.over(context, baseURL!);
  const other = new App(await context.newPage());
  await other.page.goto(await admin.link(person.email));
  await expect(other.field("code")).toHaveValue(await admin.code(person.email));
  await other.field("code").press("Enter");
  await expect(other.message(1080002)).toBeVisible();
  await expect(other.page.getByTestId("node/anchor/continue").getByRole("link")).toHaveAttribute("href", `${baseURL}/`);
  await watch.verdict();
  await context.close();
});

test("a new address in the settings is verified by code, and the way leads on", async ({ account, admin, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  const { email } = newcomer(watch);
  await app.open("/settings");
  await app.fill({ "traits.email": email });
  await app.method("profile").click();

  await expect(app.message(1080003)).toBeVisible();
  expect(app.path()).toBe("/verification");
  await app.expectShown(email);
  await app.enterCode(await admin.code(email));
  await expect(app.message(1080002)).toBeVisible();
  expect(await isVerified(admin, account.id, email)).toBe(true);
  await page.getByTestId("node/anchor/continue").click();
  await app.expectSignedIn(email);
});

test("a wrong code after a change of address can be corrected, and resent", async ({ account, admin, app, selfService, watch }) => {
  await selfService.signIn(account);
  const { email } = newcomer(watch);
  await app.open("/settings");
  await app.fill({ "traits.email": email });
  await app.method("profile").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(wrongCode(await admin.code(email)));
  await expect(app.message(4070006)).toBeVisible();
  await app.button("email").click();
  await expect.poll(async () => (await admin.messages(email)).length).toBe(2);
  await app.enterCode(await admin.code(email));
  await expect(app.message(1080002)).toBeVisible();
});

test("the settings stay usable after the way through verification", async ({ account, admin, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  const { email } = newcomer(watch);
  await app.open("/settings");
  await app.fill({ "traits.email": email });
  await app.method("profile").click();
  await expect(app.field("code")).toBeVisible();
  await page.goBack();
  await expect(app.field("traits.email")).toHaveValue(email);
  await app.fill({ "traits.name.first": "Grace" });
  await app.method("profile").click();
  await expect.poll(async () => (await admin.identity(account.id)).traits).toMatchObject({ name: { first: "Grace" } });
});
