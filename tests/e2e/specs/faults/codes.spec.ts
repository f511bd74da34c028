// F-47 to F-55: what goes wrong on the way of a mailed code.
// A reload (F-47), a wrong code (F-48) and too many of them (F-50): with the journey of each, in login-code, registration-code,
// verification and recovery. Old codes (F-49): expired-codes.spec.ts. Another browser (F-53): verification-mail.spec.ts.
import { type Page, request as requests } from "@playwright/test";
import { comeBack, count, faults, lost, noise, notice } from "../../harness/answers.ts";
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

/** Asks for a code on a page that wants an address first. */
async function askAt(app: App, path: string, email: string): Promise<void> {
  await app.open(path);
  await app.fill({ email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
}

const submits = (kind: string) => new RegExp(`/self-service/${kind}\\?`);

test.describe("the code step has everything that one looks for:", () => {
  async function expectAffordances(app: App, email: string): Promise<void> {
    await app.expectShown(email);
    await expect(app.page.locator("main:visible")).toContainText(/spam/i);
    const change = /change|different|another|not you|back/i;
    await expect(app.page.getByRole("link", { name: change }).or(app.page.getByRole("button", { name: change })).first()).toBeVisible();
    await expect(app.field("code")).toHaveCount(1);
    await expect(app.field("code")).toHaveAttribute("type", "text");
    await expect(app.field("code")).toHaveAttribute("inputmode", "numeric");
    await expect(app.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  }

  test("login", async ({ account, app }) => {
    await app.askForCode(account.email);
    await expectAffordances(app, account.email);
    await expect(app.button("resend")).toBeVisible();
  });

  test("registration", async ({ app, person }) => {
    await app.enterTraits(person);
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await expectAffordances(app, person.email);
    await expect(app.button("resend")).toBeVisible();
  });

  test("verification", async ({ account, app }) => {
    await askAt(app, "/verification", account.email);
    await expectAffordances(app, account.email);
    await expect(app.button("email")).toBeVisible();
  });

  test("recovery", async ({ account, app }) => {
    await askAt(app, "/recovery", account.email);
    await expectAffordances(app, account.email);
    await expect(app.button("email")).toBeVisible();
  });
});

test("F-47, UX-14: the address of a code step, opened in another tab: the same step, and nothing is sent", async ({ account, admin, app, context, page, watch }) => {
  await app.askForCode(account.email);
  const tab = new App(await context.newPage());
  await tab.page.goto(page.url());
  await expect(tab.field("code")).toBeVisible();
  await expect(tab.field("code")).toHaveValue("");
  await tab.expectShown(account.email);
  expect(watch.posts).toHaveLength(1);
  expect(await admin.messages(account.email)).toHaveLength(1);
  await tab.enterCode(await admin.code(account.email));
  await tab.expectSignedIn(account.email);
  await tab.page.close();
});

test("F-47 after a reload the code that was typed is gone", async ({ account, app, page, watch }) => {
  await app.askForCode(account.email);
  await app.fill({ code: watch.secret("918273") });
  await page.reload();
  await expect(app.field("code")).toBeVisible();
  await expect(app.field("code")).toHaveValue("");
});

/** The seconds that the page still counts before it says to ask for another code. */
async function left(page: Page): Promise<number> {
  const text = await page.getByTestId("another-code").innerText();
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text) ?? [, "0", "0"];
  return Number(minutes) * 60 + Number(seconds);
}

test("F-47, UX-14, A-14: the wait for another code is counted, goes on after a reload, and keeps nobody from asking", async ({ account, admin, app, page, watch }) => {
  await page.clock.install();
  await app.askForCode(account.email);
  const first = await left(page);
  expect(first).toBeGreaterThan(15);
  await page.clock.runFor(10_000);
  await expect.poll(() => left(page)).toBeLessThanOrEqual(first - 9);
  await page.reload();
  await expect.poll(() => left(page)).toBeGreaterThan(0);
  expect(await left(page)).toBeLessThanOrEqual(first - 9);
  await expect(app.button("resend")).not.toHaveAttribute("aria-disabled", "true");

  await page.clock.runFor(30_000);
  await expect(page.getByTestId("another-code")).not.toHaveText(/\d/);
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect.poll(() => left(page)).toBeGreaterThan(15);
  expect(watch.posts).toHaveLength(2);
});

test("UX-13, A-08: a resend keeps the code that is being typed, and is confirmed where it is read out", async ({ account, admin, app, page, watch }) => {
  await app.askForCode(account.email);
  await app.fill({ code: "123" });
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect(app.field("code")).toHaveValue("123");
  await expect(page.getByRole("status").filter({ hasText: /code|sent|mail/i }).first()).toBeVisible();
  expect(watch.posts).toHaveLength(2);
  expect(watch.posts[1]?.body).not.toHaveProperty("code");
});

test("UX-12: a code keeps its leading zeros", async ({ account, app, page, watch }) => {
  await app.askForCode(account.email);
  await app.field("code").focus();
  await page.keyboard.insertText("012-345");
  await app.field("code").press("Enter");
  await expect.poll(() => watch.posts.length).toBe(2);
  expect(watch.posts[1]?.body).toMatchObject({ code: "012345" });
});

test.describe("F-51 the code has worked, but the answer is lost: on, not an error", () => {
  async function enterAndLose(app: App, kind: string, code: string): Promise<() => number> {
    const sent = count(app.page, submits(kind), "POST");
    await app.page.route(submits(kind), (route) => (route.request().method() === "POST" ? lost(route) : route.fallback()));
    await app.enterCode(code);
    return sent;
  }

  test("F-51, UX-31: login", async ({ account, admin, app, watch }) => {
    watch.allow(noise);
    await app.askForCode(account.email);
    const sent = await enterAndLose(app, "login", await admin.code(account.email));
    await app.expectSignedIn(account.email);
    expect(sent()).toBe(1);
  });

  test("F-51, UX-31: registration", async ({ admin, app, person, watch }) => {
    watch.allow(noise);
    await app.enterTraits(person);
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    const sent = await enterAndLose(app, "registration", await admin.code(person.email));
    await expect.poll(() => app.hasSession()).toBe(true);
    await app.expectSignedIn(person.email);
    expect(sent()).toBe(1);
  });

  test("F-51, UX-31: verification", async ({ admin, app, person, watch }) => {
    watch.allow(noise);
    await admin.createIdentity(person.email, person.password, { unverified: true });
    await askAt(app, "/verification", person.email);
    const sent = await enterAndLose(app, "verification", await admin.code(person.email));
    await expect(app.message(1080002)).toBeVisible();
    await expect(app.field("code")).toHaveCount(0);
    expect(sent()).toBe(1);
  });

  test("F-51, UX-31: recovery", async ({ account, admin, app, watch }) => {
    watch.allow(noise);
    await askAt(app, "/recovery", account.email);
    const sent = await enterAndLose(app, "recovery", await admin.code(account.email));
    await expect(app.section("password")).toBeVisible();
    expect(app.path()).toBe("/settings");
    await expect(app.page.getByRole("alert")).toHaveCount(0);
    expect(sent()).toBe(1);
  });

  test("F-51, UX-31: the answer that says that a code was sent is lost: the step is shown, and no second code is sent", async ({ account, admin, app, page, watch }) => {
    watch.allow(noise);
    await app.open("/login");
    await app.fill({ identifier: account.email });
    await page.route(submits("login"), lost);
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await app.expectShown(account.email);
    await page.unroute(submits("login"));
    expect(watch.posts).toHaveLength(1);
    expect(await admin.messages(account.email)).toHaveLength(1);
    await app.enterCode(await admin.code(account.email));
    await app.expectSignedIn(account.email);
  });

  test("F-51, UX-31: the line breaks before the code has left: it stays, and still works", async ({ account, admin, app, page, watch }) => {
    watch.allow(noise);
    await app.askForCode(account.email);
    const code = watch.secret(await admin.code(account.email));
    await page.route(submits("login"), (route) => route.abort("connectionreset"));
    await app.enterCode(code);
    await expect(notice(page)).toContainText(/not sent/i);
    await expect(app.field("code")).toHaveValue(code);
    await page.unroute(submits("login"));
    await app.method("code").click();
    await app.expectSignedIn(account.email);
  });
});

test.describe("F-52 a resend that fails", () => {
  const steps: Record<string, { kind: string; resend: string; ask(app: App, email: string): Promise<void>; arrived(app: App, email: string): Promise<void> }> = {
    login: {
      kind: "login",
      resend: "resend",
      ask: (app, email) => app.askForCode(email),
      arrived: (app, email) => app.expectSignedIn(email),
    },
    verification: {
      kind: "verification",
      resend: "email",
      ask: (app, email) => askAt(app, "/verification", email),
      arrived: (app) => expect(app.message(1080002)).toBeVisible(),
    },
  };

  for (const [name, { kind, resend, ask, arrived }] of Object.entries(steps)) {
    test(`F-52 a resend that is too much, ${name}: a countdown, and the code that is there still works`, async ({ account, admin, app, page, watch }) => {
      watch.allow(noise);
      await page.clock.install();
      await ask(app, account.email);
      const code = await admin.code(account.email);
      await app.field("code").fill(code);
      await page.route(submits(kind), (route) => route.fulfill({ status: 429, headers: { "retry-after": "30" }, body: "" }));
      await app.button(resend).click();
      await expect(page.getByTestId("countdown")).toHaveText(/0:[23]\d/);
      await expect(app.field("code")).toHaveValue(code);
      await page.unroute(submits(kind));
      await page.clock.runFor(31_000);
      await expect(page.getByTestId("countdown")).toHaveCount(0);
      await expect(app.field("code")).toHaveValue(code);
      await app.field("code").press("Enter");
      await arrived(app, account.email);
      expect(await admin.messages(account.email)).toHaveLength(1);
    });

    test(`F-52 a resend while no mail can be sent, ${name}: said, and the code that is there still works`, async ({ account, admin, app, page, watch }) => {
      watch.allow(noise);
      await ask(app, account.email);
      const code = await admin.code(account.email);
      await app.field("code").fill(code);
      await page.route(submits(kind), faults["500 from Kratos"]);
      await app.button(resend).click();
      await expect(notice(page)).toHaveText(/\w+ \w+/);
      await expect(app.field("code")).toHaveValue(code);
      await page.unroute(submits(kind));
      await app.field("code").press("Enter");
      await arrived(app, account.email);
    });
  }
});

test("F-53 the link is opened in another tab: the tab that waits says that it is done", async ({ admin, app, context, page, person }) => {
  await admin.createIdentity(person.email, person.password, { unverified: true });
  await askAt(app, "/verification", person.email);
  const tab = new App(await context.newPage());
  await tab.page.goto(await admin.link(person.email));
  await tab.field("code").press("Enter");
  await expect(tab.message(1080002)).toBeVisible();
  await tab.page.close();
  await comeBack(page);
  await expect(app.message(1080002)).toBeVisible();
  await expect(app.field("code")).toHaveCount(0);
});

test("F-53 signed in with the code in another tab: the tab that waits goes on too", async ({ account, admin, app, context, page }) => {
  await app.askForCode(account.email);
  const tab = new App(await context.newPage());
  await tab.page.goto(page.url());
  await tab.enterCode(await admin.code(account.email));
  await tab.expectSignedIn(account.email);
  await tab.page.close();
  await comeBack(page);
  await app.expectSignedIn(account.email);
});

test("F-54, UX-28: recovery by who is signed in already: said calmly, with the way to sign out and recover", async ({ account, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  await page.goto("/recovery");
  await expect(page.locator("main:visible")).toContainText(account.email);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(app.field("email")).toHaveCount(0);
  expect(await app.hasSession()).toBe(true);
  expect(watch.posts).toHaveLength(0);

  const recover = /sign out.*recover/i;
  await page.getByRole("button", { name: recover }).or(page.getByRole("link", { name: recover })).click();
  await expect(app.field("email")).toBeVisible();
  expect(app.path()).toBe("/recovery");
  expect(await app.hasSession()).toBe(false);
});

test("F-55, UX-39: a mail scanner opens the link twice: nothing happens, and the person's press still works", async ({ admin, app, page, person, watch }) => {
  const { id } = await admin.createIdentity(person.email, person.password, { unverified: true });
  const isVerified = async () => (await admin.identity(id)).verifiable_addresses?.[0]?.verified;
  await askAt(app, "/verification", person.email);
  const link = await admin.link(person.email);
  for (const userAgent of ["A scanner", "A previewer"]) {
    const scanner = await requests.newContext({ userAgent });
    expect((await scanner.get(link)).ok()).toBe(true);
    await scanner.dispose();
  }
  expect(await isVerified()).toBe(false);

  const code = await admin.code(person.email);
  await page.goto(link);
  await expect(app.field("code")).toHaveValue(code);
  expect(watch.posts).toHaveLength(1);
  await app.method("code").click();
  await expect(app.message(1080002)).toBeVisible();
  expect(await isVerified()).toBe(true);
});
