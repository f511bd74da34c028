// G-11: a page that the front door has rendered is never worse for having a script. Whatever keeps the application from
// coming, and whatever ends it, the form that was sent stays, with what was typed, and the browser sends it.
import type { Page, Route } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";
import { isRun } from "../../harness/matrix.ts";
import { line, simple, without } from "../../harness/simple.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

test.use({ kratos: "everything" });

const wasm = "**/*.wasm";
const script = "**/vestibule-app-*.js";

/** One way in which the application does not come, or ends. */
interface Way {
  name: string;
  /** What the browser says about it. */
  noise: RegExp;
  /** Prepares the browser, before the page is opened. */
  before(page: Page): Promise<unknown>;
  /** Does something to the page once it is there. */
  there?(page: Page): Promise<unknown>;
  /** What the page says of it; nothing while it may still come. */
  line?: RegExp;
}

const stopped = /Part of this page has stopped/;
const refused = /^Failed to load resource|integrity|MIME type/;

/** Something that is done to a file, also where the page asks for its headers only. */
const file = (pattern: string, fault: (route: Route) => unknown) => async (page: Page) => {
  // The pauses between the attempts have tests of their own.
  await page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = ((run: () => void, time = 0) => setTimeout(run, time < 20_000 ? time / 100 : time)) as typeof window.setTimeout;
  });
  await page.route(pattern, async (route) => void (await fault(route)));
};

const status = (status: number) => (route: Route) => route.fulfill({ status, body: "" });

const changed = async (route: Route) => {
  try {
    const response = await route.fetch();
    await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from("\n")]) });
  } catch {
    // The page has gone.
  }
};

/** Changes the documents on their way. */
const documents = (change: (html: string, policy: string) => [html: string, policy: string]) => (page: Page) =>
  page.route("**", async (route) => {
    const request = route.request();
    if (!request.isNavigationRequest() || request.method() !== "GET") return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const [body, policy] = change(await response.text(), response.headers()["content-security-policy"] ?? "");
    await route.fulfill({ response, body, headers: { ...response.headers(), "content-security-policy": policy } });
  });

/** From now on nothing can be rendered. The application does not expect that of a browser, and panics. */
const blunt = () => {
  Document.prototype.createElement = Document.prototype.createTextNode = () => {
    throw new Error("no elements today");
  };
};

