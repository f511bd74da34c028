// The page for errors that Kratos redirects to.
import { randomUUID } from "node:crypto";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test("says it in plain words first, and has the detail to copy", async ({ app, context, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => {
    const write = Clipboard.prototype.writeText;
    Clipboard.prototype.writeText = function (text) {
      (window as { copied?: string }).copied = text;
      return write.call(this, text);
    };
  });
  await page.goto("/error?id=stub:500");
  await expect(page.getByRole("heading", { level: 1 }).filter({ visible: true })).toHaveText(/\w+ \w+/);
  const detail = page.getByTestId("ui-error");
  await expect(detail).toHaveCount(1);
  expect(await detail.evaluate((element) => element.localName)).toBe("code");
  const text = (await detail.textContent()) ?? "";
  expect(JSON.parse(text)).toMatchObject({ error: { code: 500, reason: "This is a stub error." } });

  await page.getByTestId("copy-error").click();
  await expect.poll(() => page.evaluate(() => (window as { copied?: string }).copied)).toContain("500");
  await page.locator("main:visible a[href='/']").first().click();
  await expect.poll(() => app.path()).toBe("/");
});

test("an error that is gone is explained too", async ({ page }) => {
  await page.goto(`/error?id=${randomUUID()}`);
  await expect(page.getByRole("heading", { level: 1 }).filter({ visible: true })).toHaveText(/\w+ \w+/);
  await expect(page.locator("main:visible a[href='/']").first()).toBeVisible();
});

test("opened by hand it has nothing to say, and a way on", async ({ page }) => {
  await page.goto("/error");
  await expect(page.getByRole("heading", { level: 1 }).filter({ visible: true })).toHaveText(/\w+ \w+/);
  await expect(page.locator("main:visible a[href='/']").first()).toBeVisible();
});

test("Kratos sends people here", async ({ app, page }) => {
  // A provider's answer that nobody asked for.
  await page.goto("/self-service/methods/oidc/callback/acme?code=1&state=1");
  await expect.poll(() => app.path()).toBe("/error");
  await expect(page.getByTestId("ui-error")).toHaveCount(1);
});
