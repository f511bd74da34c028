// G-11: what a page without its application says is in the language of the page.
import { expect, test } from "../../harness/test.ts";
import { line, without } from "../../harness/simple.ts";

test.use({ config: { languages: ["de"] }, locale: "de-DE" });

test("G-11: the line is in the language of the page", async ({ page }) => {
  await without("WebAssembly")(page);
  await page.goto("/login");
  await expect(line(page, /läuft hier in ihrer einfachen Form/)).toBeVisible();
});
