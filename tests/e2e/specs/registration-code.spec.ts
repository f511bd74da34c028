// Signing up with a mailed one-time code, in two steps.
import { expect, test, wrongCode } from "../harness/test.ts";
import type { App } from "../harness/app.ts";
import type { Person } from "../harness/test.ts";

async function askForCode(app: App, person: Person): Promise<void> {
  await app.enterTraits(person);
  await app.method("code").click();
  await expect(app.message(1040005)).toBeVisible();
  await expect(app.field("code")).toBeVisible();
}

test("signs up with the code that was mailed", async ({ admin, app, person, watch }) => {
  await askForCode(app, person);
  await app.expectShown(person.email);
  await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  await app.enterCode(watch.secret(await admin.code(person.email)));

  await app.expectSignedIn(person.email);
  expect(watch.posts.map((post) => post.body.method)).toEqual(["profile", "code", "code"]);
  expect(watch.posts[2]?.body).toMatchObject({ "traits.email": person.email, "traits.name.first": person.first });
});

test("F-48, UX-15: a wrong code can be corrected", async ({ admin, app, person }) => {
  await askForCode(app, person);
  const code = await admin.code(person.email);
  await app.enterCode(wrongCode(code));
  await expect(app.message(4040003)).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
  await expect(app.field("code")).toBeFocused();
  await app.enterCode(code);
  await app.expectSignedIn(person.email);
});

test("resends on request, once", async ({ admin, app, person, watch }) => {
  await askForCode(app, person);
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
  expect(watch.posts).toHaveLength(3);
  expect(watch.posts[2]?.body).not.toHaveProperty("code");

  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});

test("goes back to the choice, and on with a password", async ({ app, person }) => {
  await askForCode(app, person);
  await app.button("screen").click();
  await expect(app.field("password")).toBeVisible();
  await app.fill({ password: person.password });
  await app.method("password").click();
  await expect(app.message(1080003)).toBeVisible();
});

test("F-50, UX-15: six wrong codes lead to a new one", async ({ admin, app, page, person }) => {
  await askForCode(app, person);
  const wrong = wrongCode(await admin.code(person.email));
  for (let tries = 1; tries <= 5; tries++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.enterCode(wrong);
    await answer;
    await expect(app.message(4040003)).toBeVisible();
    await expect(app.field("code")).toHaveValue("");
  }
  await app.enterCode(wrong);
  await expect(app.message(4000001)).toBeVisible();
  await expect(app.field("code").and(page.locator(":enabled:read-write"))).toHaveCount(0);

  // The traits are carried into a new flow; nobody types them twice.
  await page.getByRole("button", { name: /new code/i }).or(page.getByRole("link", { name: /new code/i })).first().click();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
  await expect(app.message(4000001)).toHaveCount(0);
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});

test("F-34 an address that has an account already leads to signing in", async ({ account, admin, app, page }) => {
  await askForCode(app, account);
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(4000007)).toBeVisible();
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toHaveValue(account.email);
});

test("F-47, UX-14: a reload neither resends nor loses the step", async ({ admin, app, page, person, watch }) => {
  await askForCode(app, person);
  await page.reload();
  await expect(app.field("code")).toBeVisible();
  await app.expectShown(person.email);
  expect(watch.posts).toHaveLength(2);
  expect(await admin.messages(person.email)).toHaveLength(1);
  await app.enterCode(await admin.code(person.email));
  await app.expectSignedIn(person.email);
});
