// Starting: before the wasm is there, and when it never comes.
import type { Page, Route } from "@playwright/test";
import type { App } from "../harness/app.ts";
import { shiftsOf, sum, watchShifts } from "../harness/shifts.ts";
import { staticHost } from "../harness/static-host.ts";
import type { Render } from "../harness/server.ts";
import { expect, test } from "../harness/test.ts";

/** Chromium's own lines about files that fail on purpose here. */
const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)|integrity/;

const wasm = "**/*.wasm";
const script = "**/vestibule-app-*.js";

test("the first request is alone, and leaves before the wasm has come", async ({ app, page }) => {
  const calls: string[] = [];
  const events: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/(self-service|sessions)\//.test(pathname)) {
      calls.push(pathname);
      events.push("flow asked");
    }
  });
  page.on("requestfinished", (request) => {
    if (request.url().endsWith(".wasm")) events.push("wasm there");
  });
  await app.open("/login");
  // Two first requests of a browser without cookies would kill one of the two flows.
  expect(calls).toEqual(["/self-service/login/browser"]);
  expect(events[0]).toBe("flow asked");
});

test("F-08: the form comes without a shift", async ({ app, page }) => {
  await watchShifts(page);
  await app.open("/login");
  expect(sum(await shiftsOf(page))).toBeLessThan(0.001);
});

/** Something that a server or a line can do to a file; `head` says whether the page only asks for its headers. */
type Fault = (route: Route, head: boolean) => Promise<void>;

const status =
  (status: number): Fault =>
  (route) =>
    route.fulfill({ status, body: "" });

/** The file as something on its way has left it. */
const changed =
  (change: (body: Buffer) => Buffer): Fault =>
  async (route, head) => {
    if (head) return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, body: change(await response.body()) });
  };

const flipped = changed((body) => {
  body[body.length - 1]! ^= 1;
  return body;
});

const html: Fault = (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Page</title>" });

/** Does `fault` to the first `times` downloads of a file, and to its headers meanwhile; gives back when each began. */
async function spoil(page: Page, file: string, fault: Fault, times = Infinity): Promise<number[]> {
  const began: number[] = [];
  await page.route(file, async (route) => {
    const head = route.request().method() === "HEAD";
    if (!head) began.push(Date.now());
    return began.length <= times ? fault(route, head) : route.continue();
  });
  return began;
}

/** How often the document has been loaded. */
function visits(page: Page): { count: number } {
  const visits = { count: 0 };
  page.on("request", (request) => {
    if (request.isNavigationRequest()) visits.count += 1;
  });
  return visits;
}

/** What is there in place of the application; the way forward works once all is well again. */
async function expectFailure(app: App, render: Render, words: RegExp, repair: () => Promise<void> = async () => {}): Promise<void> {
  await (render === "client" ? expectCard(app, words, repair) : expectSimple(app, repair));
}

/** G-11: a form that the front door has rendered stays where the application does not come. */
async function expectSimple(app: App, repair: () => Promise<void>): Promise<void> {
  const { page } = app;
  await expect(page.getByText("This page works in its simple form here")).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(app.field("identifier")).toBeVisible();
  await repair();
  await page.reload();
  await expect(app.field("identifier")).toBeVisible();
  await expect(page.getByText("This page works in its simple form here")).toHaveCount(0);
}

/** The card of a page that could not start, with these words. */
async function expectCard(app: App, words: RegExp, repair: () => Promise<void> = async () => {}): Promise<void> {
  const { page } = app;
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not start", { timeout: 10_000 });
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.locator("main:visible")).toHaveCount(1);
  await expect(page.locator("main")).toContainText(words);
  // One reason, and nothing of a form that nobody has seen yet.
  await expect(page.locator("main [data-why]:is(p)")).toHaveCount(1);
  await expect(page.locator("main input")).toHaveCount(0);
  await repair();
  await page.getByRole("link", { name: "Load the page again" }).click();
  await expect(app.field("identifier")).toBeVisible();
}

