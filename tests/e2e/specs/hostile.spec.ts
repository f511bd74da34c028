// A flow whose every string is hostile is drawn as text. The watch adds: no policy violation, no console, no foreign request.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const evil = `"'><img src=x onerror=window.pwned=1><script>window.pwned=2</script>`;
const script = "javascript:window.pwned=3";
const text = (id: number, type = "info") => ({ id, type, text: evil, context: { title: evil, reason: evil, provider: evil } });

function input(name: string, type: string, more: object = {}, group = "default") {
  return {
    type: "input",
    group,
    attributes: { name, type, node_type: "input", disabled: false, value: evil, onclick: "window.pwned=4", onload: "window.pwned=5", ...more },
    messages: [text(4000001, "error")],
    meta: { label: text(1070002) },
  };
}

type Node = { type: string; group: string; attributes: object; messages: object[]; meta: object };

function hostileFlow(origin: string, kind: string) {
  return {
    id: "7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11",
    type: "browser",
    expires_at: "2099-01-01T00:00:00Z",
    issued_at: "2026-01-01T00:00:00Z",
    request_url: script,
    return_to: script,
    active: evil,
    state: "choose_method",
    organization_id: null,
    refresh: false,
    requested_aal: "aal1",
    ui: {
      action: `${origin}/self-service/${kind}?flow=7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11`,
      method: "POST",
      messages: [text(4000001, "error"), text(9999999), { id: 1, type: evil, text: evil, context: { deep: [[[{ evil }]]] } }],
      nodes: [
        input("csrf_token", "hidden"),
        input(kind === "login" ? "identifier" : "traits.email", "text", { autocomplete: evil, pattern: "((((", maxlength: -1 }),
        input("traits.strange", evil, { autocomplete: evil }),
        input("submit", "text"),
        input("__proto__", "text"),
        input(evil, "checkbox"),
        input("traits.date", "datetime-local"),
        input("password", "password", {}, "password"),
        input("method", "submit", { value: "password" }, "password"),
        input("provider", "submit", {}, "oidc"),
        input("odd_trigger", "button", { onclickTrigger: "alert", onloadTrigger: evil }, "passkey"),
        input("odd", "submit", {}, evil),
        { type: "text", group: "default", attributes: { id: evil, node_type: "text", text: text(1050015) }, messages: [], meta: { label: text(1) } },
        { type: "img", group: "default", attributes: { id: "evil_img", node_type: "img", src: script, width: 1e9, height: -1 }, messages: [], meta: { label: text(1) } },
        { type: "img", group: "default", attributes: { id: "evil_svg", node_type: "img", src: `data:image/svg+xml,<svg onload="window.pwned=6">`, width: 1, height: 1 }, messages: [], meta: { label: text(1) } },
        { type: "img", group: "default", attributes: { id: "evil_far", node_type: "img", src: "https://evil.example/pixel.png", width: 1, height: 1 }, messages: [], meta: { label: text(1) } },
        { type: "a", group: "default", attributes: { id: "evil_a", node_type: "a", href: script, title: text(1) }, messages: [], meta: { label: text(1) } },
        { type: "a", group: "default", attributes: { id: "evil_b", node_type: "a", href: "java\tscript:window.pwned=7", title: text(1) }, messages: [], meta: {} },
        { type: "script", group: "webauthn", attributes: { id: "webauthn_script", node_type: "script", src: "https://evil.example/.well-known/ory/webauthn.js", async: true, type: "text/javascript", integrity: "", crossorigin: "anonymous", referrerpolicy: "no-referrer", nonce: evil }, messages: [], meta: {} },
        { type: "script", group: "webauthn", attributes: { id: "other_script", node_type: "script", src: `${origin}/evil.js`, async: true, type: "text/javascript", integrity: "sha512-AAAA", crossorigin: "anonymous", referrerpolicy: "no-referrer", nonce: "" }, messages: [], meta: {} },
        { type: "div", group: "captcha", attributes: { id: "evil_div", node_type: "div", class: evil, data: { [evil]: evil, onclick: "window.pwned=8" } }, messages: [], meta: { label: text(1) } },
        { type: evil, group: evil, attributes: { node_type: evil, id: evil }, messages: [text(2)], meta: { label: text(3) } },
      ] as Node[],
    },
  };
}

/** The least that a person can sign in with. */
const plain = [
  input("csrf_token", "hidden"),
  input("identifier", "text", { value: "" }),
  input("password", "password", { value: "" }, "password"),
  input("method", "submit", { value: "password" }, "password"),
];

async function serve(page: Page, origin: string, kind: string, change: (flow: ReturnType<typeof hostileFlow>) => void = () => {}) {
  const flow = hostileFlow(origin, kind);
  change(flow);
  await page.route(`**/self-service/${kind}/**`, (route) => route.fulfill({ json: flow }));
  return flow;
}

