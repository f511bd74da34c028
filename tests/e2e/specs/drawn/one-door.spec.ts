// One page for everybody, without JavaScript: the native form of an address leads to signing in or to signing up.
import { expect, test } from "../../harness/test.ts";

test.use({ javaScriptEnabled: false, kratos: "one-door", config: { entry: "one_door" } });

test("a known address leads to signing in", async ({ admin, app, page, person }) => {
  await admin.createIdentity(person.email, person.password, { schema: "address", traits: {} });
  await page.goto("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await app.fill({ password: person.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(person.email);
});

test("an unknown one leads to signing up, and is not typed twice", async ({ admin, app, page, person }) => {
  await page.goto("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create an account");
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await app.method("profile").click();
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  expect(page.url()).not.toContain(encodeURIComponent(person.email));
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});
