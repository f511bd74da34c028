// Settings: backup codes.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

const codes = (page: Page) => page.getByTestId("node/text/lookup_secret_codes/text").locator("code");

test("made, confirmed, revealed, made anew, disabled", async ({ app, page, selfService, watch }) => {
  await app.open("/settings");
  const flow = app.flow();
  await app.button("lookup_secret_regenerate").click();
  await expect(codes(page)).toHaveCount(12);
  const first = (await codes(page).allInnerTexts()).map((code) => watch.secret(code));
  for (const code of first) expect(code).toMatch(/^\w{8}$/);
  await expect(app.button("lookup_secret_regenerate")).toHaveCount(0);
  await expect(app.message(1050001)).toHaveCount(0);

  await app.button("lookup_secret_confirm").click();
  await expect(app.section("lookup_secret").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(codes(page)).toHaveCount(0);
  expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");

  await app.button("lookup_secret_reveal").click();
  await expect(codes(page)).toHaveText(first);
  await app.button("lookup_secret_regenerate").click();
  await expect(codes(page)).not.toHaveText(first);
  await expect(codes(page)).toHaveCount(12);
  await app.button("lookup_secret_confirm").click();
  await expect(app.message(1050001)).toBeVisible();

  await app.button("lookup_secret_disable").click();
  await expect(app.button("lookup_secret_reveal")).toHaveCount(0);
  await expect(app.button("lookup_secret_regenerate")).toBeVisible();
  expect(app.flow()).toBe(flow);
  const pressed = watch.posts.map(({ body }) => Object.keys(body).filter((name) => !["csrf_token", "method"].includes(name)));
  expect(pressed).toEqual([
    ["lookup_secret_regenerate"],
    ["lookup_secret_confirm"],
    ["lookup_secret_reveal"],
    ["lookup_secret_regenerate"],
    ["lookup_secret_confirm"],
    ["lookup_secret_disable"],
  ]);
});

test("UX-42: can be copied, downloaded and printed", async ({ app, context, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => {
    const record = window as { copied?: string; printed?: number };
    const write = Clipboard.prototype.writeText;
    Clipboard.prototype.writeText = function (text) {
      record.copied = text;
      return write.call(this, text);
    };
    window.print = () => (record.printed = (record.printed ?? 0) + 1);
  });
  await app.open("/settings");
  await app.button("lookup_secret_regenerate").click();
  await expect(codes(page)).toHaveCount(12);
  const shown = await codes(page).allInnerTexts();

  await page.getByTestId("copy-codes").click();
  await expect.poll(() => page.evaluate(() => (window as { copied?: string }).copied?.split(/\s+/).filter(Boolean))).toEqual(shown);

  const download = page.waitForEvent("download");
  await page.getByTestId("download-codes").click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.txt$/);
  const text = await readFile(await file.path(), "utf8");
  for (const code of shown) expect(text).toContain(code);

  await page.getByTestId("print-codes").click();
  await expect.poll(() => page.evaluate(() => (window as { printed?: number }).printed)).toBe(1);
});

test("nothing can be copied while no codes are shown", async ({ app, page }) => {
  await app.open("/settings");
  for (const id of ["copy-codes", "download-codes", "print-codes"]) await expect(page.getByTestId(id)).toHaveCount(0);
  await expect(codes(page)).toHaveCount(0);
});

test("G-32: one that was used says so, and when, in the person's format", async ({ account, app, page, selfService }) => {
  const secrets = await selfService.addLookupSecrets();
  await app.forget();
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.fill({ lookup_secret: secrets[3]! });
  await app.method("lookup_secret").click();
  await app.expectSignedIn(account.email);

  await app.open("/settings");
  await app.button("lookup_secret_reveal").click();
  await expect(codes(page)).toHaveCount(12);
  const shown = await codes(page).allInnerTexts();
  expect(shown.map((code, at) => (code === secrets[at] ? "whole" : code))).toEqual(secrets.map((_, at) => (at === 3 ? "Used" : "whole")));
  const used = page.getByTestId("node/text/lookup_secret_codes/text").locator("time");
  await expect(used).toHaveCount(1);
  const time = await used.evaluate((time: HTMLTimeElement) => new Date(time.dateTime).toLocaleString(navigator.language));
  await expect(used).toHaveText(`Secret was used at ${time}`);
});
