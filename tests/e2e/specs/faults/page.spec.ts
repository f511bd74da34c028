// Faults of the page's surroundings: what managers, extensions, servers and addresses do to it. F-75 is in
// hostile.spec.ts, F-79 in logout.spec.ts, T-11, T-18, T-30 and T-31 are in boot.spec.ts.
import type { Page } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";

test.use({ kratos: "everything" });

const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/;

interface Flow {
  ui: { messages?: object[]; nodes: object[] };
}

async function change(page: Page, how: (flow: Flow) => void): Promise<void> {
  await page.route("**/self-service/login/browser**", async (route) => {
    const response = await route.fetch();
    const flow = (await response.json()) as Flow;
    how(flow);
    await route.fulfill({ response, json: flow });
  });
}

test("F-72: what a browser fills in without a word is sent", async ({ account, app, page, watch }) => {
  await app.open("/login");
  await page.evaluate(({ email, password }) => {
    document.querySelector<HTMLInputElement>("input[name=identifier]")!.value = email;
    document.querySelector<HTMLInputElement>("input[name=password]")!.value = password;
  }, account);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body).toMatchObject({ identifier: account.email, password: account.password });
});

test("F-72: what a browser fills in without a word stays after a wrong password", async ({ account, app, page }) => {
  await app.open("/login");
  await page.evaluate((email) => (document.querySelector<HTMLInputElement>("input[name=identifier]")!.value = email), account.email);
  await app.fill({ password: "CANARY-wrong-1" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue("");
});

test("F-73: a manager fills another form of the page; the one that a person sees is sent", async ({ account, app, page, person, watch }) => {
  await app.open("/login");
  await page.evaluate(({ email, password }) => {
    const form = document.createElement("form");
    form.hidden = true;
    for (const [name, value] of [["identifier", email], ["password", password], ["csrf_token", "not-mine"]] as const) form.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.prepend(form);
  }, { email: `other-${person.email}`, password: `other-${person.password}` });
  const form = page.locator("form:visible");
  await form.locator("input[name=identifier]").fill(account.email);
  await form.locator("input[name=password]").fill(account.password);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body).toMatchObject({ identifier: account.email, password: account.password });
});

test("F-73, T-14: what nobody sees cannot be filled", async ({ account, app, page }) => {
  await app.askForCode(account.email);
  const unseen = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("input")]
        .filter((field) => field.type !== "hidden" && !field.readOnly && !field.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .map(({ name }) => name),
    );
  expect(await unseen()).toEqual([]);
  await app.open("/login");
  expect(await unseen()).toEqual([]);
});