test("F-01, UX-41: a page from before a deploy loads itself again, once", async ({ app, page, watch }) => {
  watch.allow(noise);
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get: () => { throw new DOMException("Storage is blocked.", "SecurityError"); } });
    }
  });
  const loads = visits(page);
  // The old page's script is gone, however often it asks; a preload that has failed is asked for once more.
  const gone = status(404);
  await page.route(script, (route) => (loads.count < 2 ? gone(route, route.request().method() === "HEAD") : route.continue()));
  await page.goto("/login");
  await expect(app.field("identifier")).toBeVisible();
  expect(loads.count).toBe(2);
});

test("F-01: a script that is gone for good ends in a card, after one more visit", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  const loads = visits(page);
  await spoil(page, script, status(404));
  await page.goto("/login");
  await expectFailure(app, render, /has been updated/, async () => {
    expect(loads.count).toBe(2);
    await page.unroute(script);
  });
});

test("F-01: a script that cannot be had is no reason to load the page again", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  const loads = visits(page);
  await spoil(page, script, (route) => route.abort("connectionreset"));
  await page.goto("/login");
  await expectFailure(app, render, /did not arrive/, async () => {
    expect(loads.count).toBe(1);
    await page.unroute(script);
  });
});

const outages: [name: string, fault: Fault, words: RegExp][] = [
  ["404", status(404), /has been updated/],
  ["503", status(503), /did not arrive/],
  ["a reset", (route) => route.abort("connectionreset"), /did not arrive/],
];

for (const [name, fault, words] of outages) {
  test(`F-02: the wasm comes after ${name}, twice`, async ({ app, page, watch }) => {
    watch.allow(noise);
    const began = await spoil(page, wasm, fault, 2);
    await page.goto("/login");
    await expect(app.field("identifier")).toBeVisible({ timeout: 10_000 });
    const [first, second, third] = began as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(900);
    expect(third - second).toBeGreaterThan(second - first);
  });

  test(`F-02: the wasm never comes: ${name}`, async ({ app, page, render, watch }) => {
    watch.allow(noise);
    const began = await spoil(page, wasm, fault);
    await page.goto("/login");
    await expectFailure(app, render, words, async () => {
      expect(began).toHaveLength(3);
      await page.unroute(wasm);
    });
  });
}

test("F-02: a wasm that was cut off is fetched again", async ({ app, page, watch }) => {
  watch.allow(noise);
  const began = await spoil(page, wasm, changed((body) => body.subarray(0, 1000)), 1);
  await page.goto("/login");
  await expect(app.field("identifier")).toBeVisible();
  expect(began).toHaveLength(2);
});

test("F-03, T-18: a wasm with one byte changed is not run", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  await page.addInitScript(() => {
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"] as const) {
      const original = WebAssembly[name] as (...these: unknown[]) => unknown;
      Object.assign(WebAssembly, {
        [name](...these: unknown[]) {
          document.documentElement.dataset.compiled = name;
          return original.apply(this, these);
        },
      });
    }
  });
  const compiled = page.locator("html[data-compiled]");
  const began = await spoil(page, wasm, flipped);
  await page.goto("/login");
  await expectFailure(app, render, /was changed or cut off/, async () => {
    await expect(compiled).toHaveCount(0);
    // A wrong copy in the browser's cache is worth a second try, not a third.
    expect(began).toHaveLength(2);
    await page.unroute(wasm);
  });
  await expect(compiled).toHaveCount(1);
});

test("T-18: a script with one line added is not run", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  const loads = visits(page);
  await spoil(page, script, changed((body) => Buffer.concat([Buffer.from("document.title = 'tampered';\n"), body])));
  await page.goto("/login");
  await expectFailure(app, render, /was changed or cut off/, async () => {
    expect(await page.title()).not.toContain("tampered");
    expect(loads.count).toBe(1);
    await page.unroute(script);
  });
});

test("F-04: a page where the wasm should be", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  await spoil(page, wasm, html);
  await page.goto("/login");
  await expectFailure(app, render, /was changed or cut off/, () => page.unroute(wasm));
});

