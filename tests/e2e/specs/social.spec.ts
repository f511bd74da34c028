// Signing in and up with an account at an OpenID provider. Always by navigation; the watch lets nothing else out.
import type { App } from "../harness/app.ts";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

const button = (app: App, provider: string) => app.page.locator(`button[name=provider][value=${provider}]`);

async function open(app: App, path: string): Promise<void> {
  await app.open(path);
  await expect(button(app, "acme")).toHaveText(/Acme/);
  await expect(button(app, "globex")).toHaveText(/Globex/);
}

test("signs up from the login page when nothing is missing, and in the next time", async ({ app, person, provider, selfService, watch }) => {
  const subject = provider.account({ email: person.email, given_name: "Ada" });
  const identities = new Set<string>();
  for (let round = 1; round <= 2; round++) {
    await open(app, "/login");
    await button(app, "acme").click();
    await app.decide("Allow", subject);
    await app.expectSignedIn(person.email);
    identities.add((await selfService.whoami()).identity.id);
    await app.forget();
  }
  expect(identities.size).toBe(1);
  expect(watch.posts.map(({ path, body }) => [path, body.provider])).toEqual([
    ["/self-service/login", "acme"],
    ["/self-service/login", "acme"],
  ]);
  expect(watch.posts[0]?.body).not.toHaveProperty("password");
  expect(watch.posts[0]?.body.method ?? "oidc").toBe("oidc");
});

test("signs up from the sign-up page", async ({ app, person, provider }) => {
  await open(app, "/registration");
  await button(app, "globex").click();
  await app.decide("Allow", provider.account({ email: person.email, given_name: "Ada" }));
  await app.expectSignedIn(person.email);
});

test("asks for what the provider does not know: filled in, and no other way is offered", async ({ app, page, person, provider, watch }) => {
  const subject = provider.account({ email: person.email });
  await open(app, "/registration");
  await button(app, "acme").click();
  await app.decide("Allow", subject);

  await expect(app.field("traits.email")).toHaveValue(person.email);
  expect(app.path()).toBe("/registration");
  await expect(button(app, "globex")).toHaveCount(0);
  await expect(app.field("password")).toHaveCount(0);
  await expect(app.field("traits.name.first")).toBeVisible();
  await app.fill({ "traits.name.first": "Ada" });
  await button(app, "acme").click();
  // Either that was all, or the provider is asked once more.
  await expect(page.getByLabel("Account").or(page.getByTestId("session-content")).first()).toBeAttached();
  if (await page.getByLabel("Account").isVisible()) await app.decide("Allow", subject);
  await app.expectSignedIn(person.email);
  expect(watch.posts[1]?.body).toMatchObject({ provider: "acme", "traits.email": person.email, "traits.name.first": "Ada" });
});

test("UX-05: Enter in a missing field goes on with the provider", async ({ app, page, person, provider }) => {
  const subject = provider.account({ email: person.email });
  await open(app, "/registration");
  await button(app, "acme").click();
  await app.decide("Allow", subject);
  await app.fill({ "traits.name.first": "Ada" });
  await app.field("traits.name.first").press("Enter");
  await expect(page.getByLabel("Account").or(page.getByTestId("session-content")).first()).toBeAttached();
  if (await page.getByLabel("Account").isVisible()) await app.decide("Allow", subject);
  await app.expectSignedIn(person.email);
});

for (const path of ["/login", "/registration"]) {
  test(`F-66: ${path}: a refusal at the provider is said, and other ways stand open`, async ({ account, app, page, provider }) => {
    await open(app, path);
    await button(app, "acme").click();
    await app.decide("Refuse", provider.account({}));
    await expect(page.getByText("The person said no.").first()).toBeVisible();
    await expect(app.message(4000001)).toHaveCount(1);
    expect(app.path()).toBe(path);

    await app.signIn(account);
  });
}

test("F-70: Back from the provider: the page can be used again", async ({ account, app, page, provider }) => {
  await open(app, "/login");
  await button(app, "acme").click();
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
  expect(provider.asked.get("client_id")).toBe("vestibule");
  await page.goBack();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("the way back survives the provider", async ({ app, baseURL, page, person, provider }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?return_to=${encodeURIComponent(target)}`);
  await button(app, "acme").click();
  await app.decide("Allow", provider.account({ email: person.email, given_name: "Ada" }));
  await expect(page).toHaveURL(target);
});

test("a typed password does not go to the social sign-in", async ({ app, person, provider, watch }) => {
  await open(app, "/login");
  await app.fill({ identifier: person.email, password: person.password });
  await button(app, "acme").click();
  await app.decide("Allow", provider.account({ email: person.email, given_name: "Ada" }));
  await app.expectSignedIn(person.email);
  expect(watch.post.body.method ?? "oidc").toBe("oidc");
});

test("parameters for the provider are handed on", async ({ app, page, person, provider }) => {
  await open(app, "/login");
  await page.evaluate(() => {
    const extra = document.createElement("input");
    Object.assign(extra, { type: "hidden", name: "upstream_parameters.prompt", value: "select_account" });
    document.querySelector("form")!.append(extra);
  });
  await button(app, "acme").click();
  await app.decide("Allow", provider.account({ email: person.email, given_name: "Ada" }));
  await app.expectSignedIn(person.email);
  expect(provider.asked.get("prompt")).toBe("select_account");
});

test("an organisation is handed on to Kratos", async ({ app, page, selfService }) => {
  const organization = "5b8e2f3a-6d1c-4f7b-9a0e-2c4d6e8f0a1b";
  await page.goto(`/login?organization=${organization}`);
  await expect.poll(() => app.flow()).not.toBeNull();
  expect(await selfService.get("login", app.flow()!)).toMatchObject({ organization_id: organization });
});
