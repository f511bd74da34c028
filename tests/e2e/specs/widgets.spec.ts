// Every kind of trait in a sign-up: drawn as the control that fits, sent as Kratos reads it.
import { randomUUID } from "node:crypto";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "widgets", timezoneId: "Europe/Berlin" });

test("every trait has the control that fits", async ({ app, page }) => {
  await app.open("/registration");
  const types = {
    username: "text",
    email: "email",
    tel: "tel",
    site: "url",
    born: "date",
    seen: "datetime-local",
    password: "text",
    // A browser's own field for numbers takes no digits of other scripts (G-14).
    age: "text",
    height: "text",
    tos: "checkbox",
    news: "checkbox",
    "address.street": "text",
    "address.city": "text",
  };
  for (const [name, type] of Object.entries(types)) {
    const input = page.locator(`input[name="traits.${name}"]`);
    await expect(input).toHaveCount(1);
    await expect(input).toHaveAttribute("type", type);
  }
  for (const name of ["age", "height"]) await expect(app.field(`traits.${name}`)).toHaveAttribute("inputmode", "decimal");
  const colour = page.locator('select[name="traits.colour"]');
  await expect(colour.locator("option")).toHaveText(["", "red", "green", "blue"].map((text) => (text ? text : /.*/)));
  await expect(page.getByLabel("Colour")).toHaveAttribute("name", "traits.colour");
});

test("all of them arrive", async ({ admin, app, page, watch }) => {
  const username = `a${randomUUID().replaceAll("-", "").slice(0, 15)}`;
  await app.open("/registration");
  await app.fill({
    "traits.username": username,
    "traits.email": "ada@example.com",
    "traits.tel": "+12025550123",
    "traits.site": "https://example.com/ada",
    "traits.born": "1815-12-10",
    "traits.seen": "2026-01-02T13:45",
    "traits.age": "36",
    "traits.height": "1.75",
    "traits.address.street": "St. James's Square",
    "traits.address.city": "London",
    password: watch.secret(`CANARY-pw-${randomUUID()}`),
  });
  await page.locator('select[name="traits.colour"]').selectOption("green");
  await page.locator('input[name="traits.tos"]').check();
  await app.method("password").click();
  await expect(page.getByTestId("session-content")).toContainText(username);

  // An hour ahead of UTC in winter.
  expect(watch.post.body).toMatchObject({ "traits.seen": "2026-01-02T12:45:00Z", "traits.age": 36, "traits.height": 1.75, "traits.tos": true });
  const [identity] = [await admin.findIdentity(username)];
  expect(identity?.traits).toMatchObject({
    username,
    email: "ada@example.com",
    tel: "+12025550123",
    site: "https://example.com/ada",
    born: "1815-12-10",
    seen: "2026-01-02T12:45:00Z",
    age: 36,
    height: 1.75,
    tos: true,
    colour: "green",
    address: { street: "St. James's Square", city: "London" },
  });
});

test("what is left out is left out", async ({ admin, app, page, watch }) => {
  const username = `a${randomUUID().replaceAll("-", "").slice(0, 15)}`;
  await app.open("/registration");
  await app.fill({ "traits.username": username, "traits.age": "36", "traits.address.city": "London", password: watch.secret(`CANARY-pw-${randomUUID()}`) });
  await page.locator('input[name="traits.tos"]').check();
  await app.method("password").click();
  await expect(page.getByTestId("session-content")).toContainText(username);
  expect(watch.post.body).not.toHaveProperty("traits.height");
  expect((await admin.findIdentity(username))?.traits).not.toHaveProperty("colour");
});

test("links in a label lead out, the box is still its label's, and other Markdown stays as it is", async ({ app, page }) => {
  await app.open("/registration");
  const box = page.locator('input[name="traits.tos"]');
  const label = box.locator("xpath=following-sibling::*[1]");
  expect(await label.evaluate((element) => element.localName)).toBe("label");
  await expect(label).toContainText(/I accept the terms.* and the rules.*, \*all\* of them/);
  for (const name of ["terms", "rules"]) {
    const link = label.getByRole("link", { name });
    await expect(link).toHaveAttribute("href", `https://vestibule.example/${name}`);
    await expect(link).toHaveAttribute("target", "_blank");
    await expect(link).toHaveAttribute("rel", /noopener/);
  }
  await expect(box).not.toBeChecked();
  await label.click({ position: { x: 3, y: 5 } });
  await expect(box).toBeChecked();
});

test("a pattern of the schema does not refuse here what Kratos accepts", async ({ app, page, watch }) => {
  // The schema's pattern has no anchors: a name with a capital in front fits it, an HTML pattern would not.
  const username = `A${randomUUID().replaceAll("-", "").slice(0, 15)}`;
  await app.open("/registration");
  await app.fill({ "traits.username": username, "traits.age": "36", "traits.address.city": "London", password: watch.secret(`CANARY-pw-${randomUUID()}`) });
  await page.locator('input[name="traits.tos"]').check();
  await app.method("password").click();
  await expect(page.getByTestId("session-content")).toContainText(username);
});

test("a refused sign-up keeps every value", async ({ app, page, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.username": "ab", "traits.born": "1815-12-10", "traits.seen": "2026-01-02T13:45", "traits.age": "36", "traits.height": "1.75", "traits.address.city": "London", password: watch.secret(`CANARY-pw-${randomUUID()}`) });
  await page.locator('select[name="traits.colour"]').selectOption("blue");
  await page.locator('input[name="traits.tos"]').check();
  await app.method("password").click();
  await expect(page.getByTestId("node/input/traits.username").getByTestId("ui/message/4000003")).toBeVisible();
  await expect(app.field("traits.born")).toHaveValue("1815-12-10");
  await expect(app.field("traits.seen")).toHaveValue("2026-01-02T13:45");
  await expect(app.field("traits.height")).toHaveValue("1.75");
  await expect(page.locator('select[name="traits.colour"]')).toHaveValue("blue");
  await expect(page.locator('input[name="traits.tos"]')).toBeChecked();
});
