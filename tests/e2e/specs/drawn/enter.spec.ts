// Enter in a field presses the button that belongs to it, with JavaScript, before it has come, and without it.
import type { Page } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

test.use({ kratos: "everything" });

/** What an Enter in a field sends, as "name=value" of the button. */
async function pressed(page: Page, field: string): Promise<string> {
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.locator(`input[name="${field}"]:not([type=hidden])`).press("Enter");
  const data = (await sent).postData() ?? "";
  const body = data.startsWith("{") ? (JSON.parse(data) as Record<string, string>) : Object.fromEntries(new URLSearchParams(data));
  return body.method ?? body.screen ?? "?";
}

const fields = [
  { path: "/login", field: "identifier", method: "password" },
  { path: "/login", field: "password", method: "password" },
  { path: "/registration", field: "traits.email", method: "profile" },
  { path: "/registration", field: "traits.name.first", method: "profile" },
  { path: "/recovery", field: "email", method: "code" },
  { path: "/verification", field: "email", method: "code" },
  { path: "/settings", field: "traits.email", method: "profile" },
  { path: "/settings", field: "password", method: "password" },
  { path: "/settings", field: "totp_code", method: "totp" },
];

for (const state of ["taken over", "held back", "switched off"] as const) {
  test.describe(state, () => {
    test.use({ javaScriptEnabled: state !== "switched off" });

    for (const { path, field, method } of fields) {
      test(`${path}: ${field} sends ${method}`, async ({ account, page, selfService }) => {
        if (path === "/settings") await selfService.signIn(account);
        const held = state === "held back" ? await HeldWasm.on(page) : undefined;
        await page.goto(path, { waitUntil: "commit" });
        const fields = page.locator(`form:has(input[name="${field}"]) :is(input[type=text], input[type=email], input[type=password]):visible:not([readonly])`);
        for (const input of await fields.all()) await input.fill((await input.getAttribute("type")) === "password" ? "something secret" : "ada@example.com");
        if (state === "taken over") await alive(page);
        expect(await pressed(page, field)).toBe(method);
        held?.release();
      });
    }
  });
}
