// What is missing is said in Kratos' own words, at the field, and only as long as it is missing.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "everything" });

test("G-33: an empty field has Kratos' message and id", async ({ app, page, watch }) => {
  await app.open("/login");
  await app.method("password").click();
  for (const [name, property] of [["identifier", "identifier"], ["password", "password"]] as const) {
    const message = page.getByTestId(`node/input/${name}`).getByTestId("ui/message/4000002");
    await expect(message).toHaveText(`Property ${property} is missing.`);
    await expect(app.field(name)).toHaveAttribute("aria-invalid", "true");
  }
  expect(watch.posts).toHaveLength(0);
});

test("G-33: a security key without a name", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  await app.button("webauthn_register_trigger").click();
  const field = page.getByTestId("node/input/webauthn_register_displayname");
  await expect(field.getByTestId("ui/message/4000002")).toHaveText("Property webauthn_register_displayname is missing.");
  await expect(app.field("webauthn_register_displayname")).toBeFocused();
});

test("G-33: nobody reads a message twice", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email });
  await app.field("traits.name.first").evaluate((input) => input.removeAttribute("required"));
  await app.method("profile").click();
  const messages = page.getByTestId("node/input/traits.name.first").getByTestId("ui/message/4000002");
  await expect(messages).toHaveCount(1);
  await app.field("traits.name.first").evaluate((input) => input.setAttribute("required", ""));
  await app.method("profile").click();
  await expect(messages).toHaveCount(1);
});

test("G-37: what is filled in is no longer said to be missing, and the summary goes with it", async ({ app, page, person }) => {
  await app.open("/login");
  await app.method("password").click();
  const summary = page.getByTestId("summary");
  await expect(summary.locator("a")).toHaveCount(2);
  await app.field("identifier").pressSequentially("a");
  await expect(page.getByTestId("node/input/identifier").getByTestId("ui/message/4000002")).toHaveCount(0);
  await expect(app.field("identifier")).not.toHaveAttribute("aria-invalid");
  await expect(app.field("identifier")).not.toHaveAttribute("aria-describedby");
  await expect(page.getByTestId("node/input/password").getByTestId("ui/message/4000002")).toBeVisible();
  await expect(summary).toHaveCount(0);
  // While somebody types nothing is added.
  await app.field("identifier").press("Backspace");
  await app.fill({ identifier: person.email, password: person.password });
  await expect(page.locator("[data-testid='ui/message/4000002']")).toHaveCount(0);
});

test("G-37: the same where Kratos has said it", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email });
  await app.field("traits.name.first").evaluate((input) => input.removeAttribute("required"));
  await app.method("profile").click();
  const message = page.getByTestId("node/input/traits.name.first").getByTestId("ui/message/4000002");
  await expect(message).toBeVisible();
  await app.field("traits.name.first").evaluate((input) => input.setAttribute("required", ""));
  await app.field("traits.name.first").pressSequentially("Ada");
  await expect(message).toHaveCount(0);
  await expect(app.field("traits.name.first")).not.toHaveAttribute("aria-invalid");
});
