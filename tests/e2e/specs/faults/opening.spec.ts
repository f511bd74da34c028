// F-09 to F-23: a flow does not come, or another one than was asked for. The page says so, and leads on.
// Unknown flows (F-12): deep-links.spec.ts; expired ones (F-14): expired-flows.spec.ts;
// a forbidden way back (F-16): login-password.spec.ts; cookies of another site (F-23): cross-site.spec.ts.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, Route } from "@playwright/test";
import { count, expectCard, expectSilent, faults, html, noise, notice, refused } from "../../harness/answers.ts";
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import { Watch } from "../../harness/watch.ts";
import { chromium } from "../../playwright.config.ts";

const creation = "**/self-service/login/browser**";

/** Fails the first requests, lets the others through, and counts them all. */
async function failFirst(page: Page, fails: number, pattern: string, fault: (route: Route) => Promise<void>): Promise<() => number> {
  let asked = 0;
  await page.route(pattern, async (route) => {
    asked += 1;
    if (asked <= fails) await fault(route);
    else await route.fallback();
  });
  return () => asked;
}

/** Never lets a cookie of the page's own come or go, as a browser does that blocks them. */
async function blockCookies(page: Page): Promise<void> {
  await page.route(/\/(self-service|sessions)\//, async (route) => {
    const { cookie: _, ...headers } = await route.request().allHeaders();
    const response = await route.fetch({ headers: { ...headers, cookie: "" } });
    const { "set-cookie": __, ...rest } = response.headers();
    await route.fulfill({ response, headers: rest });
    await page.context().clearCookies();
  });
}

test.describe("whatever is answered, there is a card with a way on:", () => {
  test.describe.configure({ timeout: 45_000 });

  for (const [name, fault] of Object.entries(faults)) {
    test(name, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await page.route(creation, fault);
      await page.goto("/login");
      const forward = await expectCard(page);

      await page.unroute(creation);
      await expect(forward).toBeEnabled();
      await forward.click();
      await expect(app.field("identifier")).toBeVisible();
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    });
  }

  test("503 in HTML, to a sign-up", async ({ app, page, watch }) => {
    watch.allow(noise);
    await page.route("**/self-service/registration/browser**", faults["503 in HTML"]);
    await page.goto("/registration");
    const forward = await expectCard(page);
    await page.unroute("**/self-service/registration/browser**");
    await forward.click();
    await expect(app.field("traits.email")).toBeVisible();
  });

  test("refused for a reason of the server", async ({ app, page }) => {
    await page.route(creation, refused);
    await page.goto("/login");
    // What the server says is for operators (G-28).
    await expect(page.getByText("This service does not allow it.")).toBeVisible();
    await expect(page.getByText("It is Sunday.")).toBeHidden();
    await page.unroute(creation);
    await page.locator("main:visible").getByRole("link").or(page.getByRole("button", { name: /try again/i })).first().click();
    await expect(page.getByText("It is Sunday.")).toHaveCount(0);
    await app.open("/login");
  });
});

test("a maintenance page is not told as the person's fault", async ({ page, watch }) => {
  watch.allow(noise);
  await page.route(creation, faults["503 in HTML"]);
  await page.goto("/login");
  await expectCard(page);
  await expect(page.getByText(/too many/i)).toHaveCount(0);
});

test.describe("F-09 no answer", () => {
  test.describe.configure({ timeout: 60_000 });

  test("F-09, UX-30: no answer: asked for twice more, then a card and a button", async ({ app, page, watch }) => {
    watch.allow(noise);
    const asked = await failFirst(page, 99, creation, (route) => route.abort("connectionrefused"));
    await page.goto("/login");
    const forward = await expectCard(page);
    await expect(page.getByRole("alert")).toContainText(/connection|reach|temporary/i);
    expect(asked()).toBe(3);

    await page.unroute(creation);
    await forward.click();
    await expect(app.field("identifier")).toBeVisible();
  });

  test("F-09, UX-30: no answer once: nobody notices", async ({ app, page, watch }) => {
    watch.allow(noise);
    const asked = await failFirst(page, 1, creation, (route) => route.abort("connectionreset"));
    await page.goto("/login");
    await expect(app.field("identifier")).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(asked()).toBe(2);
  });

  test("F-09 an answer with a status is not asked for again", async ({ page, watch }) => {
    watch.allow(noise);
    const asked = await failFirst(page, 9, creation, faults["500 from Kratos"]);
    await page.goto("/login");
    await expectCard(page);
    expect(asked()).toBe(1);
  });

  test("F-09, UX-30: no answer for long: said after 4 seconds, given up after 15, or earlier by the person", { tag: "@client" }, async ({ app, page }) => {
    await page.clock.install();
    await page.route(creation, () => {});
    await page.goto("/login");
    await page.clock.runFor(3_500);
    await expectSilent(page.getByTestId("slow"));
    await page.clock.runFor(1_000);
    await expect(page.getByTestId("slow")).toHaveText(/\w/);
    await page.clock.runFor(11_000);
    const forward = await expectCard(page);

    await page.unroute(creation);
    await forward.click();
    await expect(app.field("identifier")).toBeVisible();
    await expectSilent(page.getByTestId("slow"));
  });
});

