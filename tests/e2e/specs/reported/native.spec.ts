// Forms that the browser sends by itself: JavaScript is off, or the application is not there yet. What comes of them is what comes of
// them with JavaScript.
import type { Page } from "@playwright/test";
import type { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

test.use({ kratos: "everything", render: "server" });

/** What Kratos says to operators about it. */
const operators = /CSRF|anti-forgery|could not be verified/i;
const again = /Please press the button again|fill out the form again/;
const help = "Your browser does not keep the cookies of this site";

/** Forms in which something is typed, and what sends them. */
const forms = [
  { kind: "login", typed: "identifier", secret: "password", press: (app: App) => app.method("password") },
  { kind: "registration", typed: "traits.email", secret: undefined, press: (app: App) => app.method("profile") },
  { kind: "recovery", typed: "email", secret: undefined, press: (app: App) => app.method("code") },
  { kind: "verification", typed: "email", secret: undefined, press: (app: App) => app.method("code") },
  { kind: "settings", typed: "traits.name.first", secret: undefined, press: (app: App) => app.method("profile") },
] as const;

/** The cookie by which Kratos knows whose form it is goes. */
async function loseCookie(page: Page): Promise<void> {
  await page.context().clearCookies({ name: /^csrf_token/ });
}

/** Opens a form and types into it. */
async function type(app: App, { kind, typed, secret }: (typeof forms)[number], text: string, password: string): Promise<void> {
  await app.page.goto(`/${kind}`, { waitUntil: "commit" });
  await app.fill({ [typed]: text });
  if (secret) await app.fill({ [secret]: password });
}

for (const state of ["switched off", "held back"] as const) {
  test.describe(`JavaScript ${state}`, () => {
    test.use({ javaScriptEnabled: state !== "switched off" });

    for (const form of forms) {
      test(`G-25: a ${form.kind} form whose cookies have gone is there again, with what was typed`, async ({ account, app, page, selfService }) => {
        if (form.kind === "settings") await selfService.signIn(account);
        const held = state === "held back" ? await HeldWasm.on(page) : undefined;
        const text = form.kind === "settings" ? "Grace" : account.email;
        await type(app, form, text, account.password);
        await loseCookie(page);
        await form.press(app).click();
        await expect(page.getByText(again)).toBeVisible();
        expect(await page.locator("body").innerText()).not.toMatch(operators);
        await expect(app.field(form.typed)).toHaveValue(text);
        if (form.secret) await expect(app.field(form.secret)).toHaveValue("");

        // The application can take it over, and the button works, with it and without it.
        if (held) {
          held.release();
          await alive(page);
          await expect(page.getByText(again)).toBeVisible();
          await expect.poll(() => app.path()).toBe(`/${form.kind}`);
        }
        if (form.secret) await app.fill({ [form.secret]: account.password });
        if (form.kind === "registration") await app.fill({ "traits.name.first": "Ada" });
        await form.press(app).click();
        await expect(page.getByText(again)).toHaveCount(0);
        if (form.kind === "login") await app.expectSignedIn(account.email);
        else if (form.kind === "settings") await expect(app.message(1050001)).toBeVisible();
        else if (form.kind === "registration") await expect(app.field("password")).toBeVisible();
        else await expect(app.field("code")).toBeVisible();
      });

      test(`G-25: a ${form.kind} form that is refused twice leads to help with cookies`, async ({ account, app, page, selfService }) => {
        if (form.kind === "settings") await selfService.signIn(account);
        if (state === "held back") await HeldWasm.on(page);
        await type(app, form, form.kind === "settings" ? "Grace" : account.email, account.password);
        await loseCookie(page);
        await form.press(app).click();
        await expect(page.getByText(again)).toBeVisible();
        if (form.secret) await app.fill({ [form.secret]: account.password });
        await loseCookie(page);
        await form.press(app).click();
        await expect(page.locator("h1")).toHaveText(help);
        expect(await page.locator("body").innerText()).not.toMatch(operators);
        await page.getByRole("button", { name: "Try again" }).click();
        await expect(app.field(form.typed)).toBeVisible();
      });
    }

    test("G-25: where the session has gone as well, a change of settings is said to be not saved", async ({ account, app, page, selfService }) => {
      await selfService.signIn(account);
      if (state === "held back") await HeldWasm.on(page);
      await page.goto("/settings", { waitUntil: "commit" });
      await app.fill({ "traits.name.first": "Grace" });
      await app.forget();
      await app.method("profile").click();
      await expect(app.field("password")).toBeVisible();
      expect(app.path()).toBe("/login");
      await expect(page.getByText("Your change was not saved.")).toBeVisible();
    });

    test("G-25: a form of a flow that is gone is there again, with what was typed", async ({ account, app, page }) => {
      if (state === "held back") await HeldWasm.on(page);
      await page.goto("/login?return_to=%2Fsettings", { waitUntil: "commit" });
      await app.fill({ identifier: account.email, password: account.password });
      await page.locator("form.form").evaluateAll((forms) => {
        const gone = (url: string) => url.replace(/flow=[^&]*/, "flow=00000000-0000-4000-8000-000000000000");
        for (const form of forms as HTMLFormElement[]) form.action = gone(form.action);
        history.replaceState(history.state, "", gone(location.href));
      });
      await app.method("password").click();
      await expect(page.getByText("This form had expired")).toBeVisible();
      await expect(app.field("identifier")).toHaveValue(account.email);
      await app.fill({ password: account.password });
      await app.method("password").click();
      // Where the person wanted to be is not lost with the flow.
      await expect(app.field("traits.name.first")).toBeVisible();
      expect(app.path()).toBe("/settings");
    });

    test("G-25: a form that is sent by somebody who has signed in elsewhere leads to the start page", async ({ account, app, page, selfService }) => {
      if (state === "held back") await HeldWasm.on(page);
      await page.goto("/login", { waitUntil: "commit" });
      await app.fill({ identifier: account.email, password: account.password });
      await selfService.signIn(account);
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    });
  });
}

test.describe("JavaScript switched off", () => {
  test.use({ javaScriptEnabled: false });

  test("G-17: /logout asks, and signs out when the button is pressed", async ({ account, app, page, selfService }) => {
    for (const path of ["/logout", "/logout?logout_challenge=x"]) {
      await selfService.signIn(account);
      await page.goto(path);
      await expect(page.locator("h1")).toHaveText("Sign out");
      await expect(page.getByText("Do you want to sign out?")).toBeVisible();
      expect(await app.hasSession()).toBe(true);
      await page.getByTestId("logout").click();
      await expect(app.field("identifier")).toBeVisible();
      await expect(page.getByText("You are signed out.")).toBeVisible();
      expect(await app.hasSession()).toBe(false);
    }
    await page.goto("/logout");
    await expect(page.getByText("You are not signed in.")).toBeVisible();
    await page.locator("main").getByRole("link", { name: "Sign in" }).click();
    await expect(app.field("identifier")).toBeVisible();
  });

  for (const path of ["/csp-report", "/sessions/nothing", "/self-service/login/flows?id=x", "/self-service/settings/flows?id=x", "/self-service/nothing", "/self-service/logout?token=x"]) {
    test(`G-17: ${path} is a page that leads on`, async ({ page }) => {
      await page.goto(path);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator("main").locator("a.button, form.form button").filter({ visible: true }).first()).toBeVisible();
    });
  }

  test("G-19: signing out works in a browser that says nothing of where a form comes from", async ({ account, app, page, selfService }) => {
    await selfService.signIn(account);
    await page.route("**/*", async (route) => {
      const headers = Object.fromEntries(Object.entries(await route.request().allHeaders()).filter(([name]) => !name.startsWith("sec-fetch")));
      await route.continue({ headers });
    });
    await page.goto("/sessions");
    await page.goto("/");
    await page.getByTestId("logout").click();
    await expect(app.field("identifier")).toBeVisible();
    expect(await app.hasSession()).toBe(false);
  });
});
