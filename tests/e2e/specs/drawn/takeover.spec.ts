// A page that the front door has drawn can be used at once, and is taken over without a change to it: what was typed, where the
// focus is, what is selected.
import { expect, test } from "../../harness/test.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

declare global {
  interface Window {
    mutations: string[];
  }
}

/** Notes every change to the document from now on. */
function observe(): void {
  window.mutations = [];
  const observer = new MutationObserver((records) => {
    for (const { type, target, attributeName } of records) window.mutations.push(`${type} ${target.nodeName} ${attributeName ?? ""}`);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

const pages = [
  { path: "/login", field: "identifier" },
  { path: "/registration", field: "traits.email" },
  { path: "/recovery", field: "email" },
  { path: "/verification", field: "email" },
];

for (const { path, field } of pages) {
  test(`${path}: typed text, selection and focus survive, nothing changes, and the flow is asked for once`, async ({ app, page, servers }) => {
    const held = await HeldWasm.on(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(path, { waitUntil: "commit" });
    const input = app.field(field);
    await input.pressSequentially("ada@example.com");
    const select = (input: HTMLInputElement) => {
      if (input.type === "email") input.type = "text";
      input.setSelectionRange(2, 5);
    };
    await input.evaluate(select);
    // As a password manager does.
    if (path === "/login") await app.field("password").evaluate((input: HTMLInputElement) => (input.value = "filled in"));
    await page.evaluate(observe);
    held.release();
    await alive(page);
    expect(await page.evaluate(() => window.mutations)).toEqual([]);
    await expect(input).toHaveValue("ada@example.com");
    expect(await input.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([2, 5]);
    await expect(input).toBeFocused();
    if (path === "/login") await expect(app.field("password")).toHaveValue("filled in");
    expect(servers.between?.asked).toEqual([`GET /self-service${path}/browser`]);
    expect(asked.filter((path) => path.startsWith("/self-service"))).toEqual([`/self-service${path}/browser`]);
  });
}

for (const path of ["/", "/settings", "/sessions", "/error?id=stub:500", "/nowhere"]) {
  test(`${path}: nothing changes, and nothing is asked for a second time`, async ({ account, page, selfService, servers, watch }) => {
    if (path === "/nowhere") watch.allow(/status of 404/);
    await selfService.signIn(account);
    const held = await HeldWasm.on(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(path, { waitUntil: "commit" });
    await expect(page.locator("h1")).toBeVisible();
    await page.evaluate(observe);
    held.release();
    await alive(page);
    // The times of sessions are put into the person's own words once there is somebody to do it.
    const changes = (await page.evaluate(() => window.mutations)).filter((change) => !(path === "/sessions" && /#text|TIME/.test(change)));
    expect(changes).toEqual([]);
    // All that is asked for is what the door has asked for.
    const drawn = servers.between?.asked.map((line) => line.replace(/^GET |\?.*/g, "")) ?? [];
    expect(asked.filter((path) => path !== "/sessions" && /^\/(self-service|sessions)\b/.test(path))).toEqual(drawn.filter((path) => path !== "/sessions"));
  });
}

test("a submit while the wasm is held back is the browser's own, and its message is there", async ({ account, app, page, watch }) => {
  const held = await HeldWasm.on(page);
  await page.goto("/login", { waitUntil: "commit" });
  await app.fill({ identifier: account.email, password: "wrong" });
  await app.field("password").press("Enter");
  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  expect(watch.post.body).toMatchObject({ method: "password", identifier: account.email });
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expect(page.getByTestId("session-content")).toContainText(account.email);
  held.release();
});

test("a submit after it is taken over is one fetch, and its message appears in the page that stays", async ({ account, app, watch }) => {
  await app.open("/login");
  await app.mark();
  await app.fill({ identifier: account.email, password: "wrong" });
  await app.field("password").press("Enter");
  await expect(app.message(4000006)).toBeVisible();
  expect(watch.post.path).toBe("/self-service/login");
  expect(await app.hasStayed()).toBe(true);
});

test("links are followed without loading a page anew, and each page asks for its own flow once", async ({ app, page, servers }) => {
  await app.open("/login");
  await app.mark();
  const begun: string[] = [];
  page.on("request", (request) => void (request.url().includes("/browser") && begun.push(new URL(request.url()).pathname)));
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  expect(await app.hasStayed()).toBe(true);
  expect(begun).toEqual(["/self-service/registration/browser"]);
  expect(servers.between?.asked).toEqual(["GET /self-service/login/browser"]);
});

test("a reload of a flow's page asks for that flow, not for a new one", async ({ app, page, servers }) => {
  await app.open("/login");
  const flow = app.flow();
  await page.reload();
  await expect(app.field("identifier")).toBeVisible();
  expect(app.flow()).toBe(flow);
  expect(servers.between?.asked.at(-1)).toBe(`GET /self-service/login/flows?id=${flow}`);
});