test("F-10 offline: said, and resumed by itself", async ({ app, context, page, watch }) => {
  test.slow();
  watch.allow(noise);
  await app.open("/login");
  await expectSilent(page.getByTestId("connection"));
  await context.setOffline(true);
  await expect(page.getByTestId("connection")).toHaveText(/\w/);
  await page.getByTestId("cta-link").click();
  await expectCard(page);
  expect(app.path()).toBe("/registration");

  await context.setOffline(false);
  await expect(app.field("traits.email")).toBeVisible();
  await expectSilent(page.getByTestId("connection"));
});

test("F-11 an error of the server: the request's id for who has to mend it", async ({ app, page, watch }) => {
  watch.allow(noise);
  await page.route(creation, faults["500 from Kratos"]);
  await page.goto("/login");
  const forward = await expectCard(page);
  await page.locator("main:visible summary").click();
  await expect(page.locator("main:visible details")).toContainText("r-1");
  await page.unroute(creation);
  await page.route(creation, (route) => route.fulfill({ status: 502, contentType: "text/html", body: html }));
  await forward.click();
  await expect(page.getByText("Be right back")).toHaveCount(0);
  const again = await expectCard(page);
  await page.unroute(creation);
  await again.click();
  await expect(app.field("identifier")).toBeVisible();
});

