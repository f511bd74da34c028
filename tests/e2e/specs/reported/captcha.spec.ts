// A captcha on an origin of its own, whose makers know nothing of the headers of our pages. The open-source server has none, so its
// node is put into the flow on the way.
import type { Page } from "@playwright/test";
import type { Flow } from "../../harness/self-service.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ config: { captcha: { script: "http://127.0.0.1:5596/captcha.js" } } });

const node = {
  type: "div",
  group: "captcha",
  attributes: { id: "captcha", node_type: "div", class: "cf-turnstile", data: { sitekey: "the-site" } },
  messages: [],
  meta: {},
};

/** Puts the captcha into every login flow. */
async function withCaptcha(page: Page): Promise<void> {
  await page.route(
    (url) => url.pathname.startsWith("/self-service/login"),
    async (route) => {
      const response = await route.fetch();
      const flow = (await response.json().catch(() => ({}))) as Partial<Flow>;
      if (!flow.ui) return route.fulfill({ response });
      (flow.ui.nodes as object[]).push(node);
      await route.fulfill({ response, json: flow });
    },
  );
}

const human = (page: Page) => page.getByRole("button", { name: "I am human" });

test("G-23: its frame is shown, what it sets from strings is taken, and its token goes along", async ({ account, app, captcha, page, watch }) => {
  await withCaptcha(page);
  await app.open("/login");
  await expect(page.frameLocator("iframe[title=Captcha]").getByText("Are you human?")).toBeVisible();
  await expect(page.locator("html[data-part=there]")).toHaveCount(1);
  await human(page).click();
  await expect(page.locator("input[name='transient_payload.captcha_turnstile_response']")).toHaveValue("CANARY-token-1");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body.transient_payload).toEqual({ captcha_turnstile_response: "CANARY-token-1" });
  expect(captcha.asked).toContain("/frame");
});

test("G-23: without a token nothing is sent, and the page says why", async ({ account, app, captcha, page, watch }) => {
  await withCaptcha(page);
  await app.open("/login");
  await expect(human(page)).toBeVisible();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("alert").filter({ hasText: "check that you are human" })).toBeVisible();
  expect(watch.posts).toHaveLength(0);
  expect(captcha.asked).toContain("/captcha.js");
  // What was typed is there, and the way on is the check.
  await expect(app.field("password")).toHaveValue(account.password);
  await human(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "check that you are human" })).toHaveCount(0);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("G-23: a token is good for one submit", async ({ account, app, captcha, page, watch }) => {
  await withCaptcha(page);
  await app.open("/login");
  await human(page).click();
  await expect(page.locator("input[name='transient_payload.captcha_turnstile_response']")).toHaveValue(/CANARY-token/);
  await app.fill({ identifier: account.email, password: "CANARY-wrong-1" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(captcha.asked).toContain("/token");
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("alert").filter({ hasText: "check that you are human" })).toBeVisible();
  expect(watch.posts).toHaveLength(1);
  await human(page).click();
  await expect(page.locator("input[name='transient_payload.captcha_turnstile_response']")).toHaveValue(/CANARY-token/);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  const tokens = watch.posts.map(({ body }) => (body.transient_payload as { captcha_turnstile_response: string }).captcha_turnstile_response);
  expect(new Set(tokens).size).toBe(2);
});

for (const [name, over] of [
  ["expires", "expire"],
  ["fails", "fail"],
] as const) {
  test(`G-23: a token that ${name} is taken back`, async ({ account, app, captcha, page, watch }) => {
    await withCaptcha(page);
    await app.open("/login");
    await human(page).click();
    const token = page.locator("input[name='transient_payload.captcha_turnstile_response']");
    await expect(token).toHaveValue(/CANARY-token/);
    await page.evaluate((over) => (window as unknown as { turnstile: Record<string, () => void> }).turnstile[over]!(), over);
    await expect(token).toHaveValue("");
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await expect(page.getByRole("alert").filter({ hasText: "check that you are human" })).toBeVisible();
    expect(watch.posts).toHaveLength(0);
    expect(captcha.isUp).toBe(true);
  });
}

test("G-23: a captcha that is blocked is said, and the form is not sent without it", async ({ account, app, captcha, page, watch }) => {
  watch.allow(/Failed to load resource/);
  captcha.isUp = false;
  await withCaptcha(page);
  await app.open("/login");
  const said = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(said).toBeVisible();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(said).toBeVisible();
  expect(watch.posts).toHaveLength(0);
});
