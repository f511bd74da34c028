// One page for everybody, on a server that does not tell which addresses have an account.
import { expect, newcomer, test } from "../harness/test.ts";

test.use({ kratos: "one-door-mitigated", config: { entry: "one_door" } });

test("the second step is the same for everybody, and offers both ways", async ({ admin, app, page, person, watch }) => {
  await admin.createIdentity(person.email, person.password, { schema: "address", traits: {} });
  const text = async (email: string) => {
    await app.open("/login");
    await app.fill({ identifier: email });
    await app.method("identifier_first").click();
    await expect(app.field("password")).toBeVisible();
    await expect(page.getByTestId("sign-up-instead")).toHaveAttribute("href", /registration/);
    return (await page.locator("main:visible").innerText()).replaceAll(email, "…");
  };
  expect(await text(newcomer(watch).email)).toBe(await text(person.email));
});

test("a known address signs in", async ({ admin, app, person }) => {
  await admin.createIdentity(person.email, person.password, { schema: "address", traits: {} });
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await app.fill({ password: person.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(person.email);
});

test("an unknown one signs up, with the address carried along", async ({ app, page, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.field("identifier").press("Enter");
  await page.getByTestId("sign-up-instead").click();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  expect(app.path()).toBe("/registration");
  expect(page.url()).not.toContain(encodeURIComponent(person.email));
  await app.fill({ password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});
