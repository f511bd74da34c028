// G-36: the mark "Last used" was set when a provider's button was pressed, also where one then said no.
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "everything" });

const acme = "button[name=provider][value=acme]";

test("G-36: a provider is marked once one has signed in with it", async ({ app, page, person, provider }) => {
  const subject = provider.account({ email: person.email, given_name: person.first });
  await app.open("/registration");
  await page.locator(acme).click();
  await app.decide("Allow", subject);
  await expect(page.getByTestId("session-content")).toContainText(person.email);
  await app.forget();
  await app.open("/login");
  await expect(page.locator(acme)).toHaveAccessibleDescription("Last used");
});

test("G-36: a sign-in that was given up at the provider leaves the mark where it was", async ({ account, app, page, provider }) => {
  await app.signIn(account);
  await app.forget();
  await app.open("/login");
  await page.locator(acme).click();
  await app.decide("Refuse", provider.account({ email: account.email }));
  await expect.poll(() => app.path()).toBe("/login");
  await expect(app.method("password")).toHaveAccessibleDescription("Last used");
  await page.locator(acme).click();
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
  await app.open("/login");
  await expect(app.method("password")).toHaveAccessibleDescription("Last used");
  await expect(page.locator(acme)).not.toHaveAccessibleDescription("Last used");
});

test("G-36: a second factor that is not given leaves no mark", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await selfService.addTotp();
  await app.forget();
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(app.message(1010004)).toBeVisible();
  await app.forget();
  await app.open("/login");
  await expect(page.locator("[id=last-used]")).toHaveCount(0);
});
