// An application on an origin of its own signs people in in a pop-up, which its operator has allowed.
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "pop-up", door: ["--opener-policy", "unsafe-none"] });

test("G-02: a pop-up keeps its opener through the sign-in, and the opener keeps hold of it", async ({ account, baseURL, oauth2, page }) => {
  const shop = oauth2.server.origin;
  await page.goto(`${shop}/shop`);
  const opened = page.waitForEvent("popup");
  await page.evaluate((to) => {
    Object.assign(window, { popup: window.open(to, "_blank", "popup"), told: [] });
    addEventListener("message", ({ data }) => (window as unknown as { told: unknown[] }).told.push(data));
  }, `${baseURL}/login?return_to=${encodeURIComponent(`${shop}/called-back`)}`);
  const app = new App(await opened);
  const isClosed = () => page.evaluate(() => (window as unknown as { popup: Window }).popup.closed);

  await expect(app.field("password")).toBeVisible();
  expect(await isClosed()).toBe(false);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();

  await expect(app.page.getByRole("heading", { name: "Called back." })).toBeVisible();
  await app.page.evaluate(() => (window.opener as Window).postMessage("signed in", "*"));
  await expect.poll(() => page.evaluate(() => (window as unknown as { told: unknown[] }).told)).toEqual(["signed in"]);
  expect(await isClosed()).toBe(false);
});
