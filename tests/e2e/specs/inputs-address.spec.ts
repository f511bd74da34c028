// Addresses: pasted, filled in, and mistyped.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const meant = (page: Page) => page.getByTestId("meant");

test("A-01: paste works in every field, and autofill is never switched off", async ({ app, context, page, watch }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  for (const path of ["/login", "/registration", "/recovery", "/verification"]) {
    await app.open(path);
    await expect(page.locator("[autocomplete=off]")).toHaveCount(0);
    const names = await page.locator("input[name]:visible:not([type=checkbox])").evaluateAll((fields) => fields.map((field) => field.getAttribute("name")!));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const text = name === "traits.age" ? "36" : watch.secret(`pasted-${name.replace(/\W/g, "")}@example.com`);
      await page.evaluate((text) => navigator.clipboard.writeText(text), text);
      await app.field(name).focus();
      await page.keyboard.press("ControlOrMeta+V");
      await expect(app.field(name)).toHaveValue(text);
    }
  }
  await page.evaluate(() => navigator.clipboard.writeText(""));
});

test("a slip in a well-known domain is pointed out once the field is left, and mended with a press", async ({ app, page, watch }) => {
  await app.open("/login");
  const field = app.field("identifier");
  const slip = watch.secret("ada.lovelace@gmial.com");
  await field.pressSequentially(slip);
  await expect(meant(page)).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(meant(page)).toHaveText("Did you mean ada.lovelace@gmail.com?");
  await expect(meant(page).locator("xpath=..")).toHaveRole("status");
  // It stands in nobody's way.
  await expect(field).toHaveValue(slip);
  await meant(page).click();
  await expect(field).toHaveValue("ada.lovelace@gmail.com");
  await expect(field).toBeFocused();
  await expect(meant(page)).toHaveCount(0);
  expect(watch.posts).toHaveLength(0);
});

test("an address with a slip can be sent with one press, and what was refused is pointed out again", async ({ app, page, watch }) => {
  await page.clock.install();
  await app.open("/login");
  const slip = watch.secret("grace.hopper@hotmial.com");
  await app.fill({ password: "CANARY-pw-slip" });
  await app.field("identifier").fill("");
  await app.field("identifier").pressSequentially(slip);
  // A slow finger: nothing moves while it presses.
  const box = (await app.method("password").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await expect(app.method("password")).toBeFocused();
  await page.clock.runFor(1_000);
  expect(await app.method("password").boundingBox()).toEqual(box);
  await page.mouse.up();
  await expect(app.message(4000006)).toBeVisible();
  expect(watch.post.body.identifier).toBe(slip);
  await expect(meant(page)).toHaveText("Did you mean grace.hopper@hotmail.com?");
});

test("other domains are left alone", async ({ app, page, watch }) => {
  await page.clock.install();
  await app.open("/registration");
  for (const domain of ["mail.com", "ymail.com", "gmail.com", "example.com", "gmial.con"]) {
    await app.field("traits.email").fill(watch.secret(`ada@${domain}`));
    await app.field("traits.name.first").focus();
    await page.clock.runFor(1_000);
    await expect(meant(page)).toHaveCount(0);
  }
  await app.field("traits.email").fill(watch.secret("ada@gmial.com"));
  await app.field("traits.name.first").focus();
  await expect(meant(page)).toBeVisible();
});
