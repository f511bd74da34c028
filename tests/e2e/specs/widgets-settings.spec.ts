// Every kind of trait in the settings: shown as it is, and a save loses nothing.
import { randomUUID } from "node:crypto";
import type { Admin } from "../harness/admin.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "widgets", timezoneId: "Europe/Berlin" });

const traits = {
  email: "ada@example.com",
  tel: "+12025550123",
  site: "https://example.com/ada",
  born: "1815-12-10",
  seen: "2026-01-02T12:45:00Z",
  age: 36,
  height: 1.75,
  tos: true,
  news: true,
  colour: "green",
  tags: ["one", "two"],
  address: { street: "St. James's Square", city: "London" },
};

async function account(admin: Admin): Promise<{ id: string; email: string; password: string }> {
  const username = `a${randomUUID().replaceAll("-", "").slice(0, 15)}`;
  const password = `pw-${randomUUID()}`;
  const { id } = await admin.createIdentity(traits.email, password, { schema: "widgets", traits: { ...traits, username }, unverified: true });
  return { id, email: username, password };
}

test.beforeEach(async ({ watch }) => {
  // Chromium finds nothing that it could fill in at some of these, and says so.
  watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
});

test("every value is shown", async ({ admin, app, page, selfService }) => {
  await selfService.signIn(await account(admin));
  await app.open("/settings");
  // An hour ahead of UTC in winter.
  await expect(app.field("traits.seen")).toHaveValue(/^2026-01-02T13:45/);
  await expect(app.field("traits.born")).toHaveValue("1815-12-10");
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.field("traits.height")).toHaveValue("1.75");
  await expect(app.field("traits.address.city")).toHaveValue("London");
  await expect(page.locator('select[name="traits.colour"]')).toHaveValue("green");
  await expect(page.locator('input[name="traits.tos"]')).toBeChecked();
  await expect(page.locator('[name^="traits.tags"]:visible')).toHaveCount(0);
});

test("a save of one value loses none of the others", async ({ admin, app, selfService, watch }) => {
  const person = await account(admin);
  await selfService.signIn(person);
  await app.open("/settings");
  await app.fill({ "traits.address.street": "Dorset Street" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  expect(watch.post.body.traits).toMatchObject({ age: 36, height: 1.75, tos: true, tags: ["one", "two"] });
  expect((await admin.identity(person.id)).traits).toEqual({
    ...traits,
    username: person.email,
    address: { street: "Dorset Street", city: "London" },
  });
});

test("every value can be changed, or cleared", async ({ admin, app, page, selfService }) => {
  const person = await account(admin);
  await selfService.signIn(person);
  await app.open("/settings");
  await app.fill({ "traits.seen": "2026-07-02T13:45", "traits.height": "1.5", "traits.site": "" });
  await page.locator('select[name="traits.colour"]').selectOption("blue");
  await page.locator('input[name="traits.news"]').uncheck();
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
  const { site, news, ...rest } = (await admin.identity(person.id)).traits as typeof traits & { email: string };
  // Two hours ahead in summer.
  expect(rest).toMatchObject({ seen: "2026-07-02T11:45:00Z", height: 1.5, colour: "blue", tags: ["one", "two"] });
  expect(site ?? "").toBe("");
  expect(news ?? false).toBe(false);
});
