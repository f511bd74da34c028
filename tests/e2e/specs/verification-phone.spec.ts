// Verification of a phone number, by a code in a text message.
import { randomInt } from "node:crypto";
import type { Admin } from "../harness/admin.ts";
import type { App } from "../harness/app.ts";
import type { SelfService } from "../harness/self-service.ts";
import { type Person, expect, test } from "../harness/test.ts";

test.use({ kratos: "contact" });

/** Adds a phone number in the settings of a new account, up to the code. */
async function addPhone(admin: Admin, app: App, selfService: SelfService, person: Person): Promise<string> {
  const phone = `+1202555${randomInt(10_000).toString().padStart(4, "0")}`;
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: {} });
  await selfService.signIn(person);
  await app.open("/settings");
  await expect(app.field("traits.phone")).toHaveAttribute("type", "tel");
  await app.fill({ "traits.phone": phone });
  await app.method("profile").click();
  await expect(app.field("code")).toBeVisible();
  return phone;
}

test("the code from the text message verifies the number", async ({ admin, app, person, selfService }) => {
  const phone = await addPhone(admin, app, selfService, person);
  expect(app.path()).toBe("/verification");
  await app.expectShown(phone);
  await app.enterCode(await admin.code(phone));
  await expect(app.message(1080002)).toBeVisible();
  const identity = await admin.findIdentity(person.email);
  expect(identity?.verifiable_addresses).toContainEqual(expect.objectContaining({ value: phone, verified: true }));
});

test("Kratos cannot resend to a phone: instead of a button that does nothing, a new start", async ({ admin, app, page, person, selfService }) => {
  await addPhone(admin, app, selfService, person);
  await expect(page.locator("[name=sms]:visible")).toHaveCount(0);
  await page.getByTestId("start-over").click();
  await expect(app.field("email")).toBeVisible();
  expect(app.path()).toBe("/verification");
  await expect(app.field("code")).toHaveCount(0);
});
