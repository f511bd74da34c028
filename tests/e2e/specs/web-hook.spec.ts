// A web hook of the operator interrupts a sign-up with messages of its own; and what the host page hands to such hooks.
import type { App } from "../harness/app.ts";
import { type Person, expect, test } from "../harness/test.ts";

test.use({ kratos: "web-hook" });

async function signUp(app: App, person: Person): Promise<void> {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
}

test.afterEach(({ servers }) => {
  servers.neighbours.receiver.answer = {};
});

test("a message of an unknown id is said at the field that it is about, once, and can be obeyed", async ({ app, page, person, servers }) => {
  const { receiver } = servers.neighbours;
  const message = { id: 7654321, text: "That name is taken in this town.", type: "error", context: {} };
  receiver.answer = { status: 400, json: { messages: [{ instance_ptr: "#/traits/name/first", messages: [message] }] } };
  await signUp(app, person);
  await expect(page.getByTestId("node/input/traits.name.first").getByTestId("ui/message/7654321")).toHaveText(message.text);
  await expect(app.message(7654321)).toHaveCount(1);
  await expect(app.field("traits.email")).toHaveValue(person.email);

  receiver.answer = {};
  await app.fill({ "traits.name.first": "Grace", password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("a message about nothing that is drawn is said too, and no field appears", async ({ app, page, person, servers }) => {
  const message = { id: 7654322, text: "Not today.", type: "error", context: {} };
  servers.neighbours.receiver.answer = { status: 400, json: { messages: [{ instance_ptr: "#/nowhere", messages: [message] }] } };
  await signUp(app, person);
  await expect(app.message(7654322)).toHaveText(message.text);
  await expect(app.message(7654322)).toHaveCount(1);
  await expect(app.message(7654322)).toBeVisible();
  await expect(page.locator("[name=nowhere]:visible")).toHaveCount(0);
});

test("a message that is no error is said as it is", async ({ app, page, person, servers }) => {
  const message = { id: 7654323, text: "We shall call you.", type: "info", context: {} };
  servers.neighbours.receiver.answer = { status: 400, json: { messages: [{ instance_ptr: "#/traits/email", messages: [message] }] } };
  await signUp(app, person);
  await expect(app.message(7654323)).toHaveText(message.text);
  await expect(page.locator("input[aria-invalid=true]")).toHaveCount(0);
});

test("a hook that is broken loses nothing that was typed", async ({ app, page, person, servers, watch }) => {
  watch.allow(/status of 5\d\d/);
  servers.neighbours.receiver.answer = { status: 404, json: "no" };
  await page.route("**/self-service/registration?**", (route) => route.fulfill({ status: 502, json: { error: { code: 502, message: "A third-party upstream service responded improperly." } } }));
  await signUp(app, person);
  await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("password")).toHaveValue(person.password);
});

test("the host page's transient payload goes along with every submit", async ({ app, page, person, selfService, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: "short" });
  await page.evaluate(() => {
    const extra = document.createElement("input");
    Object.assign(extra, { type: "hidden", name: "transient_payload.campaign", value: "spring" });
    document.querySelector("form")!.append(extra);
  });
  await app.method("password").click();
  await expect(page.locator('[data-testid^="ui/message/4"]').first()).toBeVisible();
  await app.fill({ password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
  expect(watch.posts.map(({ body }) => body.transient_payload)).toEqual([{ campaign: "spring" }, { campaign: "spring" }]);
  expect((await selfService.whoami()).identity.traits).toMatchObject({ email: person.email });
});
