// Settings: linking and unlinking accounts at OpenID providers.
import type { App } from "../harness/app.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test.beforeEach(async ({ account, app, selfService }) => {
  await selfService.signIn(account);
  await app.open("/settings");
});

const link = (app: App, provider: string) => app.section("oidc").locator(`button[name=link][value=${provider}]`);
const unlink = (app: App, provider: string) => app.section("oidc").locator(`button[name=unlink][value=${provider}]`);

test("links one, which signs in from then on, and unlinks it", async ({ account, app, page, provider, selfService, watch }) => {
  await expect(link(app, "globex")).toHaveText(/Globex/);
  const subject = provider.account({ email: account.email });
  await link(app, "acme").click();
  await app.decide("Allow", subject);

  await expect(unlink(app, "acme")).toBeVisible();
  await expect(link(app, "acme")).toHaveCount(0);
  await expect(link(app, "globex")).toBeVisible();
  expect(app.path()).toBe("/settings");
  expect(Object.keys(watch.post.body).filter((name) => name !== "csrf_token" && name !== "method")).toEqual(["link"]);

  await app.forget();
  await app.open("/login");
  await page.locator("button[name=provider][value=acme]").click();
  await app.decide("Allow", subject);
  await app.expectSignedIn(account.email);
  expect((await selfService.whoami()).identity.id).toBe(account.id);

  await app.open("/settings");
  await unlink(app, "acme").click();
  await expect(link(app, "acme")).toBeVisible();
  await expect(app.section("oidc").getByTestId("ui/message/1050001")).toBeVisible();
});

test("a refusal at the provider is said, and nothing is linked", async ({ app, page, provider }) => {
  const subject = provider.account({});
  await link(app, "acme").click();
  await app.decide("Refuse", subject);
  await expect(page.getByText("The person said no.").first()).toBeVisible();
  expect(app.path()).toBe("/settings");
  await expect(link(app, "acme")).toBeVisible();

  await link(app, "acme").click();
  await app.decide("Allow", subject);
  await expect(unlink(app, "acme")).toBeVisible();
});

test("Back from the provider: the page can be used again", async ({ app, page, provider }) => {
  await link(app, "acme").click();
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
  expect(provider.asked.get("scope")).toContain("openid");
  await page.goBack();
  await expect(link(app, "globex")).toBeEnabled();
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
});
