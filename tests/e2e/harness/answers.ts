// Answers that come in place of Kratos' own, how to wait at a line that gives none, and what a page then owes a person.
import { type Locator, type Page, type Route, expect } from "@playwright/test";

export const html = "<!doctype html><title>Maintenance</title><h1>Be right back</h1>";

type Answer = (route: Route) => Promise<void>;

/** What networks, proxies and servers that are out of order answer. */
export const faults = {
  "503 in JSON": (route) =>
    route.fulfill({ status: 503, json: { error: { code: 503, status: "Service Unavailable", message: "upstream is down" } } }),
  "503 in HTML": (route) => route.fulfill({ status: 503, contentType: "text/html", body: html }),
  "500 from Kratos": (route) =>
    route.fulfill({ status: 500, json: { error: { code: 500, status: "Internal Server Error", request: "r-1", reason: "it broke", message: "it broke" } } }),
  "502 and nothing": (route) => route.fulfill({ status: 502, body: "" }),
  "200 in HTML": (route) => route.fulfill({ status: 200, contentType: "text/html", body: html }),
  "200 and half a flow": (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"id":"1","ui":{"nodes":[{' }),
  "200 and null": (route) => route.fulfill({ status: 200, json: null }),
  "200 and something else": (route) => route.fulfill({ status: 200, json: { ui: { nodes: 7 } } }),
  "429 in HTML": (route) => route.fulfill({ status: 429, contentType: "text/html", headers: { "retry-after": "1" }, body: html }),
  "a broken line": (route) => route.abort("connectionreset"),
  "no network": (route) => route.abort("internetdisconnected"),
} satisfies Record<string, Answer>;

/** Refused for a reason that only the server knows: to ask again is of no use. */
export const refused: Answer = (route) =>
  route.fulfill({ status: 400, json: { error: { id: "something_new", code: 400, status: "Bad Request", reason: "It is Sunday.", message: "no" } } });

/** The server has done what was asked, but its answer does not arrive. */
export const lost: Answer = async (route) => {
  await route.fetch();
  await route.abort("connectionreset");
};

/** Chromium's own lines about requests that fail on purpose. */
export const noise = /^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/;

/** A readable explanation in place of the form, and something to press, which is given back. */
export async function expectCard(page: Page): Promise<Locator> {
  const main = page.locator("main:visible");
  await expect(main).toHaveCount(1);
  const retry = /try again|retry|reload/i;
  const forward = main.getByRole("button", { name: retry }).or(main.getByRole("link", { name: retry })).first();
  // Before that, what got no answer is asked for again.
  await expect(forward).toBeVisible({ timeout: 20_000 });
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(/\w/);
  await expect(main).toHaveText(/\w+ \w+ \w+/);
  return forward;
}

/** Asserts that a status region has nothing to say; it may be there all the same. */
export async function expectSilent(region: Locator): Promise<void> {
  await expect(region.filter({ hasText: /\w/ })).toHaveCount(0);
}

/** What the page says besides the form. */
export function notice(page: Page): Locator {
  return page.locator(".Toastify");
}

/** Pages that are opened from now on have a clock that stands still, as in a computer that sleeps, until `page.clock` moves it. */
export async function freeze(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
}

/** The person comes back to the page from another tab, or from sleep. */
export async function comeBack(page: Page): Promise<void> {
  await page.bringToFront();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

/** Counts the requests of a page that match. */
export function count(page: Page, pattern: RegExp, method = "GET"): () => number {
  let seen = 0;
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === method && pattern.test(pathname + search)) seen += 1;
  });
  return () => seen;
}
