// One page for everybody: asks for the address, and leads to signing in or to signing up.
import { expect, newcomer, test } from "../harness/test.ts";

test.use({ kratos: "one-door", config: { entry: "one_door" } });

test("shows the address field and nothing else", async ({ app, page }) => {
  await app.open("/login");
  await expect(app.field("identifier")).toBeVisible();
  await expect(page.locator("main input:visible")).toHaveCount(1);
  await expect(page.locator("main button[type=submit]:visible")).toHaveCount(1);
});

test("a known address leads to signing in", async ({ admin, app, person, watch }) => {
  await admin.createIdentity(person.email, person.password, { schema: "address", traits: {} });
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await app.fill({ password: person.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(person.email);
  expect(watch.posts.every(({ path }) => path === "/self-service/login")).toBe(true);
});

test("A-02: an unknown one leads to signing up, up to the mailed code, without typing anything twice", async ({ admin, app, page, person, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");

  // The address is in no address of a page: the watch sees to it.
  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toBe("/registration");
  await app.expectShown(person.email);
  expect(await admin.messages(person.email)).toHaveLength(1);
  expect(new URL(page.url()).href).not.toContain(encodeURIComponent(person.email));
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
  expect(watch.posts.filter(({ path }) => path === "/self-service/login")).toHaveLength(1);
});

test("the way back is carried from one to the other", async ({ admin, app, baseURL, page, person }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: person.email });
  await app.method("identifier_first").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expect(page).toHaveURL(target);
});

test("Back leads to the door again, where another address can be typed", async ({ admin, app, page, person, watch }) => {
  const known = newcomer(watch);
  await admin.createIdentity(known.email, known.password, { schema: "address", traits: {} });
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.method("identifier_first").click();
  await expect(app.field("code")).toBeVisible();
  await page.goBack();
  await app.fill({ identifier: known.email });
  await app.method("identifier_first").click();
  await expect(app.field("password")).toBeVisible();
});
