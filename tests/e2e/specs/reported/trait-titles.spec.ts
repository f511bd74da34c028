// G-06: all titles of traits share one message id, so a page in German said "Colour" and "Street" in English.
import { expect, test } from "../../harness/test.ts";

const texts = { "traits.colour": "Farbe", "traits.colour.red": "Rot", "traits.address.street": "Straße", "traits.username": "Kennung" };
test.use({ kratos: "widgets", locale: "de-DE", config: { languages: ["de"], texts } });

test.beforeEach(({ watch }) => {
  // Chromium finds nothing that it could fill in at some of these, and says so.
  watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
});

test("G-06: each trait has a title and choices of its own, at sign-up and sign-in", async ({ app, page }) => {
  await app.open("/registration");
  await expect(page.getByLabel("Farbe (freiwillig)")).toBeVisible();
  await expect(page.getByLabel("Straße (freiwillig)")).toBeVisible();
  // What nobody has translated is as the schema says it.
  await expect(page.getByLabel("Telephone (freiwillig)")).toBeVisible();
  await expect(page.locator('select[name="traits.colour"] option')).toHaveText(["", "Rot", "green", "blue"]);
  await app.open("/login");
  await expect(page.getByLabel("Kennung")).toBeVisible();
});

test("G-06: what is missing is said under the trait's own title", async ({ app, page }) => {
  await app.open("/registration");
  await app.method("password").click();
  await expect(page.getByTestId("summary")).toContainText("Kennung: ");
});
