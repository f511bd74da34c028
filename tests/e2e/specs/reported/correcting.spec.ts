// "Change" on the verification after a sign-up took another address and said that a mail was sent there. None was, and the
// account kept the typo.
import { randomUUID } from "node:crypto";
import type { App } from "../../harness/app.ts";
import { type Person, expect, test } from "../../harness/test.ts";

test.use({ kratos: "everything" });

async function signUp(app: App, person: Person): Promise<void> {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toBe("/verification");
}

test.describe("with a session", () => {
  test("G-35: Change leads to the address of the account, and what is saved there gets a code", async ({ admin, app, page, person, selfService, watch }) => {
    await signUp(app, person);
    await page.getByTestId("change-identifier").click();
    const field = app.field("traits.email");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(person.email);
    expect(app.path()).toBe("/settings");
    const right = watch.secret(`ada-${randomUUID().slice(0, 13)}@example.com`);
    await field.fill(right);
    await app.section("profile").locator("button[name=method]").click();

    await expect(app.field("code")).toBeVisible();
    await app.expectShown(right);
    expect((await selfService.whoami()).identity.traits).toMatchObject({ email: right });
    await app.enterCode(await admin.code(right));
    await expect(app.message(1080002)).toBeVisible();
  });

  test("G-35: so it does after a reload, and where the address was changed before", async ({ app, page, person }) => {
    await signUp(app, person);
    await page.reload();
    await expect(app.field("code")).toBeVisible();
    await page.getByTestId("change-identifier").click();
    await expect(app.field("traits.email")).toBeFocused();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account settings");
  });
});

test.describe("by itself", () => {
  test("G-35: only a verification that anybody can ask for takes another address, and does not say that it knows", async ({ admin, app, page, person, watch }) => {
    await app.open("/verification");
    await app.fill({ email: person.email });
    await app.method("code").click();
    await expect(app.message(1080003)).toHaveText(`If ${person.email} belongs to an account, a code is on its way.`);
    await expect(page.getByText(/has been sent|sent to/i)).toHaveCount(0);
    expect(await admin.messages(person.email)).toHaveLength(0);

    await page.getByTestId("change-identifier").click();
    const other = watch.secret(`ada-${randomUUID().slice(0, 13)}@example.com`);
    await expect(app.field("email")).toBeEditable();
    await app.fill({ email: other });
    await app.method("code").click();
    await expect(app.message(1080003)).toHaveText(`If ${other} belongs to an account, a code is on its way.`);
  });
});
