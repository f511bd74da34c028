// G-04: a sign-up in which a list stayed empty stored a list with an empty text in it. What is stored is what was typed.
import { randomUUID } from "node:crypto";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "widgets-two-steps", timezoneId: "Europe/Berlin" });

test.beforeEach(({ watch }) => {
  // Chromium finds nothing that it could fill in at some of these, and says so.
  watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
});

const required = { "traits.age": "18", "traits.address.city": "Zürich" };
const stored = { age: 18, tos: true, news: false, address: { city: "Zürich" } };

for (const [what, typed, expected] of [
  ["only what is required", required, stored],
  [
    "every kind of trait",
    {
      ...required,
      "traits.email": "ada@example.com",
      "traits.tel": "+12025550123",
      "traits.site": "https://example.com/ada",
      "traits.born": "1815-12-10",
      "traits.seen": "2026-07-02T13:45",
      "traits.height": "1.75",
      "traits.tags": "one, \"two\"",
      "traits.address.street": "St. James's Square",
      "traits.plain": "Ünï 👋",
    },
    {
      ...stored,
      email: "ada@example.com",
      tel: "+12025550123",
      site: "https://example.com/ada",
      born: "1815-12-10",
      seen: "2026-07-02T11:45:00Z",
      height: 1.75,
      tags: ['one, "two"'],
      address: { city: "Zürich", street: "St. James's Square" },
      plain: "Ünï 👋",
    },
  ],
] as const) {
  test(`G-04: a sign-up in two steps stores what was typed: ${what}`, async ({ admin, app, page, person }) => {
    const username = `a${randomUUID().replaceAll("-", "").slice(0, 15)}`;
    await app.open("/registration");
    await app.fill({ "traits.username": username, ...typed });
    await page.locator('input[name="traits.tos"]').check();
    await app.method("profile").click();
    await expect(app.message(1040009)).toBeVisible();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await app.expectSignedIn(username);
    expect((await admin.findIdentity(username))?.traits).toEqual({ username, ...expected });
  });
}
