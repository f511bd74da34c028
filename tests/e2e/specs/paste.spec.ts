// Nothing need be remembered or copied by hand (WCAG 3.3.8): every field takes what is pasted, and what a manager fills in.
import { expect, test } from "../harness/test.ts";
import type { App } from "../harness/app.ts";

test.use({ kratos: "everything" });

/** Pastes into every field of the page, and looks at what it says to password managers. */
async function expectPasted(app: App): Promise<void> {
  const { page } = app;
  // Shorter than a code, so that nothing is complete.
  const text = "12345";
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  const fields = page.locator("main:visible").locator("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea");
  let pasted = 0;
  for (const field of await fields.all()) {
    await expect(field).not.toHaveAttribute("autocomplete", "off");
    if (!(await field.isVisible()) || !(await field.isEditable())) continue;
    await field.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.press("ControlOrMeta+V");
    await expect(field).toHaveValue(text);
    pasted++;
  }
  expect(pasted).toBeGreaterThan(0);
}

test.beforeEach(({ context }) => context.grantPermissions(["clipboard-read", "clipboard-write"]));

test("A-01: signing in, with a password and with a code, takes what is pasted", async ({ account, app }) => {
  await app.open("/login");
  await expectPasted(app);
  await app.askForCode(account.email);
  await expectPasted(app);
});

test("A-01: signing up takes what is pasted", async ({ app, person }) => {
  await app.open("/registration");
  await expectPasted(app);
  await app.enterTraits(person);
  await expectPasted(app);
});

for (const path of ["/recovery", "/verification"])
  test(`A-01: ${path} takes what is pasted`, async ({ account, app }) => {
    await app.open(path);
    await expectPasted(app);
    await app.fill({ email: account.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await expectPasted(app);
  });

test("A-01: the second factor takes what is pasted", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await selfService.addTotp();
  await selfService.addLookupSecrets();
  await app.forget();
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("heading", { name: "Two-Factor Authentication" })).toBeVisible();
  await expect(app.field("totp_code")).toBeVisible();
  await expectPasted(app);
});

test("A-01: the settings take what is pasted", async ({ account, app, selfService }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  await expectPasted(app);
});
