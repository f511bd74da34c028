// A page that a server has drawn is taken over by the `hydrate` build without a change to it, and is the page that the
// client-rendered build draws. The pages come from `cargo run --example pages`; HYDRATE names the folder with the build
// and, in pages/, the documents.
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Page, Route } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const folder = process.env.HYDRATE ?? "../../target/hydrate";
const fixture = (name: string) => JSON.parse(readFileSync(`../fixtures/${name}.json`, "utf8"));
const types: Record<string, string> = { ".js": "text/javascript", ".wasm": "application/wasm" };

interface Case {
  page: string;
  flow: { id: string; ui: { nodes: { attributes: { name?: string; value?: unknown } }[] } };
  field: string;
}

const cases: Case[] = [
  { page: "login", flow: fixture("login/choose_method"), field: "identifier" },
  { page: "registration", flow: fixture("registration/choose_method"), field: "traits.email" },
];

/** Serves the page as a server has drawn it, under the door's own headers, with the `hydrate` build behind it. */
async function serve(page: Page, name: string, wasm: (route: Route) => Promise<void> = (route) => file(route)): Promise<string[]> {
  const asked: string[] = [];
  await page.route(`**/${name}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: readFileSync(join(folder, "pages", `${name}.html`), "utf8") });
  });
  await page.route("**/*.js", file);
  await page.route("**/*.wasm", wasm);
  await page.route("**/config.json", (route) => route.fulfill({ json: { passkeys: "native" } }));
  await page.route("**/self-service/**", (route) => {
    asked.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`);
    return route.fulfill({ status: 400, json: fixture("login/wrong_password") });
  });
  return asked;
}

async function file(route: Route): Promise<void> {
  const path = join(folder, new URL(route.request().url()).pathname);
  if (!existsSync(path)) return route.fallback();
  await route.fulfill({ path, contentType: types[extname(path)] ?? "application/octet-stream" });
}

/** The elements, attributes and texts below #app, in a form that can be compared: no comments, attributes in order. */
async function elements(page: Page): Promise<string> {
  return page.locator("#app").evaluate((app) => {
    const describe = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof Element)) return "";
      const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${value}"`).sort();
      const children = [...node.childNodes].map(describe).join("");
      return `<${node.localName}${attributes.join("")}>${children}</${node.localName}>\n`;
    };
    return [...app.childNodes].map(describe).join("");
  });
}

test.use({ passkeys: "native" });

for (const { page: name, flow, field } of cases) {
  test(`${name}: typed text, selection and focus survive, and nothing changes`, async ({ page }) => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const asked = await serve(page, name, async (route) => {
      await held;
      await file(route);
    });
    await page.goto(`/${name}`);
    const input = page.locator(`input[name="${field}"]`);
    await input.fill("ada@example.com");
    await input.evaluate((input: HTMLInputElement) => {
      input.type = input.type === "email" ? "text" : input.type;
      input.setSelectionRange(2, 5);
    });
    await page.evaluate(() => {
      const changes: string[] = [];
      const watch = new MutationObserver((records) => {
        for (const { type, target, attributeName } of records) changes.push(`${type} ${target.nodeName} ${attributeName ?? ""}`);
      });
      watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      Object.assign(window, { changes });
    });
    release();
    // The address gets the flow's id once the page is taken over.
    await expect(page).toHaveURL(`/${name}?flow=${flow.id}`);
    expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes)).toEqual([]);
    await expect(input).toHaveValue("ada@example.com");
    expect(await input.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([2, 5]);
    await expect(input).toBeFocused();
    expect(asked).toEqual([]);
  });

  test(`${name}: the same page as drawn in the browser`, async ({ page, context }) => {
    await serve(page, name);
    await page.goto(`/${name}`);
    await expect(page).toHaveURL(`/${name}?flow=${flow.id}`);
    const hydrated = await elements(page);

    const other = await context.newPage();
    await other.route("**/config.json", (route) => route.fulfill({ json: { passkeys: "native" } }));
    await other.route("**/self-service/**", (route) => route.fulfill({ json: flow }));
    await other.goto(`/${name}`);
    await expect(other.locator(`input[name="${field}"]`)).toBeVisible();
    expect(hydrated).toBe(await elements(other));
    expect(hydrated).toContain(`name="${field}"`);
  });
}

test("a submit after that is one fetch, and its message appears", async ({ page, watch }) => {
  const asked = await serve(page, "login");
  await page.goto("/login");
  await expect(page).toHaveURL(`/login?flow=${cases[0]!.flow.id}`);
  await page.locator("input[name=identifier]").fill("ada@example.com");
  await page.locator("input[name=password]").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("ui/message/4000006")).toBeVisible();
  expect(asked).toEqual(["POST /self-service/login"]);
  expect(watch.post.body).toMatchObject({ method: "password", identifier: "ada@example.com" });
  await expect(page.locator("input[name=identifier]")).toHaveValue("ada@example.com");
});
