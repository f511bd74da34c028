// What every step is called: the heading, the title of the tab, and where the focus is.
import { expect, test } from "../harness/test.ts";

test("UX-35, A-11, UX-34: every step has one heading, which the tab's title repeats, and the focus goes along", async ({ account, admin, app, page }) => {
  const step = async (title: string, prefix = "") => {
    await expect(page).toHaveTitle(`${prefix}${title} – Vestibule`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.locator("h1")).toHaveCount(1);
  };
  await app.open("/login");
  await step("Sign in");
  await app.fill({ identifier: account.email, password: "wrong" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await step("Sign in", "Error: ");
  await expect(page.locator("#messages")).toBeFocused();

  await app.method("code").click();
  await expect(app.field("code")).toBeFocused();
  await step("Enter your code");
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
  await step("Welcome");

  for (const [path, title] of [
    ["/settings", "Account settings"],
    ["/sessions", "Sessions"],
    ["/nowhere", "Page not found"],
  ] as const) {
    await page.goto(path);
    await step(title);
  }
});

test("UX-35: a form that was refused for a gap says so in the title until it is sent", async ({ app, page, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.method("password").click();
  await expect(page).toHaveTitle("Error: Sign in – Vestibule");
  await app.method("code").click();
  await expect(app.message(4000035)).toBeVisible();
  await expect(page).toHaveTitle("Error: Sign in – Vestibule");
});

test("UX-04: a sign-in that worked is said, with the form gone, before the page goes on", async ({ account, app, page }) => {
  // Where the person wants to be does not answer with a page, so that this one stays.
  await page.route(({ pathname }) => pathname === "/sessions/whoami", (route) => (route.request().isNavigationRequest() ? route.fulfill({ status: 204 }) : route.fallback()));
  await app.open("/login?return_to=/sessions/whoami");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByRole("status").filter({ hasText: "Signed in. Taking you on …" })).toBeVisible();
  await expect(page.locator("form")).toHaveCount(0);
  await expect(page.getByRole("button")).toHaveCount(0);
});

test("UX-44: signing out is told on the page that follows, once", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.getByTestId("logout").click();
  await expect(page.getByTestId("notice")).toContainText("You are signed out.");
  await expect(app.field("identifier")).toBeVisible();
  await app.fill({ identifier: account.email, password: "wrong" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(page.getByTestId("notice")).not.toContainText("signed out");
});

test("A-12: ways of one kind are a list of buttons with full names", async ({ app, page }) => {
  await app.open("/login");
  const list = page.getByRole("list").filter({ has: page.locator("button[name=method][value=code]") });
  await expect(list.getByRole("listitem")).toHaveCount(await list.getByRole("button").count());
  for (const button of await list.getByRole("button").all()) await expect(button).toHaveAccessibleName(/\w+ \w+/);
});
