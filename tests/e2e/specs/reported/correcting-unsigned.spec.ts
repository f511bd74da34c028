// After a sign-up that signs nobody in, "Change" leads back to the sign-up: nobody else can change the address.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "unsigned" });

test("G-35: Change leads back to the sign-up, with what was typed", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
  await page.getByTestId("change-identifier").click();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.name.first")).toHaveValue(person.first);
  expect(app.path()).toBe("/registration");
});
