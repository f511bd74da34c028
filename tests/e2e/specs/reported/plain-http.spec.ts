// A door on a LAN: by plain http, at a name that nobody has a certificate for.
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import suite from "../../playwright.config.ts";

const { launchOptions } = suite.use ?? {};
test.use({
  kratos: "plain-http",
  launchOptions: { ...launchOptions, args: [...(launchOptions?.args ?? []), "--host-resolver-rules=MAP auth.test 127.0.0.1"] },
});

test("G-39: by plain http at a made-up name people sign in, and are told what does not work there", async ({ account, baseURL, browser }) => {
  // No watch: it knows the page at localhost.
  const context = await browser.newContext({ baseURL: baseURL!.replace("localhost", "auth.test") });
  const app = new App(await context.newPage());
  await app.open("/login");
  const told = app.page.getByRole("status").filter({ hasText: "This address is not secure (http)." });
  await expect(told).toBeVisible();
  await expect(told).toContainText("passkeys");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  await context.close();
});

test("G-39: on this machine nothing is said", async ({ app, page }) => {
  await app.page.goto("/error");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("not secure")).toHaveCount(0);
});

test("G-39: by plain http people sign in without JavaScript as well", async ({ account, baseURL, browser, render }) => {
  // Pages that the browser draws alone work with JavaScript only.
  if (render === "client") return;
  const context = await browser.newContext({ baseURL: baseURL!.replace("localhost", "auth.test"), javaScriptEnabled: false });
  const app = new App(await context.newPage());
  await app.page.goto("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  await context.close();
});
