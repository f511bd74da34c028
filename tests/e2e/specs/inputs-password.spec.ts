// Passwords: looking at one, what it has to be like, and what is said while it is typed.
import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const reveal = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

/** What the password field says about what is typed. */
const status = (page: Page) => page.getByTestId("password-status");

test("UX-10: the password can be shown and hidden, which is said politely, and the button says what it does", async ({ app, page }) => {
  await app.open("/login");
  const field = app.field("password");
  const show = reveal(page, "Show password");
  await expect(show).toHaveAttribute("type", "button");
  await expect(show).toHaveAttribute("aria-controls", (await field.getAttribute("id"))!);
  const said = page.getByTestId("node/input/password").getByRole("status").first();
  await expect(said).toHaveText("");

  await field.fill("CANARY-pw-shown");
  await show.click();
  await expect(field).toHaveAttribute("type", "text");
  await expect(field).toHaveValue("CANARY-pw-shown");
  await expect(said).toHaveText("Your password is shown.");
  await reveal(page, "Hide password").click();
  await expect(field).toHaveAttribute("type", "password");
  await expect(said).toHaveText("Your password is hidden.");
  await expect(show).toBeVisible();
});

test("UX-10: a shown password is hidden while it is sent, and stays hidden when sending fails", async ({ account, app, page, watch }) => {
  watch.allow(/^Failed to load resource: net::ERR_/);
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await reveal(page, "Show password").click();
  await expect(app.field("password")).toHaveAttribute("type", "text");
  await page.route("**/self-service/login?**", (route) => route.abort("connectionreset"));
  await app.method("password").click();
  await expect(app.field("password")).toHaveAttribute("type", "password");
  await expect(page.getByText(/was not sent/)).toBeVisible();
  await expect(app.field("password")).toHaveAttribute("type", "password");
  await expect(app.field("password")).toHaveValue(account.password);

  await page.unroute("**/self-service/login?**");
  await reveal(page, "Show password").click();
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.posts.at(-1)?.body.password).toBe(account.password);
});

test("UX-10: a shown password is hidden when the page goes to the background", async ({ app, page }) => {
  await app.open("/login");
  await app.fill({ password: "CANARY-pw-background" });
  await reveal(page, "Show password").click();
  await expect(app.field("password")).toHaveAttribute("type", "text");
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await expect(app.field("password")).toHaveAttribute("type", "password");
});

test("UX-10: Caps Lock is said at the password only, and politely", async ({ app, page }) => {
  await app.open("/login");
  /** A key as a keyboard sends it whose capitals are locked; the browser under test has no such key. */
  const press = (name: string, locked: boolean) =>
    app.field(name).evaluate((field, modifierCapsLock) => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "A", bubbles: true, modifierCapsLock }));
    }, locked);
  const said = status(page);
  await expect(said).toHaveRole("status");
  await press("identifier", true);
  await press("password", true);
  await expect(said).toHaveText("Caps Lock is on.");
  await press("identifier", true);
  await expect(said).toHaveText("");
  await press("password", true);
  await expect(said).toHaveText("Caps Lock is on.");
  await press("password", false);
  await expect(said).toHaveText("");
  // Autofill fires events that are about no key.
  await app.field("password").evaluate((field) => field.dispatchEvent(new Event("keyup", { bubbles: true })));
  await expect(said).toHaveText("");
});

test("UX-11: 128 characters of any script are pasted and sent as they are", async ({ app, context, page, watch, account }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const password = ` ${randomBytes(8).toString("hex")} ñ🦀Ωж漢字é\u0301 `.repeat(6).slice(0, 128);
  expect([...password].length).toBeGreaterThan(100);
  await app.open("/login");
  await app.fill({ identifier: account.email });
  const field = app.field("password");
  for (const [name, value] of [["spellcheck", "false"], ["autocapitalize", "none"]] as const) await expect(field).toHaveAttribute(name, value);
  for (const name of ["maxlength", "minlength", "pattern", "onpaste"]) await expect(field).not.toHaveAttribute(name);
  await page.evaluate((text) => navigator.clipboard.writeText(text), password);
  await field.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(field).toHaveValue(password);
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(watch.post.body.password).toBe(password);
});

test("UX-11: there is one field for a new password, and its rules stand there before anything is typed", async ({ app, page, person }) => {
  await app.open("/login");
  await expect(page.getByTestId("node/input/password")).not.toContainText("characters");
  await app.enterTraits(person);
  await expect(page.locator("input[type=password]")).toHaveCount(1);
  await expect(page.getByText("At least 8 characters.")).toBeVisible();
  await expect(app.field("password")).toHaveAccessibleDescription("At least 8 characters.");

  // What the server says is learnt, for as long as the page is there.
  await page.route("**/self-service/registration?**", async (route) => {
    const response = await route.fetch();
    const text = (await response.text()).replace(/"min_length":\d+/, '"min_length":12');
    await route.fulfill({ response, body: text });
  });
  await app.fill({ password: "short" });
  await app.method("password").click();
  await expect(app.message(4000032)).toBeVisible();
  await expect(app.field("password")).toHaveAccessibleDescription(/at least 8 characters long.* At least 12 characters\.$/);
  await app.button("screen").click();
  await expect(app.field("traits.email")).toBeVisible();
  await app.method("profile").click();
  await expect(app.field("password")).toHaveAccessibleDescription("At least 12 characters.");
});

test("A-24: what is said about a new password waits for a pause, and never stands in the way", async ({ app, page, person }) => {
  await app.enterTraits(person);
  const said = status(page);
  await said.evaluate((region) => {
    const seen = window as { changes?: number };
    seen.changes = 0;
    new MutationObserver(() => seen.changes!++).observe(region, { subtree: true, childList: true, characterData: true });
  });
  const changes = () => page.evaluate(() => (window as { changes?: number }).changes);
  const field = app.field("password");
  await field.pressSequentially("abcde");
  await expect(said).toHaveText("Characters still missing: 3.");
  const before = await changes();
  await field.pressSequentially("CANARY-pw-of-20-char", { delay: 50 });
  await expect(said).toHaveText("Long enough.");
  expect((await changes())! - before!).toBeLessThanOrEqual(3);
  await field.fill("");
  await expect(said).toHaveText("");

  // The server judges, not the page.
  await field.fill("short");
  await app.method("password").click();
  await expect(app.message(4000032)).toBeVisible();
});

test("UX-10: of two buttons each says which field it is for", async ({ app, page }) => {
  await page.route("**/self-service/login/browser**", async (route) => {
    const response = await route.fetch();
    const flow = (await response.json()) as { ui: { nodes: object[] } };
    const attributes = { node_type: "input", name: "pin", type: "password", disabled: false };
    flow.ui.nodes.push({ type: "input", group: "password", attributes, messages: [], meta: { label: { id: 1, text: "PIN", type: "info" } } });
    await route.fulfill({ response, json: flow });
  });
  await app.open("/login");
  await expect(page.locator("input[type=password]")).toHaveCount(2);
  await reveal(page, "Show password: PIN").click();
  await expect(app.field("pin")).toHaveAttribute("type", "text");
  await expect(app.field("password")).toHaveAttribute("type", "password");
  await expect(reveal(page, "Hide password: PIN")).toHaveCount(1);
  await expect(reveal(page, "Show password: Password")).toHaveCount(1);
});

test("S5: an event of autofill that is called a key and is none does no harm", async ({ account, app }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  for (const name of ["identifier", "password"]) await app.field(name).evaluate((field) => void field.dispatchEvent(new Event("keydown", { bubbles: true })));
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});
