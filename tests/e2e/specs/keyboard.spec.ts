// One walk by keyboard only: sign-up, verification, an authenticator app, sign-out, sign-in with both factors, recovery, a new password.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "everything" });

/** A person without a mouse. */
class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes forward with Tab until the control has the focus, which everybody must be able to see. */
  async to(control: Locator): Promise<void> {
    await expect(control).toBeVisible();
    for (let presses = 0; presses <= 80; presses++) {
      if (await control.evaluate((element) => element === document.activeElement)) break;
      await this.#page.keyboard.press("Tab");
    }
    await expect(control).toBeFocused();
    const ring = await control.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    });
    expect(ring, "the focus can be seen").toBe(true);
    await expect(control).toBeInViewport();
  }

  /** Types over whatever stands in a field. */
  async type(field: Locator, text: string): Promise<void> {
    await this.to(field);
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.type(text);
  }

  async press(control: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
    await this.to(control);
    await this.#page.keyboard.press(key);
  }
}

test("A-21: from signing up to a new password", async ({ admin, app, page, person, watch }) => {
  const keyboard = new Keyboard(page);
  const heading = (name: string) => page.getByRole("heading", { name });

  await page.goto("/");
  await keyboard.press(page.locator("a[href*=login]").first());
  await keyboard.press(page.getByTestId("cta-link"));
  await keyboard.type(app.field("traits.email"), person.email);
  await keyboard.type(app.field("traits.name.first"), person.first);
  await keyboard.press(app.method("profile"), "Space");
  await expect(app.message(1040009)).toBeVisible();
  await keyboard.type(app.field("password"), person.password);
  await page.keyboard.press("Enter");

  await expect(app.message(1080003)).toBeVisible();
  await keyboard.type(app.field("code"), watch.secret(await admin.code(person.email)));
  await page.keyboard.press("Enter");
  await expect(app.message(1080002)).toBeVisible();
  await keyboard.press(page.getByTestId("node/anchor/continue").getByRole("link"));
  await app.expectSignedIn(person.email);

  await keyboard.press(page.locator("a[href*=settings]"));
  await expect(heading("Account settings")).toBeVisible();
  const secret = watch.secret((await page.getByTestId("node/text/totp_secret_key/text").innerText()).trim());
  await keyboard.type(app.field("totp_code"), totp(secret));
  await page.keyboard.press("Enter");
  await expect(app.section("totp").getByTestId("ui/message/1050001")).toBeVisible();

  await page.goto("/");
  await keyboard.press(page.getByTestId("logout"));
  await expect(app.field("identifier")).toBeVisible();
  await keyboard.type(app.field("identifier"), person.email);
  await keyboard.type(app.field("password"), person.password);
  await page.keyboard.press("Enter");
  await expect(heading("Two-Factor Authentication")).toBeVisible();
  await keyboard.type(app.field("totp_code"), totp(secret));
  await page.keyboard.press("Enter");
  await app.expectSignedIn(person.email);

  await keyboard.press(page.getByTestId("logout"));
  await expect(app.field("identifier")).toBeVisible();
  await keyboard.press(page.locator("a[href*=recovery]"));
  await keyboard.type(app.field("email"), person.email);
  await page.keyboard.press("Enter");
  await expect(app.message(1060003)).toBeVisible();
  await keyboard.type(app.field("code"), watch.secret(await admin.code(person.email)));
  await page.keyboard.press("Enter");
  await expect(heading("Two-Factor Authentication")).toBeVisible();
  await keyboard.type(app.field("totp_code"), totp(secret));
  await page.keyboard.press("Enter");
  await expect(app.message(1060001)).toBeVisible();
  const password = watch.secret(`CANARY-new-${person.password}`);
  await keyboard.type(app.field("password"), password);
  await page.keyboard.press("Enter");
  await expect(app.section("password").getByTestId("ui/message/1050001")).toBeVisible();

  await page.goto("/");
  await keyboard.press(page.getByTestId("logout"));
  await keyboard.type(app.field("identifier"), person.email);
  await keyboard.type(app.field("password"), password);
  await page.keyboard.press("Enter");
  await expect(heading("Two-Factor Authentication")).toBeVisible();
});