test("F-13 a foreign flow: one new one, silently", async ({ account, app, baseURL, browser, page }) => {
  const other = await browser.newContext();
  const theirs = await other.request.get(`${baseURL}/self-service/login/browser`, { headers: { accept: "application/json" } });
  const { id } = (await theirs.json()) as { id: string };
  await other.close();

  const created = count(page, /^\/self-service\/login\/browser/);
  await app.open(`/login?flow=${id}`);
  await expect.poll(() => app.flow()).not.toBe(id);
  expect(created()).toBe(1);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-13, T-09, UX-25: every flow is refused for its cookies: help, not a loop", async ({ page, watch }) => {
  watch.allow(noise);
  const created = count(page, /^\/self-service\/login\//);
  await page.route("**/self-service/login/**", (route) =>
    route.fulfill({ status: 403, json: { error: { id: "security_csrf_violation", code: 403, reason: "No cookie.", message: "csrf" } } }),
  );
  await page.goto("/login");
  await expectCard(page);
  await expect(page.locator("main:visible")).toContainText(/cookies/i);
  expect(created()).toBeLessThanOrEqual(3);
  // What Kratos says about it is for who has to mend it.
  await page.locator("main:visible summary").click();
  await expect(page.locator("main:visible details")).toContainText("No cookie.");
});

test("F-15, UX-28: signed in already: said calmly, and the way leads on", async ({ account, app, baseURL, page, selfService }) => {
  await selfService.signIn(account);
  const target = `${baseURL}/welcome?from=letter`;
  await page.goto(`/login?return_to=${encodeURIComponent(target)}`);
  await expect(page.getByTestId("continue")).toBeVisible();
  expect(app.path()).toBe("/");
  await expect(page.locator("main:visible")).toContainText(account.email);
  await expect(page.getByTestId("logout")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByTestId("continue").click();
  await expect(page).toHaveURL(target);
});

test("F-15, UX-28: signed in already, with a way back that is forbidden: it leads nowhere", async ({ account, page, selfService }) => {
  await selfService.signIn(account);
  await page.goto(`/login?return_to=${encodeURIComponent("https://evil.example/")}`);
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(page.locator("a[href^='https://evil']")).toHaveCount(0);
});

test("F-15, UX-28: signed in for one and signed out for the other: help with cookies", async ({ account, page, selfService }) => {
  await selfService.signIn(account);
  await page.route("**/sessions/whoami**", (route) => route.fulfill({ status: 401, json: { error: { code: 401, message: "no session" } } }));
  await page.goto("/login");
  await expect(page.locator("main:visible")).toContainText(/cookies/i);
  await expect(page.locator("main:visible h1")).toHaveCount(1);
  await expectCard(page);
});

test("F-17 a second factor without a first: the first one, and then where the link wanted to go", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?aal=aal2&return_to=${encodeURIComponent(target)}`);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect.poll(() => app.hasSession()).toBe(true);
  await expect(page).toHaveURL(target);
});

test("F-18 the network's own page: the hint that it wants a sign-in of its own", async ({ app, page }) => {
  await page.route(creation, faults["200 in HTML"]);
  await page.goto("/login");
  const forward = await expectCard(page);
  await expect(page.locator("main:visible")).toContainText(/network/i);
  await page.unroute(creation);
  await forward.click();
  await expect(app.field("identifier")).toBeVisible();
});

test("F-19, UX-40: a flow with members and nodes that nobody knows: the known part works", async ({ account, app, page }) => {
  await page.route(creation, async (route) => {
    const response = await route.fetch();
    const flow = (await response.json()) as { ui: { nodes: object[] } };
    flow.ui.nodes.unshift({ type: "hologram", group: "optics", attributes: { node_type: "hologram", id: "h", beam: [[{}]] }, messages: null, meta: null });
    await route.fulfill({ response, json: { new: { member: [1, null] }, ...flow, active: { not: "a string" } } });
  });
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-20 half a flow is no answer", async ({ app, page }) => {
  await page.route(creation, faults["200 and half a flow"]);
  await page.goto("/login");
  const forward = await expectCard(page);
  await expect(page.getByRole("alert")).toContainText(/connection|reach|temporary/i);
  await page.unroute(creation);
  await forward.click();
  await expect(app.field("identifier")).toBeVisible();
});

test("F-21 cookies and storage blocked by the browser: help that names the site, and no loop", async ({ baseURL, launchOptions, person, playwright }, testInfo) => {
  const profile = testInfo.outputPath("profile");
  mkdirSync(join(profile, "Default"), { recursive: true });
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
  const context = await playwright.chromium.launchPersistentContext(profile, { ...launchOptions, executablePath: chromium, headless: true, baseURL: baseURL! });
  const watch = await Watch.over(context, baseURL!);
  const app = new App(await context.newPage());
  const created = count(app.page, /^\/self-service\/login\/(browser|flows)/);
  await app.open("/login");
  expect(await app.page.evaluate(() => document.cookie)).toBe("");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await expect(notice(app.page)).toContainText(/\w+ \w+/);
  await expect(app.field("identifier")).toHaveValue(person.email);
  await expect(app.field("password")).toHaveValue(person.password);
  await app.method("password").click();

  await expectCard(app.page);
  await expect(app.page.locator("main:visible")).toContainText(/cookies/i);
  await expect(app.page.locator("main:visible")).toContainText("localhost");
  expect(watch.posts).toHaveLength(2);
  expect(created()).toBeLessThanOrEqual(4);
  await watch.verdict();
  await context.close();
});

test("F-21 cookies blocked, and the page loaded again and again: no loop, and no error tone", async ({ app, page }) => {
  await blockCookies(page);
  await app.open("/login");
  const asked = count(page, /^\/self-service\/login\/(browser|flows)/);
  for (let times = 1; times <= 3; times++) {
    await page.reload();
    await expect(app.field("identifier").or(page.locator("main:visible").getByText(/cookies/i)).first()).toBeVisible();
    expect(asked()).toBeLessThanOrEqual(times * 3);
  }
});

test("F-22 storage blocked: everything works", async ({ account, admin, app, page }) => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
  });
  await app.askForCode(account.email);
  await page.reload();
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
  await page.getByTestId("logout").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await app.signIn(account);
});

test("two pages that send each other the person end in a card", { tag: "@client" }, async ({ account, app, page, selfService, watch }) => {
  watch.allow(noise);
  await selfService.signIn(account);
  const asked = count(page, /^\/(sessions|self-service)\//);
  await page.route("**/sessions/whoami**", (route) =>
    route.fulfill({ status: 403, json: { error: { id: "session_aal2_required", code: 403, message: "aal2" }, redirect_browser_to: "/self-service/login/browser?aal=aal2" } }),
  );
  await page.route(creation, (route) =>
    route.fulfill({ status: 400, json: { error: { id: "session_already_available", code: 400, message: "already" } } }),
  );
  await page.goto("/");
  await expect(page.locator("main:visible .failure")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveText(/\w+ \w+/);
  await expect(page.locator("main:visible h1")).toHaveText(/\w/);
  expect(asked()).toBeLessThanOrEqual(12);
  // Both ways on work.
  await expect(page.getByRole("button", { name: /try again/i })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await page.getByTestId("logout-link").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(app.field("identifier")).toBeVisible();
});

test.describe("what comes is not what it says to be:", () => {
  for (const [name, body] of [
    ["a body of 8 MB", `{"ui":"${"x".repeat(8 << 20)}"}`],
    ["nested ten thousand times", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["a number", "7"],
  ] as const) {
    test(name, async ({ app, page }) => {
      await page.route(creation, (route) => route.fulfill({ contentType: "application/json", body }));
      await page.goto("/login");
      const forward = await expectCard(page);
      await page.unroute(creation);
      await forward.click();
      await expect(app.field("identifier")).toBeVisible();
    });
  }
});

test("of the address only what Kratos knows is handed on, and the first of each", async ({ app, baseURL, page }) => {
  const asked: URL[] = [];
  page.on("request", (request) => {
    if (/^\/self-service\//.test(new URL(request.url()).pathname)) asked.push(new URL(request.url()));
  });
  const query = new URLSearchParams({ return_to: `${baseURL}/welcome`, x: "1", id: "7", kratos: "https://evil.example", organization: "o".repeat(5_000) });
  query.append("return_to", `${baseURL}/settings`);
  await app.open(`/login?${query}`);
  expect(asked).toHaveLength(1);
  expect([...asked[0]!.searchParams]).toEqual([
    ["return_to", `${baseURL}/welcome`],
    ["organization", "o".repeat(5_000)],
  ]);

  asked.length = 0;
  const flow = app.flow()!;
  await app.open(`/login?flow=${flow}&flow=7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11&aal=aal2`);
  expect(asked.map(({ pathname, search }) => pathname + search)).toEqual([`/self-service/login/flows?id=${flow}`]);
});

test.describe("secrets of an address are gone before anything is painted:", () => {
  for (const [path, name] of [
    ["/verification", "code"],
    ["/recovery", "token"],
    ["/recovery", "code"],
    ["/login", "login_hint"],
  ] as const) {
    test(`${path}?${name}=…`, async ({ page }) => {
      const canary = "CANARY-0123456";
      await page.addInitScript(() => {
        const seen: string[] = ((window as { seen?: string[] }).seen = []);
        new PerformanceObserver(() => seen.push(location.href)).observe({ type: "paint", buffered: true });
        requestAnimationFrame(() => seen.push(location.href));
      });
      const requests: string[] = [];
      page.on("request", (request) => {
        if (!request.isNavigationRequest()) requests.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData()}`);
      });
      await page.goto(`${path}?${name}=${canary}`);
      await expect(page.locator("form button[type=submit]").first()).toBeVisible();
      const seen = await page.evaluate(() => (window as { seen?: string[] }).seen ?? []);
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((address) => address.includes(canary))).toEqual([]);
      expect(requests.filter((request) => request.includes(canary))).toEqual([]);
      expect(page.url()).not.toContain(canary);
      expect(await page.evaluate(() => JSON.stringify([history.state]))).not.toContain(canary);
    });
  }
});

test("who am I fails on the home page", async ({ app, page, watch }) => {
  watch.allow(noise);
  await page.route("**/sessions/whoami**", faults["503 in HTML"]);
  await page.goto("/");
  const forward = await expectCard(page);
  await page.unroute("**/sessions/whoami**");
  await forward.click();
  await expect(page.getByTestId("logout")).toHaveClass(/(^|\s)disabled(\s|$)/);
  expect(app.path()).toBe("/");
});
