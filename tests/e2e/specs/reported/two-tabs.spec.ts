// G-26: the settings were open in two tabs. The first changed the e-mail, the second only the first name, and the old e-mail was back.
import type { BrowserContext } from "@playwright/test";
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import { prepare, save } from "../../harness/traits.ts";

test.use({ kratos: "traits", timezoneId: "Europe/Berlin" });

test.beforeEach(({ watch }) => {
  // Chromium finds nothing that it could fill in at some of these, and says so.
  watch.allow(/^\[DOM\] Input elements should have autocomplete attributes/);
});

async function open(context: BrowserContext, path: string): Promise<App> {
  const app = new App(await context.newPage());
  await app.open(path);
  return app;
}

async function change(app: App, name: string, value: string): Promise<void> {
  await app.fill({ [name]: value });
  // What is said of the last change stands there until this one is answered.
  const answered = app.page.waitForResponse((response) => response.request().method() === "POST" && response.ok());
  await app.method("profile").click();
  await answered;
  await expect(app.message(1050001)).toHaveText("Your changes have been saved!");
}

for (const [what, isSame] of [["a form of its own", false], ["the same form, duplicated", true]] as const) {
  test(`G-26: two tabs, the second with ${what}`, async ({ admin, context, person, selfService }) => {
    const { id, traits } = await prepare(admin, selfService, person, "person");
    const first = await open(context, "/settings");
    const second = await open(context, isSame ? `/settings?flow=${first.flow()}` : "/settings");
    await change(first, "traits.name.last", "Lovelace");
    await change(second, "traits.name.first", "Grace");
    expect((await admin.identity(id)).traits).toEqual({ ...traits, name: { first: "Grace", last: "Lovelace" } });
    await expect(second.field("traits.name.last")).toHaveValue("Lovelace");
    // The first tab goes on, with what it has and with what the second has saved.
    await change(first, "traits.age", "44");
    expect((await admin.identity(id)).traits).toEqual({ ...traits, name: { first: "Grace", last: "Lovelace" }, age: 44 });
  });
}

test("G-26: a form that is opened again at its address shows what was saved elsewhere", async ({ admin, app, page, person, selfService }) => {
  const { id, traits } = await prepare(admin, selfService, person, "person");
  await app.open("/settings");
  const elsewhere = { ...traits, name: { first: "Grace", last: "Hopper" } };
  await save(selfService, elsewhere);
  await page.reload();
  await expect(app.field("traits.name.last")).toHaveValue("Hopper");
  await change(app, "traits.age", "44");
  expect((await admin.identity(id)).traits).toEqual({ ...elsewhere, age: 44 });
});

test("G-26: what was refused and is mended takes nothing back either, nor does another form of the page", async ({ admin, app, person, selfService }) => {
  const { id, traits } = await prepare(admin, selfService, person, "person");
  await app.open("/settings");
  await app.fill({ "traits.age": "7", "traits.name.first": "Grace" });
  await app.method("profile").click();
  await expect(app.page.getByTestId("node/input/traits.age").locator('[data-testid^="ui/message/"]')).toBeVisible();
  await save(selfService, { ...traits, newsletter: false, name: { first: "Ada", last: "Lovelace" } });
  await app.fill({ password: "x" });
  await app.method("password").click();
  await expect(app.section("password").getByRole("alert").or(app.section("password").locator(".field-messages p:not(:empty)")).first()).toBeVisible();
  await expect(app.field("traits.name.first")).toHaveValue("Grace");
  await change(app, "traits.age", "44");
  expect((await admin.identity(id)).traits).toEqual({ ...traits, newsletter: false, name: { first: "Grace", last: "Lovelace" }, age: 44 });
});

test("G-26: where both tabs change the same, the one that saves last has it", async ({ admin, app, person, selfService }) => {
  const { id, traits } = await prepare(admin, selfService, person, "person");
  await app.open("/settings");
  await save(selfService, { ...traits, name: { first: "Grace", last: "Hopper" } });
  await change(app, "traits.name.first", "Augusta");
  expect((await admin.identity(id)).traits).toEqual({ ...traits, name: { first: "Augusta", last: "Hopper" } });
});

test("G-26: numbers stay what they are to the last digit", async ({ app, person, selfService, servers }) => {
  const numbers = '"whole":9007199254740993,"decimal":3.141592653589793238462643,"numbers":[12345678901234567890,7]';
  const body = `{"schema_id":"traits","traits":{"email":"${person.email}","must":"m","pets":[],${numbers}},"credentials":{"password":{"config":{"password":"${person.password}"}}}}`;
  const made = await fetch(`${servers.admin}/admin/identities`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { id } = (await made.json()) as { id: string };
  await selfService.signIn(person);
  await app.open("/settings");
  await expect(app.field("traits.whole")).toHaveValue("9007199254740993");
  await change(app, "traits.must", "n");
  const text = async () => (await fetch(`${servers.admin}/admin/identities/${id}`)).text();
  for (const number of ['"whole":9007199254740993', '"decimal":3.141592653589793238462643', "[12345678901234567890,7]", '"must":"n"']) expect(await text()).toContain(number);
  await change(app, "traits.whole", "9007199254740995");
  for (const number of ['"whole":9007199254740995', '"decimal":3.141592653589793238462643']) expect(await text()).toContain(number);
});
