// Flows that outlive their time, here six seconds.
import { expect, test } from "../harness/test.ts";
import type { App } from "../harness/app.ts";

test.use({ kratos: "short-flows" });

/** Waits until the server itself says that the page's flow is over. */
async function expire(app: App, kind: string): Promise<string> {
  await expect.poll(() => app.flow()).not.toBeNull();
  const flow = app.flow()!;
  const status = async () => (await app.page.request.get(`/self-service/${kind}/flows?id=${flow}`)).status();
  await expect.poll(status, { timeout: 15_000, intervals: [250] }).toBe(410);
  return flow;
}

test("login: a new flow, its message, nothing typed is lost", async ({ account, app }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  const flow = await expire(app, "login");
  await app.method("password").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4010001)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue(account.password);
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("login: the way back survives", async ({ account, app, baseURL, page }) => {
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await expire(app, "login");
  await app.method("password").click();
  await expect(app.message(4010001)).toBeVisible();
  await app.method("password").click();
  await expect(page).toHaveURL(target);
});

test("login: opened again after its time", async ({ app, page }) => {
  await app.open("/login");
  const flow = await expire(app, "login");
  await page.reload();
  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.field("identifier")).toBeVisible();
});

test("registration: a new flow, its message, nothing typed is lost", async ({ app, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36", password: person.password });
  const flow = await expire(app, "registration");
  await app.method("password").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4040001)).toBeVisible();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.name.first")).toHaveValue(person.first);
  await expect(app.field("traits.age")).toHaveValue("36");
  await expect(app.field("password")).toHaveValue(person.password);
  await app.method("password").click();
  await app.expectSignedIn(person.email);
});

test("verification: another flow comes back, the address is kept", async ({ account, admin, app }) => {
  await app.open("/verification");
  await app.fill({ email: account.email });
  const flow = await expire(app, "verification");
  await app.method("code").click();

  await expect.poll(() => app.flow()).not.toBe(flow);
  await expect(app.message(4070005)).toBeVisible();
  await expect(app.field("email")).toHaveValue(account.email);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1080002)).toBeVisible();
});
