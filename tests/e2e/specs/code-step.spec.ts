// The step in which a code is typed: where it went, and everything a person may need who waits for it.
import { randomUUID } from "node:crypto";
import { expect, test } from "../harness/test.ts";

const sent = /new message is on its way/i;

test("UX-13: says where the code went, with spam hint, countdown, another code, change of address and another way", async ({ account, app, page, watch }) => {
  await app.askForCode(account.email);
  await expect(page.locator(".identity")).toContainText("Sent to");
  await app.expectShown(account.email);
  await expect(page.getByText(/spam/i)).toBeVisible();
  await expect(page.getByTestId("another-code")).toContainText(/0:\d\d/);
  await expect(app.button("resend")).toBeVisible();
  await expect(page.getByTestId("change-identifier")).toBeVisible();
  await expect(page.getByTestId("open-mailbox")).toHaveCount(0);

  await page.getByTestId("another-way").click();
  await expect(app.field("password")).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  expect(watch.posts).toHaveLength(1);
});

test("UX-13: another code is one submit, keeps what was typed, is confirmed, and the countdown begins anew", async ({ account, admin, app, page, watch }) => {
  await page.clock.install();
  await app.askForCode(account.email);
  await page.clock.runFor(20_000);
  await expect(page.getByTestId("another-code")).toContainText(/0:(0\d|10)/);
  await app.field("code").fill("123");
  // The region is there before anything is said in it.
  const region = page.getByTestId("ceremony");
  await expect(region).toHaveCount(1);
  await expect(region).not.toContainText(sent);
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);

  await expect(region).toContainText(sent);
  await expect(app.field("code")).toHaveValue("123");
  await expect(page.getByTestId("another-code")).toContainText(/0:(2\d|30)/);
  expect(watch.posts.filter(({ body }) => "resend" in body)).toHaveLength(1);
});

test("UX-13: the mailbox of a known provider is one press away, in a tab of its own", async ({ admin, app, page, person, watch }) => {
  const email = watch.secret(`ada-${randomUUID().slice(0, 13)}@gmail.com`);
  await admin.createIdentity(email, person.password);
  await app.askForCode(email);
  const link = page.getByTestId("open-mailbox");
  await expect(link).toHaveAttribute("href", "https://mail.google.com/");
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", "external noopener noreferrer");
  await expect(link).toHaveAccessibleName("Open Gmail (opens in a new tab)");
});

test("UX-13: a sign-up says where the code went, and the address can be changed", async ({ app, page, person }) => {
  await app.enterTraits(person);
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await expect(page.locator(".identity")).toContainText("Sent to");
  await app.expectShown(person.email);
  await expect(page.getByText(/spam/i)).toBeVisible();
  await expect(page.getByTestId("another-code")).toBeVisible();
  await page.getByTestId("change-identifier").click();
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.email")).toBeEditable();
});

for (const [path, fields] of [
  ["/recovery", "email"],
  ["/verification", "email"],
] as const)
  test(`UX-13: ${path} says where the code went, and confirms another one`, async ({ account, admin, app, page }) => {
    await app.open(path);
    await app.fill({ [fields]: account.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    // Where anybody can ask, nobody is told whether anything was sent (DX-02).
    const where = path === "/recovery" ? page.locator(".identity") : app.message(1080003);
    await expect(where).toContainText(path === "/recovery" ? "Sent to" : `If ${account.email} belongs to an account, a code is on its way.`);
    await app.expectShown(account.email);
    await expect(page.getByText(/spam/i)).toBeVisible();
    await expect(page.getByTestId("another-code")).toBeVisible();
    await expect(page.getByTestId("change-identifier")).toBeVisible();
    await app.field("code").fill("123");
    await app.button("email").click();
    await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
    await expect(page.getByTestId("ceremony")).toContainText(sent);
    await expect(app.field("code")).toHaveValue("123");
  });
