// The code step after a sign-up.
import { expect, test, wrongCode } from "../harness/test.ts";
import type { App } from "../harness/app.ts";
import type { Person } from "../harness/test.ts";

async function signUp(app: App, person: Person): Promise<void> {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await app.method("password").click();
  await expect(app.field("code")).toBeVisible();
  expect(app.path()).toBe("/verification");
}

test("F-48, UX-15: a wrong code can be corrected", async ({ admin, app, person }) => {
  await signUp(app, person);
  const code = await admin.code(person.email);
  await app.enterCode(wrongCode(code));

  // Kratos answers 200 to this one: only the message says that it was wrong.
  await expect(app.message(4070006)).toHaveCount(1);
  await expect(app.message(4070006)).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
  await expect(app.field("code")).toBeFocused();
  await app.enterCode(code);
  await expect(app.message(1080002)).toBeVisible();
});

test("F-47, UX-14: a reload neither resends nor loses the step", async ({ admin, app, page, person, watch }) => {
  await signUp(app, person);
  const flow = app.flow();
  const sent = watch.posts.length;
  await page.reload();

  await expect(app.field("code")).toBeVisible();
  await app.expectShown(person.email);
  expect(app.flow()).toBe(flow);
  expect(watch.posts).toHaveLength(sent);
  expect(await admin.messages(person.email)).toHaveLength(1);
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
});

test("a reload after success still says so", async ({ admin, app, page, person }) => {
  await signUp(app, person);
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
  await page.reload();
  await expect(app.message(1080002)).toBeVisible();
  await expect(app.field("code")).toHaveCount(0);
});

test("resends on request, once", async ({ admin, app, person, watch }) => {
  await signUp(app, person);
  const first = await admin.code(person.email);
  const sent = watch.posts.length;
  await app.button("email").click();

  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(2);
  expect(watch.posts).toHaveLength(sent + 1);
  expect(watch.posts.at(-1)?.body).toMatchObject({ email: person.email, method: "code" });
  expect(watch.posts.at(-1)?.body).not.toHaveProperty("code");

  const second = await admin.code(person.email);
  expect(second).not.toBe(first);
  await app.enterCode(second);
  await expect(app.message(1080002)).toBeVisible();
});

test("no code, no submit", async ({ app, person, watch }) => {
  await signUp(app, person);
  const sent = watch.posts.length;
  await app.method("code").click();
  await expect(app.field("code")).toBeFocused();
  expect(watch.posts).toHaveLength(sent);
});

test("F-37, F-50, UX-15: too many wrong codes lead to a new start, not to a dead end", async ({ admin, app, page, person }) => {
  await signUp(app, person);
  const wrong = wrongCode(await admin.code(person.email));
  const flow = app.flow();
  for (let tries = 1; tries <= 5; tries++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.enterCode(wrong);
    await answer;
    await expect(app.field("code")).toHaveValue("");
  }
  // Kratos replaces the flow (410, use_flow_id): the address is asked for again, and a new code goes out.
  await app.enterCode(wrong);
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("email")).toBeVisible();
  await app.fill({ email: person.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
});

test("/verify is the same page and keeps its query", async ({ admin, app, page, person }) => {
  await signUp(app, person);
  const flow = app.flow();
  await page.goto(`/verify?flow=${flow}`);
  await expect(app.field("code")).toBeVisible();
  expect(app.flow()).toBe(flow);
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
});

test("verification can be started by hand", async ({ admin, app, person }) => {
  await signUp(app, person);
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
});
