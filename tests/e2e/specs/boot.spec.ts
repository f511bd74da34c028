// Starting: before the wasm is there, and when it never comes.
import { expect, test } from "../harness/test.ts";

const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/;

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

test("the form comes without a shift", async ({ app, page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = ((window as { shifts?: number[] }).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await app.open("/login");
  // Two frames, so that a shift of the last change has been reported.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shifts = await page.evaluate(() => (window as { shifts?: number[] }).shifts ?? []);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.001);
});

test("something can be seen before any script has run", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto("/login");
  await expect(page.locator('[data-testid="app-react"]')).toBeVisible();
  await expect(page.getByText(/needs JavaScript/i)).toBeVisible();
  await context.close();
});

test("a browser without WebAssembly is told so", async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "WebAssembly");
  });
  await page.goto("/login");
  await expect(page.getByRole("heading", { name: /could not start/i })).toBeVisible();
});

for (const [name, pattern] of [["wasm", "**/*.wasm"], ["script", "**/vestibule-app-*.js"]] as const) {
  test(`a ${name} that does not come ends in a card with a way on`, async ({ app, page, watch }) => {
    watch.allow(noise);
    watch.allow(/integrity/i);
    await page.route(pattern, (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("/login");
    await expect(page.getByRole("heading", { name: /could not start/i })).toBeVisible();

    await page.unroute(pattern);
    await page.getByRole("link", { name: /again/i }).click();
    await expect(app.field("identifier")).toBeVisible();
  });
}

for (const [name, answer] of [["missing", { status: 404, body: "" }], ["no JSON", { status: 200, body: "<html>" }]] as const) {
  test(`a config.json that is ${name} is said or done without`, async ({ page, watch }) => {
    watch.allow(noise);
    await page.route("**/config.json", (route) => route.fulfill(answer));
    await page.goto("/login");
    await expect(page.locator("input[name=identifier]").or(page.getByText(/config\.json/)).first()).toBeVisible();
  });
}

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

test("a person with a keyboard only signs in", async ({ account, app, page }) => {
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
