// G-26: two tabs were open, and the second save silently restored what the first had changed. A save changes what the person has
// changed and nothing else: every field of every schema, with and without another tab that changes everything else meanwhile.
import { isRun } from "../../harness/matrix.ts";
import { expect, test } from "../../harness/test.ts";
import { all, elsewhere, prepare, save, withTrait } from "../../harness/traits.ts";

test.use({ kratos: "traits", timezoneId: "Europe/Berlin" });

test.beforeEach(({ watch }) => {
  // Chromium finds nothing that it could fill in at some of these, and says so.
  watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
});

for (const tabs of [1, 2]) {
  for (const [at, edit] of all.entries()) {
    if (!isRun(at, tabs, 2)) continue;
    test(`G-26: ${edit.schema}, ${tabs === 1 ? "one tab" : "two tabs"}: ${edit.trait} (${edit.kind})`, async ({ admin, app, page, person, selfService }) => {
      const { id, traits } = await prepare(admin, selfService, person, edit.schema);
      await app.open("/settings");
      let newest = traits;
      if (tabs === 2) {
        newest = elsewhere(edit.schema, traits, edit.trait);
        await save(selfService, newest);
      }
      const field = page.locator(`[name="traits.${edit.trait}"]:not([type=hidden])`);
      if (edit.kind === "select") await page.locator(`select[name="traits.${edit.trait}"]`).selectOption(edit.typed);
      else if (edit.kind === "box") await field.uncheck();
      else await field.fill(edit.typed);
      await app.method("profile").click();
      await expect(app.message(1050001)).toHaveText("Your changes have been saved!");
      expect((await admin.identity(id)).traits).toEqual(withTrait(newest, edit.trait, edit.becomes));
      // Its number is the next one's.
      await admin.deleteIdentity(id);
    });
  }
}
