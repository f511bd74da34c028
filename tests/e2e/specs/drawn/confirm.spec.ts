// G-27 without JavaScript: a change of settings that asks who it is waits at Kratos, and is made once, however one confirms.
import { type Cell, changes, impossible, openStale, run, ways } from "../../harness/confirm.ts";
import { isRun } from "../../harness/matrix.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ javaScriptEnabled: false, kratos: "confirm" });

/** What no browser does without a script. */
const needsScript = /passkey|security key/;

for (const [row, [changed, change]] of Object.entries(changes).entries()) {
  for (const [column, [confirmed, way]] of Object.entries(ways).entries()) {
    if (!isRun(row, column)) continue;
    if (`${changed}, ${confirmed}` in impossible || needsScript.test(`${changed}, ${confirmed}`)) continue;
    test(`G-27: ${changed}, confirmed by ${confirmed}`, async ({ account, admin, app, page, provider, selfService, watch }) => {
      const cell: Cell = { account, admin, app, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
      await openStale(cell, way, change);
      await run(cell, change, way);
      await change.made(cell);
    });
  }
}

test("G-27: what nobody has any more is said not to be made", async ({ account, admin, app, page, provider, selfService, watch }) => {
  const cell: Cell = { account, admin, app, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
  await openStale(cell, ways.password!, changes["another address"]!);
  await changes["another address"]!.make(cell);
  await expect(app.message(1010003)).toBeVisible();
  // As after a quarter of an hour.
  await selfService.create("settings");
  await ways.password!.confirm(cell);
  await expect(page.locator(".Toastify")).toContainText("Your change was not made. Make it again.");
  await expect(app.message(4000001)).toHaveCount(0);
  await expect(app.message(1050001)).toHaveCount(0);
  expect((await admin.identity(account.id)).traits.email).toBe(account.email);
});