const ways: Way[] = [
  { name: "no WebAssembly", noise: /^$/, before: without("WebAssembly"), line: simple },
  {
    name: "WebAssembly forbidden by the policy",
    noise: /wasm-eval|unsafe-eval/,
    before: documents((html, policy) => [html, policy.replace("'wasm-unsafe-eval'", "")]),
    line: simple,
  },
  {
    name: "inline scripts forbidden by the policy",
    noise: /inline|policy violation: script-src-elem/,
    before: documents((html, policy) => [html, policy.replace(/script-src [^;]*/, "script-src 'self'")]),
  },
  {
    name: "a script that the browser cannot read",
    noise: /^uncaught: |SyntaxError/,
    before: documents((html, policy) => [html.replace(/self\.vestibule ?=/, "$& @"), policy.replace(/script-src [^;]*/, "script-src 'self' 'unsafe-inline'")]),
  },
  { name: "script 404, after a deploy", noise: refused, before: file(script, status(404)), line: simple },
  { name: "script 403", noise: refused, before: file(script, status(403)), line: simple },
  { name: "script off the line", noise: refused, before: file(script, (route) => route.abort("internetdisconnected")), line: simple },
  { name: "a page in place of the script", noise: refused, before: file(script, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" })), line: simple },
  { name: "script changed on its way", noise: refused, before: file(script, changed), line: simple },
  { name: "script that never comes", noise: /^$/, before: file(script, () => new Promise(() => {})) },
  { name: "wasm 404", noise: refused, before: file(wasm, status(404)), line: simple },
  { name: "wasm 500", noise: refused, before: file(wasm, status(500)), line: simple },
  { name: "wasm changed on its way", noise: refused, before: file(wasm, changed), line: simple },
  { name: "wasm that never comes", noise: /^$/, before: file(wasm, () => new Promise(() => {})) },
  {
    name: "wasm of another version",
    // The page that answers the form has the right hash.
    noise: refused,
    before: async (page) => {
      await documents((html, policy) => [html.replace(/data-integrity="[^"]*"/, 'data-integrity=""'), policy])(page);
      await page.route(wasm, (route) => route.fulfill({ contentType: "application/wasm", body: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) }));
    },
    line: simple,
  },
  { name: "a flow that another version has rendered", noise: /^$/, before: documents((html, policy) => [html.replace('"answers":', '"replies":'), policy]), line: simple },
  { name: "a browser without fetch", noise: /^$/, before: without("fetch"), line: simple },
  { name: "a browser without URLSearchParams", noise: /^$/, before: without("URLSearchParams"), line: simple },
  {
    name: "a panic while it hydrates, and another one",
    noise: /unreachable|no elements today/,
    before: async (page) => {
      // Of each page anew.
      let held = new HeldWasm();
      page.on("request", (request) => {
        if (request.isNavigationRequest()) held = new HeldWasm();
      });
      await page.route(wasm, (route) => held.hold(route));
      await page.exposeFunction("release", () => held.release());
    },
    there: async (page) => {
      await page.evaluate(() => document.querySelector("main")?.prepend(document.createElement("div")));
      await page.evaluate(blunt);
      await page.evaluate(() => (window as unknown as { release(): void }).release());
    },
    line: simple,
  },
  {
    name: "a panic after it has hydrated",
    noise: /unreachable|no elements today/,
    before: async () => {},
    there: async (page) => {
      await alive(page);
      await page.evaluate(blunt);
      await page.evaluate(() => {
        Object.defineProperty(navigator, "onLine", { get: () => false });
        dispatchEvent(new Event("offline"));
      });
    },
    line: stopped,
  },
];

/** One page, what is typed there, where Enter is pressed, and what the next page says. */
interface Place {
  name: string;
  path: string;
  values: Record<string, string>;
  field: string;
  says: number;
}

const places: Place[] = [
  { name: "login", path: "/login", values: { identifier: "nobody@example.com", password: "not the right one" }, field: "password", says: 4000006 },
  { name: "registration", path: "/registration", values: { "traits.email": "new@example.com", "traits.name.first": "Ada" }, field: "traits.email", says: 1040009 },
  { name: "recovery", path: "/recovery", values: { email: "nobody@example.com" }, field: "email", says: 1060003 },
  { name: "verification", path: "/verification", values: { email: "nobody@example.com" }, field: "email", says: 1080003 },
  { name: "settings", path: "/settings", values: { "traits.name.first": "Grace" }, field: "traits.name.first", says: 1050001 },
  { name: "the code step", path: "/login", values: { code: "000000" }, field: "code", says: 4010008 },
];

declare global {
  interface Window {
    sent: Element[];
  }
}

for (const [row, way] of ways.entries()) {
  for (const [column, { name, path, values, field, says }] of places.entries()) {
    if (!isRun(row, column)) continue;
    test(`G-11: ${way.name}: ${name}`, async ({ account, app, page, selfService, watch }) => {
      watch.allow(way.noise);
      await way.before(page);
      if (name === "settings") await selfService.signIn(account);
      for (const isTyped of [true, false]) {
        let address = path;
        if (name === "the code step") {
          const flow = await selfService.create("login");
          await selfService.submit("login", flow, { method: "code", identifier: account.email });
          address = `/login?flow=${flow.id}`;
        }
        await page.goto(address, { waitUntil: "commit" });
        const input = app.field(field);
        await expect(input).toBeVisible();
        if (isTyped) await app.fill(values);
        await input.focus();
        const before = await input.inputValue();
        await page.evaluate(() => (window.sent = [...document.querySelectorAll("#app :is(form, input, button, a)")]));
        await way.there?.(page);
        if (way.line) await expect(line(page, way.line)).toBeVisible();

        // The same elements, what was typed, and the focus.
        expect(await page.evaluate(() => window.sent.filter((element) => !element.isConnected).length)).toBe(0);
        expect(await page.locator("#app :is(form, input, button, a)").count()).toBe(await page.evaluate(() => window.sent.length));
        await expect(input).toBeFocused();
        await expect(input).toHaveValue(isTyped ? (values[field] ?? "") : before);
        // What only a script can serve is not offered any more.
        if (way.line) await expect(page.locator(".submit-ceremony:visible")).toHaveCount(0);

        if (!isTyped) await app.fill(values);
        const sent = page.waitForRequest((request) => request.method() === "POST");
        await input.press("Enter");
        expect((await sent).isNavigationRequest()).toBe(true);
        await expect(app.message(says).first()).toBeVisible();
      }
    });
  }
}

test("G-11, F-07: where the answer to a press ends the application, the next press is the browser's", async ({ account, app, page, watch }) => {
  watch.allow(/unreachable|no elements today/);
  await app.open("/login");
  const flow = app.flow();
  await app.fill({ identifier: account.email, password: account.password + "x" });
  const label = await app.method("password").innerText();
  await page.evaluate(blunt);
  await app.field("password").press("Enter");
  await expect(line(page, stopped)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.method("password")).toHaveText(label);
  await expect(app.method("password")).not.toHaveAttribute("aria-disabled");
  await app.fill({ password: account.password + "x" });
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await app.method("password").click();
  expect((await sent).isNavigationRequest()).toBe(true);
  await expect(app.message(4000006)).toBeVisible();
  expect(app.flow()).toBe(flow);
  await app.fill({ password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
});

test("G-11: links of an application that has ended are the browser's", async ({ app, page, watch }) => {
  watch.allow(/unreachable|no elements today/);
  await app.open("/login");
  await app.mark();
  await page.evaluate(blunt);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "onLine", { get: () => false });
    dispatchEvent(new Event("offline"));
  });
  await expect(line(page, stopped)).toBeVisible();
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  expect(await app.hasStayed()).toBe(false);
});

for (const name of ["AbortController", "fetch"]) {
  test(`G-11: a browser that turns out to lack ${name} ends the application and not the page`, async ({ account, app, page, watch }) => {
    watch.allow(new RegExp(`${name}|unreachable`));
    await app.open("/login");
    await page.evaluate((name) => Reflect.deleteProperty(window, name), name);
    await app.fill({ identifier: account.email, password: account.password });
    // The first press may be the one that finds out.
    await app.method("password").click();
    const session = page.getByTestId("session-content");
    await line(page, stopped).or(session).first().waitFor();
    if (!(await session.isVisible())) await app.method("password").click();
    await app.expectSignedIn(account.email);
  });
}

test("G-11: a page whose application takes long says that it can be used, and forgets that when it is there", async ({ app, page }) => {
  await page.clock.install();
  const held = await HeldWasm.on(page);
  await page.goto("/login", { waitUntil: "commit" });
  await app.field("identifier").fill("ada@example.com");
  await expect(page.locator(".submit-ceremony:visible")).toHaveCount(1);
  await page.clock.fastForward(20_000);
  await expect(line(page, simple)).toBeVisible();
  await expect(page.locator(".submit-ceremony:visible")).toHaveCount(0);
  await page.clock.resume();
  held.release();
  await alive(page);
  await expect(line(page, simple)).toHaveCount(0);
  await expect(page.locator(".submit-ceremony:visible")).toHaveCount(1);
  await expect(app.field("identifier")).toHaveValue("ada@example.com");
});

test("G-11: the line moves nothing that stands above it", async ({ app, page }) => {
  await without("WebAssembly")(page);
  await page.goto("/recovery", { waitUntil: "commit" });
  await expect(app.field("email")).toBeVisible();
  const place = () => app.field("email").boundingBox();
  const before = await place();
  await expect(line(page, simple)).toBeVisible();
  expect(await place()).toEqual(before);
});
