// The page that says who is signed in.
import { expect, test } from "../harness/test.ts";

for (const path of ["/", "/welcome"]) {
  test(`${path} works signed out, without a redirect`, async ({ app, page }) => {
    await page.goto(path);
    const logout = page.getByTestId("logout");
    await expect(logout).toHaveCount(1);
    await expect(logout).toHaveClass(/(^|\s)disabled(\s|$)/);
    await expect(logout).toHaveAttribute("aria-disabled", "true");
    expect(app.path()).toBe(path);

    await page.locator("a[href*=login]").first().click();
    await expect(app.field("identifier")).toBeVisible();
  });
}

test("says who is signed in", async ({ account, app, page }) => {
  await app.signIn(account);

  const content = page.getByTestId("session-content");
  await expect(content).toHaveCount(1);
  const session = JSON.parse((await content.textContent()) ?? "");
  expect(session).toMatchObject({ active: true, identity: { id: account.id, traits: { email: account.email } } });
  await expect(content).toBeHidden(); // in a closed "details"
  await expect(page.locator("details", { has: content })).not.toHaveAttribute("open");
  await expect(page.getByText(account.email).first()).toBeVisible();

  await expect(page.getByTestId("logout")).toHaveCount(1);
  await expect(page.getByTestId("logout")).not.toHaveClass(/(^|\s)disabled(\s|$)/);
  await expect(page.locator("a[href*=settings]")).toHaveCount(1);
  await expect(page.locator("a[href*=sessions]")).toHaveCount(1);
});

test("a session that ended elsewhere", async ({ account, admin, app, page }) => {
  await app.signIn(account);
  await admin.deleteSessions(account.id);
  await page.reload();
  await expect(page.getByTestId("logout")).toHaveClass(/(^|\s)disabled(\s|$)/);
  await expect(page.getByTestId("session-content")).toHaveCount(0);
});
