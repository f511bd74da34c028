// Faults: whatever happens to a request, the page says so in words, keeps what was typed and offers a way forward.
import type { Page, Route } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const html = "<!doctype html><title>Maintenance</title><h1>Be right back</h1>";

const faults: Record<string, (route: Route) => Promise<void>> = {
  "503 in JSON": (route) =>
    route.fulfill({ status: 503, json: { error: { code: 503, status: "Service Unavailable", message: "upstream is down" } } }),
  "503 in HTML": (route) => route.fulfill({ status: 503, contentType: "text/html", body: html }),
  "500 from Kratos": (route) =>
    route.fulfill({ status: 500, json: { error: { code: 500, status: "Internal Server Error", request: "r-1", reason: "it broke", message: "it broke" } } }),
  "502 and nothing": (route) => route.fulfill({ status: 502, body: "" }),
  "200 in HTML": (route) => route.fulfill({ status: 200, contentType: "text/html", body: html }),
  "200 and half a flow": (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"id":"1","ui":{"nodes":[{' }),
  "200 and null": (route) => route.fulfill({ status: 200, json: null }),
  "200 and something else": (route) => route.fulfill({ status: 200, json: { ui: { nodes: 7 } } }),
  "429 in HTML": (route) => route.fulfill({ status: 429, contentType: "text/html", headers: { "retry-after": "1" }, body: html }),
  "a broken line": (route) => route.abort("connectionreset"),
  "no network": (route) => route.abort("internetdisconnected"),
};

/** Refused for a reason that only the server knows: to ask again is of no use. */
const refused = (route: Route) =>
  route.fulfill({ status: 400, json: { error: { id: "something_new", code: 400, status: "Bad Request", reason: "It is Sunday.", message: "no" } } });

/** Chromium's own lines about requests that fail on purpose here. */
const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/;

/** A readable explanation and something to press. */
async function expectCard(page: Page) {
  const main = page.locator("main:visible");
  await expect(main).toHaveCount(1);
  const retry = /try again|retry|reload/i;
  const forward = main.getByRole("button", { name: retry }).or(main.getByRole("link", { name: retry })).first();
  await expect(forward).toBeVisible();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(/\w/);
  await expect(main).toHaveText(/\w+ \w+ \w+/);
  return forward;
}

test.describe("on opening", () => {
  test.describe.configure({ timeout: 45_000 });

  for (const [name, fault] of Object.entries(faults)) {
    test(name, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await page.route("**/self-service/login/browser**", fault);
      await page.goto("/login");
      const forward = await expectCard(page);

      await page.unroute("**/self-service/login/browser**");
      await expect(forward).toBeEnabled();
      await forward.click();
      await expect(app.field("identifier")).toBeVisible();
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    });
  }

  test("a maintenance page is not told as the person's fault", async ({ page, watch }) => {
    watch.allow(noise);
    await page.route("**/self-service/login/browser**", faults["503 in HTML"]!);
    await page.goto("/login");
    await expectCard(page);
    await expect(page.getByText(/too many/i)).toHaveCount(0);
  });

  test("refused for a reason of the server", async ({ app, page }) => {
    await page.route("**/self-service/login/browser**", refused);
    await page.goto("/login");
    await expect(page.getByText("It is Sunday.")).toBeVisible();
    await page.unroute("**/self-service/login/browser**");
    await page.locator("main:visible").getByRole("link").or(page.getByRole("button", { name: /try again/i })).first().click();
    await expect(page.getByText("It is Sunday.")).toHaveCount(0);
    await app.open("/login");
  });

  test("registration, 503 in HTML", async ({ app, page, watch }) => {
    watch.allow(noise);
    await page.route("**/self-service/registration/browser**", faults["503 in HTML"]!);
    await page.goto("/registration");
    const forward = await expectCard(page);
    await page.unroute("**/self-service/registration/browser**");
    await forward.click();
    await expect(app.field("traits.email")).toBeVisible();
  });
});

test.describe("on submitting", () => {
  for (const [name, fault] of Object.entries({ ...faults, "400 of an unknown kind": refused })) {
    test(name, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await app.open("/login");
      await app.fill({ identifier: account.email, password: account.password });
      await page.route("**/self-service/login?**", fault);
      await app.method("password").click();

      await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
      await page.unroute("**/self-service/login?**");
      // Nothing was refused, so nothing is taken away.
      await expect(app.field("identifier")).toHaveValue(account.email);
      await expect(app.field("password")).toHaveValue(account.password);
      // Nobody sends it a second time but the person.
      expect(watch.posts).toHaveLength(1);
      await expect(app.method("password")).toBeEnabled();
      await expect(app.method("password")).not.toHaveAttribute("aria-disabled", "true");
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    });
  }

  test("the line breaks after the server has signed the person in", async ({ account, app, page, watch }) => {
    watch.allow(noise);
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await page.route("**/self-service/login?**", async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    });
    await app.method("password").click();
    // The page asks who is signed in before it asks anybody to repeat.
    await app.expectSignedIn(account.email);
    expect(watch.posts).toHaveLength(1);
  });

  test("the cookies are gone: a fresh flow, and nothing typed is lost", async ({ account, app, page, watch }) => {
    await app.open("/login");
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    await app.fill({ identifier: account.email, password: account.password });
    await app.forget();
    await app.method("password").click();

    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(page.locator(".Toastify")).toContainText(/\w+ \w+/);
    expect(app.path()).toBe("/login");
    await expect(app.field("identifier")).toHaveValue(account.email);
    await expect(app.field("password")).toHaveValue(account.password);
    expect(watch.posts).toHaveLength(1);
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });

  test("the cookies never come back: the second time, help with cookies", async ({ account, app, page }) => {
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await app.forget();
    const flow = app.flow();
    await app.method("password").click();
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(app.method("password")).toBeVisible();

    await app.forget();
    await app.method("password").click();
    await expect(page.getByText(/cookies/i).first()).toBeVisible();
  });
});

test("offline, and online again", async ({ account, app, context, page, watch }) => {
  watch.allow(noise);
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await context.setOffline(true);
  await app.method("password").click();
  await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
  await expect(app.field("password")).toHaveValue(account.password);

  await context.setOffline(false);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("who am I fails on the home page", async ({ app, page, watch }) => {
  watch.allow(noise);
  await page.route("**/sessions/whoami**", faults["503 in HTML"]!);
  await page.goto("/");
  const forward = await expectCard(page);
  await page.unroute("**/sessions/whoami**");
  await forward.click();
  await expect(page.getByTestId("logout")).toHaveClass(/(^|\s)disabled(\s|$)/);
  expect(app.path()).toBe("/");
});

test("signing out fails: the page does not pretend", async ({ account, app, page, watch }) => {
  watch.allow(noise);
  await app.signIn(account);
  await page.route("**/self-service/logout/browser**", faults["503 in HTML"]!);
  await page.getByTestId("logout").click();
  await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
  expect(await app.hasSession()).toBe(true);

  await page.unroute("**/self-service/logout/browser**");
  await page.getByRole("button", { name: /try again|retry/i }).or(page.getByTestId("logout")).first().click();
  await expect.poll(() => app.hasSession()).toBe(false);
});
