// An operator who wants nobody to look at what Kratos knows.
import { expect, test } from "../../harness/test.ts";

test.use({ config: { details: false } });

test("SR-28: neither the session nor an error can be looked at as a whole", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("status").filter({ hasText: account.email })).toBeVisible();
  for (const path of ["/", "/error?id=stub:500"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]:visible")).toHaveCount(0);
    await expect(page.getByRole(path === "/" ? "status" : "alert").filter({ hasText: /\w/ }).first()).toBeVisible();
    await expect(page.locator("details, pre, [data-testid=ui-error]")).toHaveCount(0);
    // Nor is it in what the door has put into the page.
    const html = await page.content();
    expect(html).not.toContain("schema_id");
    expect(html).not.toContain("metadata_public");
    expect(html).not.toContain("created_at");
  }
});

test("SR-28: the list of sessions has what it says, and no more", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("status").filter({ hasText: account.email })).toBeVisible();
  await page.goto("/sessions");
  await expect(page.getByTestId("session-current")).toBeVisible();
  const html = await page.content();
  for (const word of ["schema_id", "traits", account.email]) expect(html, word).not.toContain(word);
});
