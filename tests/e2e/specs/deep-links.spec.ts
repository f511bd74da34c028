// Addresses: bookmarks, mailed links, stale flows, unknown paths.
import { randomUUID } from "node:crypto";
import { expect, test } from "../harness/test.ts";

const paths = [
  "/", "/welcome", "/login", "/registration", "/verification", "/verify",
  "/recovery", "/settings", "/sessions", "/error",
];

for (const path of paths) {
  test(`${path} is served, marked for outside suites`, async ({ request }) => {
    const response = await request.get(path, { headers: { accept: "text/html" } });
    expect(response.status()).toBe(200);
    expect(response.headers()["content-type"]).toContain("text/html");
    expect(await response.text()).toContain('data-testid="app-react"');
  });
}

test("an unknown path keeps its address and says so", async ({ app, page }) => {
  const failed = page.waitForResponse((response) => response.request().isNavigationRequest());
  await page.goto("/no/such/page");
  expect((await failed).status()).toBeLessThan(500);
  await expect(page.getByRole("heading", { name: /not found|no such page|does not exist/i })).toBeVisible();
  expect(app.path()).toBe("/no/such/page");
  await page.locator("main a").first().click();
  await expect.poll(() => app.path()).not.toBe("/no/such/page");
});

test("everything shown is inside the marked element", async ({ app, page }) => {
  await app.open("/login");
  await expect(page.locator('[data-testid="app-react"]')).toHaveCount(1);
  await expect(page.locator('[data-testid="app-react"] input[name=identifier]')).toHaveCount(1);
});

test("the flow's id is in the address, without an entry in the history", async ({ app, page }) => {
  await page.goto("/");
  const before = await page.evaluate(() => history.length);
  await app.open("/login");
  await expect.poll(() => app.flow()).not.toBeNull();
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
});

for (const [kind, flow] of [["unknown", randomUUID()], ["garbled", "not-a-flow"]] as const) {
  for (const path of ["/login", "/registration", "/verification"]) {
    test(`F-12 ${path} with an ${kind} flow starts a new one`, async ({ app, page }) => {
      await app.open(`${path}?flow=${flow}`);
      await expect.poll(() => app.flow()).not.toBe(flow);
      expect(app.path()).toBe(path);
      await expect(page.getByRole("alert")).toHaveCount(0);
    });
  }
}

test("F-12 a stale flow's way back is kept", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?flow=${randomUUID()}&return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

test("a finished flow's address, opened again signed out", async ({ account, app }) => {
  await app.open("/login");
  await expect.poll(() => app.flow()).not.toBeNull();
  const flow = app.flow();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  await app.forget();

  await app.open(`/login?flow=${flow}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("the way back is carried from signing in to signing up", async ({ app, baseURL, page }) => {
  const target = `${baseURL}/welcome`;
  await app.open(`/login?return_to=${encodeURIComponent(target)}`);
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  await expect.poll(() => app.path()).toBe("/registration");
  const flow = await page.request.get(`/self-service/registration/flows?id=${app.flow()}`);
  expect(await flow.json()).toMatchObject({ return_to: target });
});

test("links between the pages do not load the app again", async ({ app, page }) => {
  await app.open("/login");
  await page.evaluate(() => ((window as { stayed?: boolean }).stayed = true));
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toBeVisible();
  expect(await page.evaluate(() => (window as { stayed?: boolean }).stayed)).toBe(true);
});

test("Back goes from signing up to signing in", async ({ app, page }) => {
  await app.open("/login");
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  await page.goBack();
  await expect(app.field("identifier")).toBeVisible();
  await expect(app.field("password")).toBeVisible();
  expect(app.path()).toBe("/login");
});

test("the address cannot choose another server", async ({ app }) => {
  // The watch fails on any request to another origin.
  await app.open("/login?kratos=https://evil.example&base=https://evil.example");
  await expect(app.field("identifier")).toBeVisible();
});
