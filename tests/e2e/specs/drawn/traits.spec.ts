// G-04: without JavaScript a save took all lists away, and whatever else the form does not hold: the browser sends its fields, and
// Kratos puts them in place of all traits. The same rows as in reported/traits.spec.ts, sent by the browser itself.
import { isRun } from "../../harness/matrix.ts";
import { expect, test } from "../../harness/test.ts";
import { all, elsewhere, prepare, save, withTrait } from "../../harness/traits.ts";

test.use({ kratos: "traits", javaScriptEnabled: false });

for (const tabs of [1, 2]) {
  for (const [at, edit] of all.entries()) {
    if (!isRun(at, tabs, 2)) continue;
    test(`G-04: ${edit.schema}, ${tabs === 1 ? "one tab" : "two tabs"}: ${edit.trait} (${edit.kind})`, async ({ admin, app, page, person, selfService }) => {
      const { id, traits } = await prepare(admin, selfService, person, edit.schema);
      await page.goto("/settings");
      let newest = traits;
      if (tabs === 2) {
        newest = elsewhere(edit.schema, traits, edit.trait);
        await save(selfService, newest);
      }
      const field = app.field(`traits.${edit.trait}`);
      if (edit.kind === "box") await field.uncheck();
      else await field.fill(edit.typed);
      await app.method("profile").click();
      await expect(app.message(1050001)).toHaveText("Your changes have been saved!");
      expect((await admin.identity(id)).traits).toEqual(withTrait(newest, edit.trait, edit.natively));
      // Its number is the next one's.
      await admin.deleteIdentity(id);
    });
  }
}
