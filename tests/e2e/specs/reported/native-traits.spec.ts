// G-04: a save of the profile by the browser's own form took away the traits that have no field.
import type { Page } from "@playwright/test";
import type { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import { HeldWasm } from "../../harness/wasm.ts";

test.use({ kratos: "widgets", render: "server" });

const all = {
  username: "",
  tel: "+49 171 2345678",
  site: "https://example.com/",
  born: "1990-02-28",
  seen: "2026-03-01T09:30:12Z",
  password: "a pass phrase",
  age: 42,
  height: 1.75,
  tos: true,
  news: true,
  colour: "green",
  tags: ["one", "two"],
  address: { street: "Long Street 1", city: "Bern" },
  plain: "plain",
};

/** What is changed in the form, and the identity then. */
const changes: { what: string; change(app: App, page: Page): Promise<unknown>; then(traits: typeof all): object }[] = [
  { what: "nothing", change: async () => {}, then: (traits) => traits },
  { what: "a text", change: (app) => app.fill({ "traits.address.street": "Short Street 2" }), then: (traits) => ({ ...traits, address: { ...traits.address, street: "Short Street 2" } }) },
  { what: "a number", change: (app) => app.fill({ "traits.height": "1.5" }), then: (traits) => ({ ...traits, height: 1.5 }) },
  { what: "a box", change: (app) => app.field("traits.news").uncheck(), then: (traits) => ({ ...traits, news: false }) },
  { what: "a date", change: (app) => app.fill({ "traits.born": "1991-03-01" }), then: (traits) => ({ ...traits, born: "1991-03-01" }) },
  { what: "a time", change: (app) => app.fill({ "traits.seen": "2026-04-01T10:00" }), then: (traits) => ({ ...traits, seen: "2026-04-01T10:00:00Z" }) },
  {
    what: "a text, which is emptied",
    change: (app) => app.fill({ "traits.plain": "" }),
    then: ({ plain: _, ...traits }) => traits,
  },
];

for (const state of ["switched off", "held back"] as const) {
  test.describe(`JavaScript ${state}`, () => {
    test.use({ javaScriptEnabled: state !== "switched off" });

    for (const { what, change, then } of changes) {
      test(`G-04: ${what} is changed, and nothing else`, async ({ admin, app, page, person, selfService }) => {
        const username = `ada_${person.email.slice(4, 12)}`;
        const before = { ...all, username, email: person.email };
        const { id } = await admin.createIdentity(person.email, person.password, { schema: "widgets", traits: before });
        await selfService.signIn({ email: username, password: person.password });
        if (state === "held back") await HeldWasm.on(page);
        await page.goto("/settings", { waitUntil: "commit" });
        await change(app, page);
        await app.method("profile").click();
        await expect(app.message(1050001)).toBeVisible();
        expect((await admin.identity(id)).traits).toEqual(then(before));
      });
    }
  });
}
