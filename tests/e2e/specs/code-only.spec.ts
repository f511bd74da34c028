// Codes are the only method: no password is ever asked for.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "code-only" });

test("the identifier sends the code at once", async ({ admin, app, person, watch }) => {
  await admin.createIdentity(person.email);
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");

  await expect(app.field("code")).toBeVisible();
  await expect(app.message(1010014)).toBeVisible();
  expect(watch.posts).toHaveLength(1);
  await app.enterCode(watch.secret(await admin.code(person.email)));
  await app.expectSignedIn(person.email);
});

test("an unknown account", async ({ app, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await expect(app.message(4000037).or(app.message(4000035)).first()).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(person.email);
});

test("signs up", async ({ admin, app, person }) => {
  await app.enterTraits(person);
  await expect(app.field("password")).toHaveCount(0);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});