test("F-04: the front door has no page for a file that is not there", async ({ page }) => {
  for (const file of ["/vestibule-app-0123456789abcdef_bg.wasm", "/vestibule-app-0123456789abcdef.js"]) {
    const answer = await page.request.get(file);
    expect(answer.status()).toBe(404);
    expect(answer.headers()["content-type"] ?? "").not.toContain("html");
  }
});

test("F-05, UX-32: a browser without WebAssembly is told so", { tag: "@client" }, async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "WebAssembly");
  });
  await page.goto("/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not start");
  await expect(page.locator("main")).toContainText(/A setting of this browser keeps .* another browser/);
  await expect(page.getByRole("link", { name: "Load the page again" })).toBeVisible();
});

test("F-05: WebAssembly blocked by a policy", async ({ app, page, render, watch }) => {
  watch.allow(noise);
  watch.allow(/wasm-eval|wasm-unsafe-eval/);
  await page.route("**/login", async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    const policy = headers["content-security-policy"]!.replace("'wasm-unsafe-eval'", "");
    await route.fulfill({ response, headers: { ...headers, "content-security-policy": policy } });
  });
  await page.goto("/login");
  await expectFailure(app, render, /A setting of this browser keeps/, () => page.unroute("**/login"));
});

test("F-06, UX-32: without JavaScript the page says what it needs", { tag: "@client" }, async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto("/login?flow=7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11");
  await expect(page.locator('[data-testid="app-react"]')).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page needs JavaScript");
  await expect(page.locator("main:visible")).toHaveCount(1);
  await expect(page.locator("main:visible")).toContainText(/Allow it for this page, or use another browser/);
  await page.getByRole("link", { name: "Load the page again" }).click();
  await expect(page).toHaveURL(/flow=7b4a6c62/);
  await context.close();
});

/** From now on nothing can be drawn. The application does not expect that of a browser, and panics. */
const blunt = () => {
  Document.prototype.createElement = () => {
    throw new Error("no elements today");
  };
};

for (const [path, field, other] of [["/login", "identifier", "password"], ["/registration", "traits.email", "traits.name.first"]] as const) {
  test(`F-07, UX-41: a panic at ${path} keeps the flow and what was typed as ${field}`, { tag: "@client" }, async ({ app, page, person, watch }) => {
    watch.allow(/unreachable|no elements today/);
    await app.open(path);
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    await app.fill({ [field]: person.email, [other]: other === "password" ? person.password : person.first });
    await page.evaluate(blunt);
    await app.field(other).press("Enter");

    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page had to stop");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    const kept = page.getByLabel("You had typed");
    await expect(kept).toHaveValue(person.email);
    await expect(kept).toHaveJSProperty("readOnly", true);
    await expect(page.locator("main input")).toHaveCount(1);
    await expect(page.locator("main p[data-why]")).toHaveCount(1);

    // The prototype is whole again in the next document.
    await page.getByRole("link", { name: "Load the page again" }).click();
    await expect(page.locator("form button[type=submit]").first()).toBeVisible();
    expect(app.flow()).toBe(flow);
  });
}

