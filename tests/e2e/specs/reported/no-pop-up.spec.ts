// By default no page of another origin keeps hold of ours, and none shows it in a frame.
import { expect, test } from "../../harness/test.ts";

test("T-20, T-08: a page that opens ours, or frames it, gets no hold of it", async ({ app, baseURL, oauth2, page, watch }) => {
  const evil = oauth2.server.origin;
  watch.allow(/frame-ancestors|refused to (connect|display)|X-Frame-Options|ERR_BLOCKED/i);
  await page.goto(`${evil}/called-back`);
  const opened = page.waitForEvent("popup");
  await page.evaluate((to) => Object.assign(window, { popup: window.open(to) }), `${baseURL}/login`);
  const popup = await opened;
  await expect(popup.locator("input[name=identifier]:visible")).toBeVisible();
  expect(await popup.evaluate(() => window.opener === null)).toBe(true);
  await expect.poll(() => page.evaluate(() => (window as unknown as { popup: Window }).popup.closed)).toBe(true);
  await popup.close();

  await page.evaluate((to) => {
    const frame = document.createElement("iframe");
    frame.src = to;
    document.body.append(frame);
    return new Promise((loaded) => (frame.onload = loaded));
  }, `${baseURL}/login`);
  await expect(page.frameLocator("iframe").locator("input[name=identifier]")).toHaveCount(0);
  await page.goto(`${baseURL}/login`);
  await expect(app.field("identifier")).toBeVisible();
});
