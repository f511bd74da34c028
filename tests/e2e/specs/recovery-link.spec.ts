// Getting back into an account with a mailed link.
import { App } from "../harness/app.ts";
import { expect, test } from "../harness/test.ts";
import { Watch } from "../harness/watch.ts";

test.use({ kratos: "links" });

async function askForLink(app: App, email: string): Promise<void> {
  await app.open("/recovery");
  await app.fill({ email });
  await app.method("link").click();
  await expect(app.message(1060002)).toBeVisible();
}

test("the mailed link leads to a new password", async ({ account, admin, app, page, selfService, watch }) => {
  await askForLink(app, account.email);
  await expect(app.message(1060002)).toHaveCount(1);
  expect(watch.post.body).toMatchObject({ method: "link", email: account.email });

  await page.goto(await admin.link(account.email));
  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  const password = watch.secret(`CANARY-new-${account.password}`);
  await app.fill({ password });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();
  await app.forget();
  await selfService.signIn({ email: account.email, password });
});

test("F-53 the link works in another browser", async ({ account, admin, app, baseURL, browser }) => {
  await askForLink(app, account.email);
  const context = await browser.newContext();
  const watch = await Watch.over(context, baseURL!);
  const other = new App(await context.newPage());
  await other.page.goto(await admin.link(account.email));
  await expect(other.message(1060001)).toBeVisible();
  await watch.verdict();
  await context.close();
});

test("a link that was used says so, and another one can be asked for", async ({ account, admin, app, page }) => {
  await askForLink(app, account.email);
  const link = await admin.link(account.email);
  await page.goto(link);
  await expect(app.message(1060001)).toBeVisible();
  // A settings page asks for the schemas last, and Kratos gives whoever asks without a cookie a new one.
  await page.goto("about:blank");
  await app.forget();

  await page.goto(link);
  await expect(app.message(4060004)).toBeVisible();
  expect(app.path()).toBe("/recovery");
  await app.fill({ email: account.email });
  await app.method("link").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await page.goto(await admin.link(account.email));
  await expect(app.message(1060001)).toBeVisible();
});