test("F-07, UX-41: a panic before the first form", { tag: "@client" }, async ({ page, watch }) => {
  watch.allow(/unreachable|no elements today/);
  await page.addInitScript(blunt);
  await page.goto("/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page had to stop");
  await expect(page.locator("main input")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Load the page again" })).toBeVisible();
});

test("a link to another flow asks for it as soon as it is followed, and once", async ({ app, page }) => {
  await page.addInitScript(() => {
    const asked: string[] = ((self as { asked?: string[] }).asked = []);
    const { fetch } = self;
    self.fetch = (to, how) => {
      asked.push(String(to instanceof Request ? to.url : to));
      return fetch(to, how);
    };
    // The last to hear of a click: what has left by then has waited for nothing.
    addEventListener("load", () => addEventListener("click", () => asked.push("over")));
  });
  await app.open("/login");
  await page.locator('a[href^="/registration"]').click();
  await expect(page.getByTestId("node/input/traits.email")).toBeVisible();
  const asked = await page.evaluate(() => (self as { asked?: string[] }).asked ?? []);
  const begun = asked.filter((url) => /over$|registration/.test(url)).map((url) => url.replace(/.*(registration).*/, "$1"));
  expect(begun).toEqual(["registration", "over"]);
});

test("F-08, UX-32, UX-33: on a slow line the frame of the page is there within a second", { tag: "@client" }, async ({ app, page }) => {
  // The document alone has to do it, and on this line it is there within a second: time counts bytes, not how busy this machine is.
  const line = { latency: 0.4, bytesPerSecond: 50_000 };
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route("**", async (route) => {
    if (!route.request().isNavigationRequest()) await released;
    await route.continue();
  });
  await page.goto("/login", { waitUntil: "commit" });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Loading/);
  await expect(page.locator("[aria-busy=true]")).toBeVisible();
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length)).toBe(1);
  const size = await page.evaluate(() => (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).transferSize);
  expect(size).toBeGreaterThan(0);
  expect(line.latency + size / line.bytesPerSecond).toBeLessThan(1);

  release();
  await expect(app.field("identifier")).toBeVisible();
});

test.describe("texts in another language", { tag: "@client" }, () => {
  test.use({ locale: "de-DE" });

  const languages = { brand: { name: "Vestibule" }, languages: ["de"] };

  test("F-77: are there", async ({ app, page }) => {
    await staticHost(page, languages);
    await page.route("**/locales/de.json", (route) => route.fulfill({ json: { "1070001": "Kennwort" } }));
    await app.open("/login");
    await expect(page.getByTestId("node/input/password")).toContainText("Kennwort");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
  });

  const faults: [name: string, fault: (route: Route) => Promise<void>][] = [
    ["are not there", (route) => route.fulfill({ status: 404, body: "" })],
    ["fail", (route) => route.fulfill({ status: 503, contentType: "text/html", body: "<h1>Be right back</h1>" })],
    ["break off", (route) => route.fulfill({ body: '{"1070001": "Kenn' })],
    ["cannot be reached", (route) => route.abort("connectionreset")],
    ["never come", () => new Promise(() => {})],
  ];
  for (const [name, fault] of faults) {
    test(`F-77: ${name}, and the page does without`, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await staticHost(page, languages);
      await page.route("**/locales/de.json", fault);
      await page.goto("/login");
      await expect(app.field("identifier")).toBeVisible({ timeout: 12_000 });
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await app.expectSignedIn(account.email);
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
    });
  }
});

test("F-78: a config.json that is missing is done without", { tag: "@client" }, async ({ account, app, page, watch }) => {
  watch.allow(noise);
  await staticHost(page, (route) => route.fulfill({ status: 404, body: "" }));
  await app.signIn(account);
});

for (const [name, body, words] of [
  ["that is no JSON", "<html>", /config\.json is not JSON/],
  ["with a wrong value", '{"passkeys": "yes"}', /config\.json has a wrong value at passkeys/],
  ["with a key that does not exist", '{"brand": {"icon": "x"}}', /config\.json has a key that does not exist: brand\.icon/],
] as const) {
  test(`F-78: a config.json ${name} is told to whoever runs the site`, { tag: "@client" }, async ({ app, page }) => {
    await staticHost(page, (route) => route.fulfill({ contentType: "application/json", body }));
    await page.goto("/login");
    await expect(page.locator("main")).toContainText(/tell whoever runs this site/);
    await expectCard(app, words, () => page.unroute("**/config.json"));
  });
}

test("F-78: a config.json that cannot be had", { tag: "@client" }, async ({ app, page, watch }) => {
  watch.allow(noise);
  await staticHost(page, (route) => route.abort("connectionreset"));
  await page.goto("/login");
  await expect(page.locator("main")).toContainText(/config\.json cannot be loaded/);
  await expectCard(app, /Check your connection/, () => page.unroute("**/config.json"));
});

