// G-05: sign-up offered the choices of the first schema that had a trait of that name, and Kratos refused them.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "traits" });

test("G-05: the choices are those of the schema that the flow names, and are taken", async ({ admin, app, page, person }) => {
  await app.open("/registration?identity_schema=large");
  const size = page.locator('select[name="traits.size"]');
  await expect(size.locator("option")).toHaveText(["", "L", "XL", "XXL"]);
  await size.selectOption("XL");
  await app.fill({ "traits.email": person.email, password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
  expect((await admin.findIdentity(person.email))?.traits).toMatchObject({ email: person.email, size: "XL" });
});

test("G-05: a flow of that schema that is opened by its address has the same choices", async ({ app, page }) => {
  await app.open("/registration?identity_schema=large");
  await app.open(`/registration?flow=${app.flow()}`);
  await expect(page.locator('select[name="traits.size"] option')).toHaveText(["", "L", "XL", "XXL"]);
});

test("G-05: where the flow names none, a field has choices only if all schemas say the same", async ({ app, page }) => {
  await app.open("/registration");
  await expect(page.locator('select[name="traits.grade"] option')).toHaveText(["", "1", "2", "3"]);
  await expect(app.field("traits.size")).toHaveAttribute("type", "text");
});

test("G-05: the settings have those of the identity's schema", async ({ admin, app, page, person, selfService }) => {
  const { id } = await admin.createIdentity(person.email, person.password, { schema: "large", traits: { size: "L" }, unverified: true });
  await selfService.signIn(person);
  await app.open("/settings");
  const size = page.locator('select[name="traits.size"]');
  await expect(size.locator("option")).toHaveText(["", "L", "XL", "XXL"]);
  await size.selectOption("XXL");
  await app.method("profile").click();
  await expect(app.message(1050001)).toHaveText("Your changes have been saved!");
  expect((await admin.identity(id)).traits).toEqual({ email: person.email, size: "XXL" });
});
