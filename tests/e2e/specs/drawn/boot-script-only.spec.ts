// G-11: where nothing but a script can sign in, a page without its application says so and leads on.
import { expect, test } from "../../harness/test.ts";
import { without } from "../../harness/simple.ts";

test.use({ kratos: "script-only" });

test("G-11: the page says that it cannot go on without one, and stays", async ({ page }) => {
  await without("WebAssembly")(page);
  await page.goto("/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page.getByTestId("needs-script")).toHaveText("Passkeys and security keys need JavaScript, which does not run here.");
  await expect(page.locator(".submit-ceremony:visible")).toHaveCount(0);
  await page.getByTestId("cta-link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create an account");
  await expect(page.getByTestId("needs-script")).toBeVisible();
});
