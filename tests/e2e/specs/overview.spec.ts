// The top of the settings: which ways in there are, and what is missing.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test.beforeEach(async ({ account, selfService }) => selfService.signIn(account));

test("UX-21: the settings begin with the ways in, each a link to its group, passkeys above the password", async ({ app, page }) => {
  await app.open("/settings");
  const links = page.getByTestId("overview").getByRole("link");
  await expect(links).toHaveText([/^Passkeys:\s*off$/, /^Password$/, /^Social sign-in:\s*off$/, /^Authenticator app:\s*off$/, /^Backup codes:\s*off$/, /^Security keys:\s*off$/]);
  const headings = await page.getByRole("heading", { level: 3 }).allInnerTexts();
  expect(headings.indexOf("Passkeys")).toBeLessThan(headings.indexOf("Password"));

  await links.filter({ hasText: "Backup codes" }).focus();
  await page.keyboard.press("Enter");
  await expect(app.section("lookup_secret")).toBeFocused();
  await expect(app.section("lookup_secret")).toBeInViewport();
});

test("UX-21: the overview follows what is saved; a passkey says since when it is there, in words @passkey", async ({ app, authenticator, page }) => {
  await app.open("/settings");
  await authenticator.setPresent(true);
  await app.button("passkey_register_trigger").click();
  const card = app.section("passkey").getByTestId("credential");
  await expect(card).toHaveCount(1);
  await authenticator.setPresent(false);
  await expect(page.getByTestId("overview").getByRole("link", { name: "Passkeys: 1" })).toBeVisible();
  // "Added March 4, 2026"
  await expect(card.locator("time")).toHaveText(/^Added [A-Z][a-z]+ \d{1,2}, \d{4}$/);
});