// The front door takes them out itself (crates/front-door/tests/door/drawing.rs).
test("T-11: codes, tokens and addresses leave the address first, and the rest of it stays", { tag: "@client" }, async ({ app, baseURL, page }) => {
  const telling = /CANARY/;
  const later: string[] = [];
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) later.push(request.url());
  });
  await page.addInitScript(() => {
    if (!location.search.includes("token=")) return;
    // As the browser keeps it for an entry that somebody comes back to.
    history.replaceState({ kept: 1 }, "");
    const original = history.replaceState.bind(history);
    history.replaceState = (state, unused, url) => {
      document.documentElement.dataset.first ??= JSON.stringify([state, String(url), performance.getEntriesByType("resource").length]);
      original(state, unused, url);
    };
  });
  await page.goto(`/login?code=CANARY-1&return_to=${encodeURIComponent(`${baseURL}/welcome`)}&token=CANARY-2&%6cogin_hint=CANARY-3&token=CANARY-4`);
  await expect(app.field("identifier")).toBeVisible();
  const [state, url] = await page.evaluate(() => JSON.parse(document.documentElement.dataset.first ?? "[]") as [object, string]);
  expect(state).toEqual({ kept: 1 });
  expect(new URL(url).searchParams.get("return_to")).toBe(`${baseURL}/welcome`);
  expect(url).not.toMatch(telling);
  expect(later.filter((url) => telling.test(url))).toEqual([]);
  expect(page.url()).not.toMatch(telling);
  expect(await page.content()).not.toMatch(telling);
  // The flow was asked for with what may stay.
  expect(later.find((url) => url.includes("/self-service/login/browser"))).toContain("return_to=");
  expect(later.filter((url) => url.includes("/self-service/login/browser"))).toHaveLength(1);
});

test("T-11: an address that tells nothing is left as it is", { tag: "@client" }, async ({ page }) => {
  await page.route(wasm, () => {}); // never answered: what is seen is the work of the boot script alone
  await page.goto("/login?return_to=%2fwelcome&x&coded=1", { waitUntil: "commit" });
  await expect.poll(() => page.evaluate(() => "vestibule" in window)).toBe(true);
  expect(new URL(page.url()).search).toBe("?return_to=%2fwelcome&x&coded=1");
});

test("T-30: no address says where the identity server is", async ({ account, app, page, watch }) => {
  const evil = encodeURIComponent("https://evil.example");
  await page.goto(`/login?kratos=${evil}&base=${evil}&config=${evil}%2Fconfig.json#kratos=${evil}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  // The watch fails on any request to another origin.
  await app.expectSignedIn(account.email);
  expect(watch.post.path).toBe("/self-service/login");
});

test("T-31: nothing of the application's inside can be reached, and what others add to every object is not sent", async ({ account, app, page, watch }) => {
  await page.addInitScript(() => {
    Object.assign(Object.prototype, { polluted: "yes" });
  });
  await app.signIn(account);
  expect(await page.evaluate(() => [typeof (window as { wasmBindings?: unknown }).wasmBindings, typeof (window as { wasm?: unknown }).wasm])).toEqual(["undefined", "undefined"]);
  expect(Object.keys(watch.post.body)).not.toContain("polluted");
});

for (const path of ["/login", "/registration", "/"]) {
  test(`${path} fits a small telephone, light and dark`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await expect(page.locator("main:visible a:visible, main:visible button:visible").first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      const ink = await page.locator("h1:visible").evaluate((heading) => getComputedStyle(heading).color);
      const brightness = (ink.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
      expect(brightness < 3 * 128).toBe(colorScheme === "light");
    }
  });
}

test("A-21: a person with a keyboard only signs in", async ({ account, app, page }) => {
  await app.open("/login");
  const reach = async (name: string) => {
    for (let steps = 0; steps < 15; steps++) {
      if ((await page.evaluate(() => document.activeElement?.getAttribute("name"))) === name) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reaches ${name}`);
  };
  await reach("identifier");
  await page.keyboard.type(account.email);
  await reach("password");
  await page.keyboard.type(account.password);
  await reach("method");
  await page.keyboard.press("Enter");
  await app.expectSignedIn(account.email);
});
