// The offer of a passkey, on the home page, to somebody who has just signed in without one.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

const offer = (page: Page) => page.getByTestId("passkey-offer");
const add = (page: Page) => offer(page).getByRole("button", { name: "Add a passkey" });
const notNow = (page: Page) => offer(page).getByRole("button", { name: "Not now" });

/** Nothing is offered, also once the browser has said what it can do: whatever the page has asked for is answered first. */
async function expectNoOffer(page: Page): Promise<void> {
  await page.evaluate(() => PublicKeyCredential.getClientCapabilities());
  await expect(offer(page)).toHaveCount(0);
}

test.describe("@passkey", () => {
  test("UX-20: after a password a passkey is offered, in nobody's way; yes leads to the button that makes one", async ({ account, app, authenticator, page }) => {
    await app.signIn(account);
    await expect(offer(page)).toBeVisible();
    await expect(offer(page).getByRole("heading", { level: 2 })).toBeVisible();
    await expect(page.locator("a[href*=settings]")).toHaveCount(1);
    await expect(page.locator("a[href*=sessions]")).toHaveCount(1);
    await expect(page.getByTestId("logout")).toHaveCount(1);
    expect(await authenticator.asked()).not.toContain("modal");
    // Yes and no weigh the same.
    const [yes, no] = [(await add(page).boundingBox())!, (await notNow(page).boundingBox())!];
    expect(Math.abs(yes.width - no.width)).toBeLessThanOrEqual(1);
    expect(yes.height).toBe(no.height);
    expect(yes.height).toBeGreaterThanOrEqual(44);
    expect(await add(page).getAttribute("class")).toBe(await notNow(page).getAttribute("class"));

    await app.mark();
    await add(page).press("Enter");
    await expect(app.button("passkey_register_trigger")).toBeFocused();
    await expect(app.button("passkey_register_trigger")).toBeInViewport();
    expect(app.path()).toBe("/settings");
    expect(await app.hasStayed()).toBe(true);
    await authenticator.setPresent(true);
    await page.keyboard.press("Enter");
    await expect(app.section("passkey").getByTestId("credential")).toHaveCount(1);

    await page.locator(".brand a").click();
    await expect(page.getByTestId("session-content")).toContainText('"passkey"');
    await expectNoOffer(page);
  });

  test("UX-20: who says no is not asked again, and all that is kept of it is that", async ({ account, app, authenticator, page }) => {
    expect(await authenticator.passkeys()).toHaveLength(0);
    await app.signIn(account);
    await notNow(page).press("Enter");
    await expect(offer(page)).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "vestibule.method": "password", "vestibule.no-passkey": "1" });

    await app.forget();
    await app.signIn(account);
    await expect(page.getByTestId("session-content")).toContainText('"password"');
    await expectNoOffer(page);
  });

  test("UX-20: without a storage a no counts for this page", async ({ account, app, authenticator, page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    });
    expect(await authenticator.passkeys()).toHaveLength(0);
    await app.signIn(account);
    await notNow(page).click();
    await expect(offer(page)).toHaveCount(0);
    await expect(page.getByTestId("session-content")).toContainText(account.email);
  });

  test("UX-20: nothing is offered where no passkey can be kept", async ({ account, app, authenticator, page }) => {
    await page.addInitScript(() => {
      const asked = async () => {
        document.documentElement.dataset.asked = "";
        return { passkeyPlatformAuthenticator: false };
      };
      Object.assign(PublicKeyCredential, { getClientCapabilities: asked });
    });
    expect(await authenticator.passkeys()).toHaveLength(0);
    await app.signIn(account);
    await expect(page.locator("html")).toHaveAttribute("data-asked");
    await expect(offer(page)).toHaveCount(0);
  });

  test("UX-20: nothing is offered to who has signed in with a passkey, or comes back later", async ({ account, app, authenticator, page, selfService }) => {
    await app.signIn(account);
    await expect(offer(page)).toBeVisible();
    await add(page).click();
    await authenticator.setPresent(true);
    await app.button("passkey_register_trigger").click();
    await expect(app.section("passkey").getByTestId("credential")).toHaveCount(1);
    await app.forget();
    await page.goto("/login");
    await app.expectSignedIn(account.email);
    await expect(page.getByTestId("session-content")).not.toContainText('"password"');
    await expectNoOffer(page);
    await app.forget();
    await selfService.signIn(account);
    await page.goto("/");
    await expect(page.getByTestId("session-content")).toContainText('"password"');
    await expectNoOffer(page);
  });
});
