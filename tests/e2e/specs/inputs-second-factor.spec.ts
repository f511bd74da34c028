// A second factor: the code comes in a text message.
import { randomInt } from "node:crypto";
import { withMessages } from "../harness/messages.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "second-factor" });

test("UX-12: the code of a text message comes into the empty field, and is sent by the person", async ({ admin, app, page, person, watch }) => {
  await withMessages(page);
  const phone = `+1202555${randomInt(10_000).toString().padStart(4, "0")}`;
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await page.locator(`button[name=address][value="${phone}"]`).click();
  const field = app.field("code");
  await expect(field).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__messages)).toEqual(["asked sms"]);

  // What somebody is typing stays; and the request ends with the submit, for one with the next form.
  await field.fill("000000");
  await page.evaluate(() => window.__deliver!("111111"));
  await app.method("code").click();
  await expect(app.message(4010008)).toBeVisible();
  await expect(field).toHaveValue("");
  await expect.poll(() => page.evaluate(() => window.__messages?.length)).toBe(2);
  expect(watch.posts.at(-1)?.body.code).toBe("000000");

  const sent = watch.posts.length;
  const code = watch.secret(await admin.code(phone));
  await page.evaluate((code) => window.__deliver!(code), code);
  await expect(field).toHaveValue(code);
  expect(watch.posts.length).toBe(sent);
  await app.method("code").click();
  await app.expectSignedIn(person.email);
});
