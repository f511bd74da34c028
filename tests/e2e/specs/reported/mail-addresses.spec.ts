// Mail addresses that Kratos takes and a browser's own check would not: Kratos decides.
import { randomUUID } from "node:crypto";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "everything" });

const same = (address: string): [string, string] => [address, address];

/** What is typed, and what Kratos has then: a domain in ASCII, everything else as it is. */
const addresses: Record<string, (some: string) => [typed: string, stored: string]> = {
  "letters before the @": (some) => same(`jürgen-${some}@example.com`),
  "a domain in letters of its own": (some) => [`${some}@müller.example`, `${some}@xn--mller-kva.example`],
  "a quoted name": (some) => same(`"a ${some}"@example.com`),
  "a plus and a long ending": (some) => same(`a+${some}@example.photography`),
  "no dot in the domain": (some) => same(`a-${some}@localhost`),
};

for (const [what, make] of Object.entries(addresses))
  test(`G-13: ${what}: sign-up, sign-in and recovery`, async ({ admin, app, page, person, watch }) => {
    const [typed, stored] = make(randomUUID().slice(0, 8));
    watch.secret(typed);
    watch.secret(stored);
    await app.open("/registration");
    await app.fill({ "traits.email": typed, "traits.name.first": person.first });
    await app.method("profile").click();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.field("code")).toBeVisible();
    expect((await admin.findIdentity(stored))?.traits.email).toBe(stored);

    await app.forget();
    await app.open("/login");
    await app.fill({ identifier: typed, password: person.password });
    await app.method("password").click();
    await expect(page.getByTestId("session-content")).toBeAttached();

    await app.forget();
    await app.open("/recovery");
    await app.fill({ email: typed });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(watch.secret(await admin.code(stored)));
    await expect(app.message(1060001)).toBeVisible();
  });

test("G-13: what Kratos refuses is refused in its words", async ({ app, page, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": "nobody", "traits.name.first": person.first });
  await app.method("profile").click();
  await expect(page.getByTestId("node/input/traits.email").getByTestId("ui/message/4000040")).toBeVisible();
  expect(watch.posts).toHaveLength(1);
});
