// Getting back into an account with a choice among its addresses; the way on is a redirect (422).
import { randomInt } from "node:crypto";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "contact-redirect" });

test("one of several addresses is chosen, confirmed, and gets the code", async ({ admin, app, person }) => {
  const phone = `+1202555${randomInt(10_000).toString().padStart(4, "0")}`;
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  await app.open("/recovery");
  await app.fill({ recovery_address: phone });
  await app.method("code").click();
  await app.button("recovery_select_address").filter({ hasText: "@" }).click();
  await app.fill({ recovery_confirm_address: person.email });
  await app.field("recovery_confirm_address").press("Enter");
  await expect(app.message(1060004)).toBeVisible();
  await app.mark();
  await app.enterCode(await admin.code(person.email));

  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  expect(await app.hasStayed()).toBe(true);
  await app.fill({ password: `${person.password}-new` });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();
});
