// Kratos' paragraph about CSRF was read out to people, and so was the operator's sentence about an address. What an error's
// `reason` and `message` say is for operators, whatever the error.
import { type Page, type Route } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";

const secretive = "Operators only: the thing at 10.0.0.7 said so.";

/** The errors of Kratos that a person may meet, by what they are about. */
const errors: Record<string, [status: number, error: object]> = {
  "a forged form": [403, { id: "security_csrf_violation" }],
  "an address that is not allowed": [400, { id: "self_service_flow_return_to_forbidden" }],
  "what is switched off": [400, { id: "self_service_flow_disabled" }],
  "something refused": [400, { id: "something_new" }],
  "something forbidden": [403, {}],
  "an account that is switched off": [401, {}],
  "too much at once": [429, {}],
  "a fault": [500, {}],
  "an outage": [503, {}],
};

const answer = (route: Route, name: string) => {
  const [status, error] = errors[name]!;
  return route.fulfill({ status, json: { error: { code: status, status: "x", reason: secretive, message: secretive, ...error } } });
};

/** What a person sees without opening anything. */
const seen = (page: Page) => page.evaluate(() => document.body.innerText);

for (const name of Object.keys(errors)) {
  test(`G-28: ${name}, told when a form is sent, is told in our words`, async ({ account, app, page, watch }) => {
    watch.allow(/status of (4|5)\d\d/);
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await page.route("**/self-service/login?**", (route) => (route.request().method() === "POST" ? answer(route, name) : route.fallback()));
    await app.method("password").click();
    await expect(page.getByRole("status").or(page.getByRole("alert")).filter({ hasText: /\w{4}/ }).first()).toBeVisible();
    expect(await seen(page)).not.toContain("Operators only");
  });

  test(`G-28: ${name}, told when a page is opened, is told in our words`, async ({ page, watch }) => {
    watch.allow(/status of (4|5)\d\d/);
    await page.route("**/self-service/registration/browser**", (route) => answer(route, name));
    await page.goto("/registration");
    await expect(page.getByRole("alert").or(page.getByRole("status")).filter({ hasText: /\w{4}/ }).or(page.locator("[name=identifier]")).first()).toBeVisible();
    expect(await seen(page)).not.toContain("Operators only");
  });
}

test("G-28: the reason is there for who has to mend it", async ({ account, app, page, watch }) => {
  watch.allow(/status of 400/);
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await page.route("**/self-service/login?**", (route) => answer(route, "something refused"));
  await app.method("password").click();
  await page.locator("main:visible summary").click();
  await expect(page.locator("main:visible details")).toContainText(secretive);
  await expect(app.field("identifier")).toHaveValue(account.email);
});

test("G-28: an error that Kratos keeps is told in our words, and its own are under the details", async ({ page }) => {
  await page.goto("/error?id=stub:500");
  await expect(page.getByRole("alert")).toHaveText("This is not your fault. Please try again.");
  await page.locator("main:visible summary").click();
  await expect(page.getByTestId("ui-error")).toContainText("This is a stub error.");
});

test("G-28: a form without its cookie begins with one short sentence", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.forget();
  await app.method("password").click();
  await expect(page.locator(".Toastify")).toHaveText("The page was out of date. Please press the button again.");
});

test("G-29: an address that is not allowed is told for people", async ({ app, page }) => {
  await app.open(`/login?return_to=${encodeURIComponent("https://evil.example/")}`);
  await expect(page.locator(".Toastify")).toHaveText("The page that sent you here cannot be opened afterwards. You can go on all the same.");
  expect(app.path()).toBe("/login");
});

test("G-28: an account that is switched off is called that", async ({ account, app, page, watch }) => {
  watch.allow(/status of 401/);
  await app.open("/login");
  await page.route("**/self-service/login?**", (route) => answer(route, "an account that is switched off"));
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.locator(".Toastify")).toHaveText("This account is switched off. The operator of this service can help.");
});
