// The journeys of typed*.spec.ts, here and in ../drawn: one for each field that a code, a number or an address is typed into. Each is done by the
// application and by native forms.
import { randomInt } from "node:crypto";
import type { Admin } from "../../harness/admin.ts";
import type { App } from "../../harness/app.ts";
import type { SelfService } from "../../harness/self-service.ts";
import { type Person, expect, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";
import { isRun } from "../../harness/matrix.ts";
import { disguises, spellings } from "../../harness/typed.ts";
import type { Watch } from "../../harness/watch.ts";

interface Scene {
  admin: Admin;
  app: App;
  person: Person;
  selfService: SelfService;
  watch: Watch;
  /** A text as somebody types it. */
  typed(text: string): string;
}

type Journey = (scene: Scene) => Promise<void>;

async function open(app: App, path: string, field: string): Promise<void> {
  await app.page.goto(path);
  await expect(app.field(field)).toBeVisible();
}

/** An account that its owner is signed in to. */
async function signedIn({ admin, person, selfService }: Scene, schema = "person"): Promise<string> {
  const traits = schema === "person" ? { name: { first: person.first } } : {};
  const { id } = await admin.createIdentity(person.email, person.password, { schema, traits });
  await selfService.signIn(person);
  return id;
}

async function enterSecond({ app, person }: Scene, name: string, code: string): Promise<void> {
  await app.forget();
  await open(app, "/login", "identifier");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await app.field(name).fill(code);
  await app.field(name).press("Enter");
  await app.expectSignedIn(person.email);
}

/** Codes: nobody means what stands between their characters. */
const codes: Record<string, Journey> = {
  "mailed code, sign-in": async ({ admin, app, person, typed, watch }) => {
    await admin.createIdentity(person.email, person.password);
    await open(app, "/login", "identifier");
    await app.fill({ identifier: person.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(typed(watch.secret(await admin.code(person.email))));
    await app.expectSignedIn(person.email);
  },
  "mailed code, sign-up": async ({ admin, app, person, typed, watch }) => {
    await open(app, "/registration", "traits.email");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.method("profile").click();
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(typed(watch.secret(await admin.code(person.email))));
    await app.expectSignedIn(person.email);
  },
  "mailed code, recovery": async ({ admin, app, person, typed, watch }) => {
    await admin.createIdentity(person.email, person.password);
    await open(app, "/recovery", "email");
    await app.fill({ email: person.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(typed(watch.secret(await admin.code(person.email))));
    await expect(app.message(1060001)).toBeVisible();
  },
  "mailed code, verification": async ({ admin, app, person, typed, watch }) => {
    const { id } = await admin.createIdentity(person.email, person.password, { unverified: true });
    await open(app, "/verification", "email");
    await app.fill({ email: person.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(typed(watch.secret(await admin.code(person.email))));
    await expect(app.message(1080002)).toBeVisible();
    expect((await admin.identity(id)).verifiable_addresses).toContainEqual(expect.objectContaining({ value: person.email, verified: true }));
  },
  "authenticator code, set-up": async (scene) => {
    const { app, typed, watch } = scene;
    await signedIn(scene);
    await open(app, "/settings", "totp_code");
    const secret = watch.secret((await app.page.getByTestId("node/text/totp_secret_key/text").innerText()).trim());
    await app.field("totp_code").fill(typed(totp(secret)));
    await app.field("totp_code").press("Enter");
    await expect(app.message(1050001)).toBeVisible();
    await expect(app.button("totp_unlink")).toBeVisible();
  },
  "authenticator code, sign-in": async (scene) => {
    await signedIn(scene);
    const secret = scene.watch.secret(await scene.selfService.addTotp());
    await enterSecond(scene, "totp_code", scene.typed(totp(secret)));
  },
  "backup code, sign-in": async (scene) => {
    await signedIn(scene);
    const [code] = await scene.selfService.addLookupSecrets();
    await enterSecond(scene, "lookup_secret", scene.typed(scene.watch.secret(code!)));
  },
};

/** Addresses, and numbers that are counted with. */
const addresses: Record<string, Journey> = {
  "address, sign-in": async ({ admin, app, person, typed }) => {
    await admin.createIdentity(person.email, person.password);
    await open(app, "/login", "identifier");
    await app.fill({ identifier: typed(person.email), password: person.password });
    await app.method("password").click();
    await app.expectSignedIn(person.email);
  },
  "address, sign-up": async ({ admin, app, person, typed }) => {
    await open(app, "/registration", "traits.email");
    await app.fill({ "traits.email": typed(person.email), "traits.name.first": person.first });
    await app.method("profile").click();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.field("code")).toBeVisible();
    const identity = await admin.findIdentity(person.email);
    expect(identity?.traits.email).toBe(person.email);
    await app.expectShown(person.email);
  },
  "address, recovery": async ({ admin, app, person, typed, watch }) => {
    await admin.createIdentity(person.email, person.password);
    await open(app, "/recovery", "email");
    await app.fill({ email: typed(person.email) });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(watch.secret(await admin.code(person.email)));
    await expect(app.message(1060001)).toBeVisible();
  },
  "address, settings": async (scene) => {
    const { admin, app, person, typed } = scene;
    const id = await signedIn(scene);
    await open(app, "/settings", "traits.email");
    const email = scene.watch.secret(`new-${person.email}`);
    await app.fill({ "traits.email": typed(email) });
    await app.method("profile").click();
    await expect(app.message(1080003)).toBeVisible();
    expect((await admin.identity(id)).traits.email).toBe(email);
  },
  "number trait, sign-up": async ({ admin, app, person, typed }) => {
    await open(app, "/registration", "traits.age");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": typed("36") });
    await app.method("profile").click();
    await app.fill({ password: person.password });
    await app.method("password").click();
    await expect(app.field("code")).toBeVisible();
    expect((await admin.findIdentity(person.email))?.traits).toMatchObject({ age: 36 });
  },
  "number trait, settings": async (scene) => {
    const { admin, app, typed } = scene;
    const id = await signedIn(scene);
    await open(app, "/settings", "traits.age");
    await app.fill({ "traits.age": typed("1815") });
    await app.method("profile").click();
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(id)).traits).toMatchObject({ age: 1815, name: { first: "Ada" } });
  },
};

/** A number that nobody else has, and that a real telephone could have. */
const newNumber = (watch: Watch) => watch.secret(`+1202555${randomInt(10_000).toString().padStart(4, "0")}`);

async function withNumber({ admin, person, watch }: Scene): Promise<{ id: string; phone: string }> {
  const phone = newNumber(watch);
  const { id } = await admin.createIdentity(person.email, person.password, { schema: "contact", traits: { phone } });
  return { id, phone };
}

const phones: Record<string, Journey> = {
  "phone number, sign-up": async ({ admin, app, person, typed, watch }) => {
    const phone = newNumber(watch);
    await open(app, "/registration", "traits.phone");
    await app.fill({ "traits.email": person.email, "traits.phone": typed(phone), password: person.password });
    await app.method("password").click();
    await app.expectSignedIn(person.email);
    expect((await admin.findIdentity(person.email))?.traits).toEqual({ email: person.email, phone });
  },
  "phone number, sign-in": async (scene) => {
    const { admin, app, person, typed, watch } = scene;
    const { phone } = await withNumber(scene);
    await open(app, "/login", "identifier");
    await app.fill({ identifier: typed(phone) });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(watch.secret(await admin.code(phone)));
    await app.expectSignedIn(person.email);
  },
  "phone number, recovery": async (scene) => {
    const { admin, app, typed, watch } = scene;
    const { phone } = await withNumber(scene);
    await open(app, "/recovery", "recovery_address");
    await app.fill({ recovery_address: typed(phone) });
    await app.method("code").click();
    // It is known for the one that was typed: no confirmation is asked for.
    await app.button("recovery_select_address").filter({ hasText: "+" }).click();
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(watch.secret(await admin.code(phone)));
    await expect(app.message(1060001)).toBeVisible();
  },
  "phone number, confirmed in a recovery": async (scene) => {
    const { admin, app, person, typed, watch } = scene;
    const { phone } = await withNumber(scene);
    await open(app, "/recovery", "recovery_address");
    await app.fill({ recovery_address: person.email });
    await app.method("code").click();
    await app.button("recovery_select_address").filter({ hasText: "+" }).click();
    await app.fill({ recovery_confirm_address: typed(phone) });
    await app.field("recovery_confirm_address").press("Enter");
    await expect(app.field("code")).toBeVisible();
    await app.enterCode(watch.secret(await admin.code(phone)));
    await expect(app.message(1060001)).toBeVisible();
  },
  "phone number, settings": async (scene) => {
    const { admin, app, typed, watch } = scene;
    const id = await signedIn(scene, "contact");
    const phone = newNumber(watch);
    await open(app, "/settings", "traits.phone");
    await app.fill({ "traits.phone": typed(phone) });
    await app.method("profile").click();
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(id)).traits).toMatchObject({ phone });
  },
};

/** One test for each field and each way to type. */
function matrix(fields: Record<string, Journey>, ways: Record<string, (text: string) => string>): void {
  for (const [row, [field, journey]] of Object.entries(fields).entries())
    for (const [column, [way, typed]] of Object.entries(ways).entries())
      if (isRun(row, column)) test(`G-14: ${field}: ${way}`, ({ admin, app, person, selfService, watch }) => journey({ admin, app, person, selfService, watch, typed }));
}

/** A schema with addresses and numbers, and every way to sign in with a code. */
export function testCodesAndAddresses(): void {
  matrix(codes, spellings);
  matrix(addresses, disguises);
}

export function testPhones(): void {
  matrix(phones, spellings);
}
