// Suites of others look for the words of Kratos' own pages, word for word: they are there where the operator asks for them.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "everything", config: { wording: "kratos", languages: ["de"] } });

test("G-28: a form without its cookie says exactly Kratos' sentence", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.forget();
  await app.method("password").click();
  await expect(page.locator(".Toastify")).toHaveText("A security violation was detected, please fill out the form again.");
  expect(app.path()).toBe("/login");
});

test("G-29: an address that is not allowed says exactly Kratos' sentence", async ({ app, page }) => {
  for (const path of ["login", "registration", "recovery", "verification"]) {
    await app.open(`/${path}?return_to=${encodeURIComponent("https://evil.example/")}`);
    await expect(page.locator(".Toastify")).toHaveText("The return_to address is not allowed.");
    expect(app.path()).toBe(`/${path}`);
  }
});

test("the headings are those of Kratos' own pages", async ({ app, page, selfService, account }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  for (const heading of ["Profile Settings", "Change Password", "Manage 2FA Backup Recovery Codes", "Manage 2FA TOTP Authenticator App", "Manage Hardware Tokens", "Manage Passkeys", "Manage Social Sign In"])
    await expect(page.getByRole("heading", { level: 3, name: heading, exact: true })).toBeVisible();
  await page.goto("/login?aal=aal2");
  await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication", exact: true })).toBeVisible();
});

test("a code that was sent, perhaps, is told as Kratos tells it", async ({ app, person }) => {
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("code").click();
  await expect(app.message(1080003)).toContainText("An email containing a verification code has been sent");
});

test.describe("in German", () => {
  test.use({ locale: "de-AT" });

  test("who reads another language that the page has gets that", async ({ app, page }) => {
    await app.open("/login");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anmelden");
  });
});
