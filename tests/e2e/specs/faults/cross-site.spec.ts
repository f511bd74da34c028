// F-23: the page and Kratos are on two sites, and the browser keeps no cookies of other sites.
// The front door answers to two names, localhost and 127.0.0.1, which are two sites.
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "cross-site" });

test("F-23, T-25: cookies of another site are not kept: said for the operator, and no loop", { tag: "@client" }, async ({ account, baseURL, browser }) => {
  const kratos = baseURL!.replace("localhost", "127.0.0.1");
  // No watch: every request to Kratos is one to another origin here.
  const context = await browser.newContext({ baseURL: baseURL! });
  // The page is put in place by the test, so Chromium does not take it for one of this machine.
  await context.grantPermissions(["local-network-access"]);
  const page = await context.newPage();
  await page.route("**/login*", async (route) => {
    if (!route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    const headers = response.headers();
    const policy = headers["content-security-policy"]!.replace("connect-src 'self'", `connect-src 'self' ${kratos}`);
    const body = (await response.text())
      .replace('data-kratos=""', `data-kratos="${kratos}"`)
      .replace('"kratos":""', `"kratos":"${kratos}"`);
    await route.fulfill({ response, body, headers: { ...headers, "content-security-policy": policy } });
  });
  let asked = 0;
  let posts = 0;
  page.on("request", (request) => {
    if (!request.url().startsWith(`${kratos}/self-service/`)) return;
    if (request.method() === "POST") posts += 1;
    else asked += 1;
  });

  const app = new App(page);
  await app.open("/login");
  expect(asked).toBe(1);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  const help = page.locator("main:visible .failure");
  // Once more, where the page gives it another try.
  await expect(help.or(page.locator(".Toastify").filter({ hasText: /\w/ })).first()).toBeVisible();
  if (!(await help.isVisible())) {
    await expect(app.field("password")).toHaveValue(account.password);
    await app.method("password").click();
  }
  await expect(help).toContainText(/cookies/i);
  // Whom this concerns, and where to read on.
  await expect(page.locator("main:visible")).toContainText(/operator/i);
  await expect(page.locator("main:visible")).toContainText("127.0.0.1");
  expect(posts).toBeLessThanOrEqual(2);
  expect(asked).toBeLessThanOrEqual(6);
  await context.close();
});
