// How somebody has signed in last is marked on the next sign-in page of this browser.
import { expect, test } from "../harness/test.ts";

const badge = "[id=last-used]";

test("UX-22: the button of the last sign-in is marked, in its description, and the label stays its name", async ({ account, admin, app, page }) => {
  await app.open("/login");
  await expect(page.locator(badge)).toHaveCount(0);
  await app.signIn(account);
  await app.forget();

  await app.open("/login");
  await expect(page.locator(badge)).toHaveText("Last used");
  const button = app.method("password");
  await expect(button).toHaveAccessibleDescription("Last used");
  await expect(button).toHaveAccessibleName(await button.innerText());
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "vestibule.method": "password" });

  await app.askForCode(account.email);
  // At the code there is nothing to choose.
  await expect(page.locator(badge)).toHaveCount(0);
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
  await app.forget();
  await app.open("/login");
  await expect(app.method("code")).toHaveAccessibleDescription("Last used");
  await expect(app.method("password")).not.toHaveAccessibleDescription("Last used");
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "vestibule.method": "code" });
});

test("UX-22: a refused sign-in leaves no mark", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: `${account.password}-wrong` });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("UX-22: without any storage signing in works, and nothing is marked", async ({ account, app, page }) => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The document has no access", "SecurityError");
        },
      });
  });
  await app.signIn(account);
  await app.forget();
  await app.open("/login");
  await expect(page.locator(badge)).toHaveCount(0);
  await app.signIn(account);
});