test("F-74: an extension puts nodes between ours and styles on top", async ({ account, app, page }) => {
  await app.open("/login");
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("form, form div, label, button, main, h1")) {
      element.prepend(document.createElement("x-extension"));
      element.append(document.createTextNode(""));
      element.setAttribute("data-extension", "1");
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 0.05em !important }");
    document.adoptedStyleSheets.push(sheet);
  });
  await app.fill({ identifier: account.email, password: "CANARY-wrong-1" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-74: a translator puts every text into an element of its own", async ({ account, app, page }) => {
  await app.open("/login");
  await page.evaluate(() => {
    const texts: Text[] = [];
    const walk = document.createTreeWalker(document.querySelector("#app")!, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) texts.push(walk.currentNode as Text);
    for (const text of texts.filter(({ data }) => data.trim())) {
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = `${text.data} (translated)`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
  await app.fill({ identifier: account.email, password: "CANARY-wrong-1" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-74: an extension takes nodes of ours away", async ({ account, app, page }) => {
  await app.open("/login");
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("label, h1, [data-testid='cta-link'], [data-testid='node/input/password'] button")) element.remove();
  });
  await app.fill({ identifier: account.email, password: "CANARY-wrong-1" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

/** The page is there: it says something, and it answers. */
async function expectAlive(page: Page): Promise<void> {
  await expect(page.locator("main:visible").getByRole("heading", { level: 1 })).toHaveText(/\w/);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0, { timeout: 15_000 });
  await expect(page.locator("main:visible button:visible, main:visible a:visible").first()).toBeEnabled();
}

const label = (id: number, text: string) => ({ id, text, type: "info", context: {} });

/** How long nothing else could happen on the page, at the worst, since its form was asked for. */
const worst = (page: Page) => page.evaluate(() => Math.max(0, ...((window as { long?: number[] }).long ?? [])));

for (const [name, how] of [
  [
    "ten thousand nodes",
    ({ ui }: Flow) => {
      for (let i = 0; i < 10_000; i++)
        ui.nodes.push({ type: "input", group: "default", attributes: { node_type: "input", name: `traits.n${i}`, type: "text", disabled: false }, messages: [], meta: { label: label(1070002, `Field ${i}`) } });
    },
  ],
  [
    "labels of a megabyte",
    ({ ui }: Flow) => {
      ui.messages = [label(9123456, "long ".repeat(200_000))];
      ui.nodes.push({ type: "input", group: "default", attributes: { node_type: "input", name: "traits.long", type: "text", disabled: false }, messages: [], meta: { label: label(1070002, "x".repeat(1_000_000)) } });
    },
  ],
] as const) {
  test(`F-76: ${name}`, async ({ page, watch }) => {
    watch.allow(noise);
    await page.addInitScript(() => {
      const long: number[] = ((window as { long?: number[] }).long = []);
      new PerformanceObserver((list) => void long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    });
    await change(page, how);
    await page.goto("/login");
    await expectAlive(page);
    // What is too much is not drawn.
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(5_000);
    expect(await page.evaluate(() => document.body.innerText.length)).toBeLessThan(100_000);
    expect(await worst(page)).toBeLessThan(1_000);
  });
}

const answers: [name: string, body: () => string, type: string][] = [
  ["a page of a hotel", () => "<!doctype html><title>Free wireless</title><form></form>", "text/html"],
  ["fifty megabytes", () => `{"id":"${"x".repeat(50_000_000)}"}`, "application/json"],
  ["ten thousand lists in lists", () => `{"id":"x","ui":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, "application/json"],
  ["ten thousand objects in objects", () => `{"ui":{"nodes":[{"meta":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}]}}`, "application/json"],
];

for (const [name, body, contentType] of answers) {
  test(`T-29: ${name} instead of a flow`, async ({ account, app, page, watch }) => {
    watch.allow(noise);
    const answer = body();
    await page.route("**/self-service/login/browser**", (route) => route.fulfill({ contentType, body: answer }));
    await page.goto("/login");
    const again = page.getByRole("button", { name: /again/i });
    await expect(again).toBeVisible({ timeout: 15_000 });
    await page.unroute("**/self-service/login/browser**");
    await again.click();
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await app.expectSignedIn(account.email);
  });
}

test("T-17: what was typed as a code is not there after a reload", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  await app.fill({ code: await admin.code(account.email) });
  await page.reload();
  await expect(app.field("code")).toHaveValue("");
});

test("T-27: no other origin may read an answer", async ({ page }) => {
  for (const path of ["/login", "/config.json", "/self-service/login/browser", "/sessions/whoami", "/nothing.js"]) {
    const answer = await page.request.get(path, { headers: { origin: "https://evil.example", accept: "application/json" } });
    expect(answer.headers(), path).not.toHaveProperty("access-control-allow-origin");
  }
});

test("T-28: of a parameter the first counts, and what nobody knows is not handed on", async ({ baseURL, page }) => {
  const asked: URL[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/self-service/login/")) asked.push(new URL(request.url()));
  });
  const back = `${baseURL}/welcome`;
  const query = new URLSearchParams([["return_to", back], ["return_to", "https://evil.example/"], ["is_admin", "true"], ["csrf_token", "mine"], ["refresh", "true"], ["refresh", "false"]]);
  await page.goto(`/login?${query}`);
  await expect(page.locator("form button[type=submit]").first()).toBeVisible();
  expect(asked.map(({ pathname }) => pathname)).toEqual(["/self-service/login/browser"]);
  expect([...asked[0]!.searchParams]).toEqual([["return_to", back], ["refresh", "true"]]);
});

test("T-28: the first flow counts", async ({ app, page }) => {
  await app.open("/login");
  await expect.poll(() => app.flow()).not.toBeNull();
  const flow = app.flow();
  const asked = page.waitForRequest("**/self-service/login/flows?**");
  await page.goto(`/login?flow=${flow}&flow=7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11`);
  expect(new URL((await asked).url()).searchParams.getAll("id")).toEqual([flow]);
  await expect(app.field("identifier")).toBeVisible();
  expect(app.flow()).toBe(flow);
});

for (const days of [-1, 1]) {
  test(`F-80: a device whose clock is wrong by a day (${days}): the second wrong code brings a hint, the right one signs in`, async ({ account, app, page, selfService }) => {
    await selfService.signIn(account);
    const secret = await selfService.addTotp();
    await app.forget();
    await page.clock.install({ time: Date.now() + days * 86_400_000 });
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    const hint = page.getByText(/clock|time (on|of) (your|the) device/i).filter({ visible: true });
    for (const times of [1, 2]) {
      await expect(app.field("totp_code")).toHaveValue("");
      await expect(hint).toHaveCount(0);
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await app.fill({ totp_code: totp(secret, 1_000 + times) });
      await app.field("totp_code").press("Enter");
      await answered;
      await expect(app.message(4000008)).toBeVisible();
    }
    await expect(hint.first()).toBeVisible();
    await app.fill({ totp_code: totp(secret) });
    await app.field("totp_code").press("Enter");
    await app.expectSignedIn(account.email);
  });
}
