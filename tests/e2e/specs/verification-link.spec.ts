// Verification by mailed link: after signing up, and on its own.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "links" });

test("after signing up: the mailed link verifies, and the way leads on", async ({ admin, app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  // Kratos sends no message here, and the same button twice.
  await expect(app.method("link").or(app.button("email")).first()).toBeVisible();
  expect(app.path()).toBe("/verification");
  await app.expectShown(person.email);
  await expect(page.locator("button[name=method]")).toHaveCount(await app.method("link").count());
  await expect(app.field("code")).toHaveCount(0);

  await page.goto(await admin.link(person.email));
  await expect(app.message(1080002)).toBeVisible();
  await page.getByTestId("node/anchor/continue").click();
  await app.expectSignedIn(person.email);
});

test("on its own: asks for the address, then sends the link", async ({ admin, app, page, person, watch }) => {
  const { id } = await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.field("email").press("Enter");
  await expect(app.message(1080001)).toBeVisible();
  expect(watch.post.body).toMatchObject({ method: "link", email: person.email });

  await page.goto(await admin.link(person.email));
  await expect(app.message(1080002)).toBeVisible();
  expect((await admin.identity(id)).verifiable_addresses).toMatchObject([{ value: person.email, verified: true }]);
});

test("the link can be sent again", async ({ admin, app, person }) => {
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("link").click();
  await expect(app.message(1080001)).toBeVisible();
  await expect(app.field("email")).toHaveValue(person.email);
  await app.method("link").click();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
  await expect(app.message(1080001)).toHaveCount(1);
});

test("a link that was used says so, and another one can be asked for", async ({ admin, app, page, person }) => {
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("link").click();
  await expect(app.message(1080001)).toBeVisible();
  const link = await admin.link(person.email);
  await page.goto(link);
  await expect(app.message(1080002)).toBeVisible();

  await page.goto(link);
  await expect(app.message(4070001)).toBeVisible();
  await app.fill({ email: person.email });
  await app.method("link").click();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
});
