// G-27: a change of settings that asks who it is was lost when one confirmed it at a provider. Every way to confirm × every such change: it is made
// once, and said.
import type { Page } from "@playwright/test";
import { type Cell, type Change, changes, impossible, link, openStale, run, ways } from "../../harness/confirm.ts";
import { isRun } from "../../harness/matrix.ts";
import { expect, newcomer, test } from "../../harness/test.ts";

test.use({ kratos: "confirm" });

for (const [row, [changed, change]] of Object.entries(changes).entries()) {
  for (const [column, [confirmed, way]] of Object.entries(ways).entries()) {
    if (!isRun(row, column)) continue;
    if (`${changed}, ${confirmed}` in impossible) continue;
    test(`G-27: ${changed}, confirmed by ${confirmed}`, async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
      const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
      await openStale(cell, way, change);
      await run(cell, change, way);
      // Once: here after a refusal, or at Kratos where the page was left.
      const sent = () => watch.posts.filter(({ path }) => path === "/self-service/settings");
      await expect.poll(sent).toHaveLength(way.leaves ? 1 : 2);
      await change.made(cell);
    });
  }
}

/** A cell whose account confirms at the provider. */
async function atProvider(cell: Cell, change: Change): Promise<void> {
  await openStale(cell, ways.provider!, change);
  await change.make(cell);
  await expect(cell.app.message(1010003)).toBeVisible();
  await cell.page.locator("button[name=provider][value=acme]").click();
  await expect(cell.page.getByRole("button", { name: "Allow" })).toBeVisible();
}

test.describe("confirmed at a provider", () => {
  const notice = (page: Page) => page.locator(".Toastify");

  test("G-27: by somebody else: nothing is changed, and that is said", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    const other = newcomer(watch);
    const { id } = await admin.createIdentity(other.email, other.password);
    await selfService.signIn(other);
    const theirs: Cell = { ...cell, account: { ...other, id }, subjects: {} };
    await link(theirs, "acme");
    await app.forget();
    await atProvider(cell, changes["another address"]!);
    await app.decide("Allow", theirs.subjects.acme);
    await expect(page.getByText(/your change was not made/i)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
    expect((await admin.identity(id)).traits.email).toBe(other.email);
  });

  test("G-27: what nobody has any more is said not to be made, and a second try works", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await atProvider(cell, changes["another address"]!);
    // As after a quarter of an hour.
    await selfService.create("settings");
    await app.decide("Allow", cell.subjects.acme);
    await expect(notice(page)).toContainText("Your change was not made. Make it again.");
    expect(app.path()).toBe("/settings");
    await expect(app.message(4000001)).toHaveCount(0);
    await expect(app.message(1050001)).toHaveCount(0);
    await app.fill({ "traits.email": watch.secret(`new-${account.email}`) });
    await app.method("profile").click();
    await expect(app.message(1050001)).toBeVisible();
    await changes["another address"]!.made(cell);
  });

  test("G-27: a change that is given up is not made with the next one", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await atProvider(cell, changes["another address"]!);
    await app.decide("Refuse", cell.subjects.acme);
    await expect.poll(() => app.path()).toBe("/login");
    await page.goto(`/settings`);
    await expect(app.field("traits.email")).toHaveValue(account.email);
    await changes["a new password"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await ways.provider!.confirm(cell);
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
    await changes["a new password"]!.made(cell);
  });

  test("G-27: who comes back without having confirmed reads that nothing was changed", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await openStale(cell, ways.provider!, changes["another address"]!);
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    await changes["another address"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await page.locator("button[name=provider][value=acme]").click();
    await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
    await page.goto(`/settings?flow=${flow}`);
    await expect(notice(page)).toContainText("Your change was not made. Make it again.");
    // What Kratos remembered is gone with the old flow.
    await expect.poll(() => app.flow()).not.toBe(flow);
    await changes["a new password"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await ways.provider!.confirm(cell);
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
  });
});
