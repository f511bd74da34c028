// A captcha: the open-source server has none, so its node is put into the flow on the way.
import type { Page } from "@playwright/test";
import type { Flow } from "../harness/self-service.ts";
import { expect, test } from "../harness/test.ts";

test.use({ config: { captcha: { script: "/captcha.js" } } });

const node = {
  type: "div",
  group: "captcha",
  attributes: { id: "captcha", node_type: "div", class: "cf-turnstile", data: { sitekey: "the-site", theme: "light" } },
  messages: [],
  meta: {},
};

/** Stands in for Turnstile's own script: draws a button that solves it. */
const script = `window.turnstile = { render: (element, options) => {
  const target = typeof element === "string" ? document.querySelector(element) : element;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "I am human: " + options.sitekey;
  button.onclick = () => options.callback("CANARY-token");
  target.append(button);
  return "widget";
}, reset: () => {}, remove: () => {} };`;

async function withCaptcha(page: Page): Promise<{ loads: number }> {
  const seen = { loads: 0 };
  await page.route("**/captcha.js", (route) => {
    seen.loads += 1;
    return route.fulfill({ contentType: "text/javascript", body: script });
  });
  await page.route("**/self-service/login/browser**", async (route) => {
    const response = await route.fetch();
    const flow = (await response.json()) as Flow;
    (flow.ui.nodes as object[]).push(node);
    await route.fulfill({ response, json: flow });
  });
  return seen;
}

test("its widget is drawn once, and its token goes along with the submit", async ({ account, app, page, watch }) => {
  const seen = await withCaptcha(page);
  await app.open("/login");
  const div = page.getByTestId("node/div/captcha");
  await expect(div).toHaveCount(1);
  await expect(page.locator("[data-sitekey='the-site']")).toHaveCount(1);
  await page.getByRole("button", { name: "I am human: the-site" }).click();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body.transient_payload).toEqual({ captcha_turnstile_response: "CANARY-token" });
  expect(seen.loads).toBe(1);
});

test("without its node nothing is loaded", async ({ account, app, page, watch }) => {
  let loads = 0;
  await page.route("**/captcha.js", (route) => {
    loads += 1;
    return route.abort();
  });
  await app.signIn(account);
  expect(loads).toBe(0);
  expect(watch.post.body).not.toHaveProperty("transient_payload");
});
