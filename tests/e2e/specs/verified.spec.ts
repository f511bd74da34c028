// A server that signs nobody in before the address is verified.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "verified" });

test("the sign-in leads to the mailed code, and then it works", async ({ admin, app, page, person }) => {
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();

  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toBe("/verification");
  expect(await app.hasSession()).toBe(false);
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
  await page.getByTestId("node/anchor/continue").click();
  await page.waitForURL("/");
  await app.signIn(person);
});
