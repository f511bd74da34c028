// Where Kratos leads somebody who has succeeded: to an app's own address, to another site, to a page of ours.
import type { Page } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "no-session" });

const ownAddress = "myapp://signed-in";

/** The addresses that the page asks the browser for. */
async function asked(page: Page): Promise<string[]> {
  const urls: string[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  session.on("Page.frameRequestedNavigation", ({ url }) => urls.push(url));
  return urls;
}

test("G-03: who has signed in goes on to an app's own address", async ({ account, app, page, watch }) => {
  watch.allowNavigation("null");
  const urls = await asked(page);
  await page.goto(`/login?return_to=${encodeURIComponent(ownAddress)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect.poll(() => urls).toContain(ownAddress);
  await expect(page.getByText("This is not possible")).toHaveCount(0);
  expect(await app.hasSession()).toBe(true);
});

test("G-30: who has signed up goes on to where Kratos leads, and is told there", async ({ app, page, person }) => {
  await page.goto("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expect(page.getByText("Your account is ready. You can sign in now.")).toBeVisible();
  expect(app.path()).toBe("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("G-30: who has signed up goes on to another site that Kratos allows", async ({ app, page, person, provider, watch }) => {
  // There is nothing at that site.
  watch.allow(/status of 404/);
  await page.goto(`/registration?return_to=${encodeURIComponent(`${provider.server.origin}/`)}`);
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await page.waitForURL(`${provider.server.origin}/**`);
});

test("G-30: our own start page would not say so, so the page itself does", async ({ app, page, person, servers }) => {
  await page.goto(`/registration?return_to=${encodeURIComponent(`${servers.origin}/`)}`);
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expect(page.locator("h1")).toHaveText("Your account is ready");
  await page.locator("main").getByRole("link", { name: "Go to sign-in" }).click();
  await expect(app.field("identifier")).toBeVisible();
});
