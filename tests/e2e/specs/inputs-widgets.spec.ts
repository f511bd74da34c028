// Fields of every kind: what they are for.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "widgets" });

test("A-03: traits say what they are for; what is optional says so in words", async ({ app, page, watch }) => {
  watch.allow(/^\[DOM\]/);
  await app.open("/registration");
  for (const [name, token] of [
    ["username", "username"],
    ["email", "email"],
    ["tel", "tel"],
    ["site", "url"],
    ["born", "bday"],
    ["address.street", "street-address"],
    ["address.city", "address-level2"],
  ] as const)
    await expect(app.field(`traits.${name}`)).toHaveAttribute("autocomplete", token);
  await expect(app.field("traits.plain")).not.toHaveAttribute("autocomplete");
  await expect(page.getByTestId("node/input/traits.tel")).toContainText("(optional)");
  await expect(page.getByTestId("node/input/traits.username")).not.toContainText("(optional)");
});