for (const kind of ["login", "registration"]) {
  test(`F-75, T-01, T-02, T-05, T-06, T-07: ${kind}: every string is text`, async ({ baseURL, page, watch }) => {
    // Chromium finds nothing that it could fill in here, and says so.
    watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
    // And what it makes nothing of, where it reads it in the document.
    watch.allow(/^The specified value .* does not conform/);
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs += 1;
      return dialog.dismiss();
    });
    await serve(page, baseURL!, kind);
    await page.goto(`/${kind}`);
    await expect(page.locator("input[name=password]")).toBeVisible();
    await expect(page.getByText(evil, { exact: false }).first()).toBeVisible();

    // Press what can be pressed.
    await page.locator("[name=odd_trigger]").click();
    for (const link of await page.getByTestId(/^node\/anchor\/evil_/).all()) await link.click({ timeout: 1_000, noWaitAfter: true }).catch(() => {});
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect(dialogs).toBe(0);

    const grown = await page.evaluate(() => ({
      images: [...document.querySelectorAll("main img, form img")].map((image) => image.getAttribute("src") ?? ""),
      scripts: [...document.scripts].map((script) => script.getAttribute("src") ?? ""),
      links: [...document.querySelectorAll("a")].map((link) => link.protocol),
      handlers: [...document.querySelectorAll("*")].flatMap((element) =>
        element.getAttributeNames().filter((name) => /^on/i.test(name)),
      ),
    }));
    expect(grown.images.filter((src) => src === "x" || /^javascript:|svg|evil/.test(src))).toEqual([]);
    expect(grown.scripts.filter((src) => /evil/.test(src))).toEqual([]);
    expect(grown.links.filter((protocol) => !["http:", "https:", ":"].includes(protocol))).toEqual([]);
    expect(grown.handlers).toEqual([]);
    expect(new URL(page.url()).origin).toBe(baseURL);
  });
}

test("F-75, T-10, T-13: a flow that wants its form sent elsewhere is not obeyed", async ({ app, baseURL, page, watch }) => {
  await serve(page, baseURL!, "login", (flow) => {
    flow.ui.action = "https://evil.example/collect";
    flow.ui.nodes = plain;
  });
  await page.goto("/login");
  await app.fill({ identifier: "somebody@example.com", password: watch.secret("CANARY-for-nobody") });
  await page.route("**/self-service/login?**", (route) => route.fulfill({ status: 503, json: {} }));
  watch.allow(/status of 503/);
  await app.method("password").click();
  // The watch fails on any request to another origin, and on a native post.
  await expect(page.getByRole("alert").or(page.getByRole("status")).first()).toBeVisible();
  for (const post of watch.posts) expect(post.path).toBe("/self-service/login");
});

test("F-75, T-13: a flow that wants to be sent by GET does not put the password into an address", async ({ app, baseURL, page, watch }) => {
  await serve(page, baseURL!, "login", (flow) => {
    flow.ui.method = "GET";
    flow.ui.nodes = plain;
  });
  await page.route("**/self-service/login?**", (route) => route.fulfill({ status: 503, json: {} }));
  watch.allow(/status of 503/);
  await page.goto("/login");
  const field = app.field("password");
  if (await field.isVisible({ timeout: 3_000 }).catch(() => false)) {
    await app.fill({ identifier: "somebody@example.com", password: watch.secret("CANARY-for-nobody") });
    await app.method("password").click();
  }
  expect(new URL(page.url()).searchParams.has("password")).toBe(false);
});

for (const target of ["javascript:window.pwned=1", "data:text/html,hello", "//", "https://user@evil.example:443:1/"]) {
  test(`F-75, T-02, T-03: an answer that redirects to ${target.slice(0, 20)} is refused`, async ({ account, app, baseURL, page, watch }) => {
    watch.allow(/status of 422/);
    await app.open("/login");
    await page.route("**/self-service/login?**", (route) =>
      route.fulfill({ status: 422, json: { error: { id: "browser_location_change_required", code: 422, message: evil }, redirect_browser_to: target } }),
    );
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect(new URL(page.url()).origin).toBe(baseURL);
  });
}

test("F-75: unknown actions after success are skipped", async ({ account, app, page }) => {
  await app.open("/login");
  await page.route("**/self-service/login?**", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { continue_with?: object[] };
    body.continue_with = [{ action: "show_pin_entry_ui", data: { enc: evil } }, { action: evil }, { action: "redirect_browser_to", redirect_browser_to: script }, ...(body.continue_with ?? [])];
    await route.fulfill({ response, json: body });
  });
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  // Signed in it is; the page must not be stuck and must not run anything.
  await expect.poll(() => app.hasSession()).toBe(true);
  await expect(app.field("password")).toHaveCount(0);
  expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
});
