// Getting back into an account with a choice among its addresses; the way on is in continue_with.
import { randomInt } from "node:crypto";
import type { Admin } from "../harness/admin.ts";
import type { App } from "../harness/app.ts";
import { type Person, expect, newcomer, test, wrongCode } from "../harness/test.ts";

test.use({ kratos: "contact" });

/** An account with a phone too. */
async function withPhone(admin: Admin, person: Person): Promise<string> {
  const phone = `+1202555${randomInt(10_000).toString().padStart(4, "0")}`;
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  return phone;
}

async function ask(app: App, address: string): Promise<void> {
  await app.open("/recovery");
  await app.fill({ recovery_address: address });
  await app.method("code").click();
}

const choices = (app: App) => app.button("recovery_select_address");

test("one of several addresses is chosen, confirmed, and gets the code", async ({ admin, app, person, watch }) => {
  const phone = await withPhone(admin, person);
  await ask(app, person.email);
  await expect(app.message(1060006)).toBeVisible();
  await expect(choices(app)).toHaveCount(2);
  // Masked: nobody learns an address here.
  for (const choice of await choices(app).all()) await expect(choice).not.toHaveText(new RegExp(`^(${person.email}|\\${phone})$`));
  await choices(app).filter({ hasText: "+" }).click();

  await expect(app.message(1060005)).toBeVisible();
  await app.fill({ recovery_confirm_address: phone });
  await app.field("recovery_confirm_address").press("Enter");
  await expect(app.message(1060004)).toBeVisible();
  await app.enterCode(await admin.code(phone));

  await expect(app.message(1060001)).toBeVisible();
  expect(app.path()).toBe("/settings");
  await app.fill({ password: `${person.password}-new` });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();
  expect(watch.posts[2]?.body).toMatchObject({ recovery_confirm_address: phone, recovery_address: person.email });
  expect(watch.posts[3]?.body).not.toHaveProperty("recovery_confirm_address");
});

test("Back leads to the choice again, and another one can be taken", async ({ admin, app, person }) => {
  await withPhone(admin, person);
  await ask(app, person.email);
  await choices(app).filter({ hasText: "+" }).click();
  await expect(app.field("recovery_confirm_address")).toBeVisible();
  await app.button("screen").click();
  await expect(choices(app)).toHaveCount(2);

  await choices(app).filter({ hasText: "@" }).click();
  // The address typed first needs no confirmation.
  await expect(app.message(1060004)).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("a wrong confirmation reads like a right one, and sends nothing", async ({ admin, app, person }) => {
  const phone = await withPhone(admin, person);
  await ask(app, person.email);
  await choices(app).filter({ hasText: "+" }).click();
  await app.fill({ recovery_confirm_address: "+12025559999" });
  await app.field("recovery_confirm_address").press("Enter");
  await expect(app.message(1060004)).toBeVisible();
  expect(await admin.messages(phone)).toHaveLength(0);
  expect(await admin.messages("+12025559999")).toHaveLength(0);

  await app.button("screen").click();
  await expect(choices(app)).toHaveCount(2);
});

test("a single address gets the code at once; a wrong one can be corrected, another one asked for", async ({ admin, app, person, watch }) => {
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: {} });
  await ask(app, person.email);
  await expect(app.message(1060004)).toBeVisible();
  await app.enterCode(wrongCode(await admin.code(person.email)));
  await expect(app.message(4060006)).toBeVisible();

  await app.field("code").fill("123");
  await app.button("recovery_confirm_address").click();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
  // A code beats a resend: it must not go along.
  expect(watch.posts.at(-1)?.body.code ?? "").toBe("");
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1060001)).toBeVisible();
});

test("Back from the code of a single address leads to the beginning", async ({ admin, app, person }) => {
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: {} });
  await ask(app, person.email);
  await expect(app.field("code")).toBeVisible();
  await app.button("screen").click();
  await expect(app.field("recovery_address")).toBeVisible();
  await expect(app.field("code")).toHaveCount(0);
});

test("UX-37: an unknown address is answered like a known one", async ({ admin, app, page, person, watch }) => {
  await admin.createIdentity(person.email, person.password, { schema: "contact", traits: {} });
  const stranger = newcomer(watch);
  const text = async (email: string) => {
    await ask(app, email);
    await expect(app.message(1060004)).toBeVisible();
    return (await page.locator("main:visible").innerText()).replaceAll(email, "…").replaceAll(/\S+@\S+/g, "…");
  };
  expect(await text(stranger.email)).toBe(await text(person.email));
});
