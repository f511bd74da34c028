// Signing in with a password, on a page that shows every method.
import { expect, newcomer, test } from "../harness/test.ts";

test("signs in", async ({ account, app, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();

  await app.expectSignedIn(account.email);
  expect(watch.post).toMatchObject({
    path: "/self-service/login",
    body: { method: "password", identifier: account.email, password: account.password },
  });
  expect(watch.post.body).not.toHaveProperty("passkey_login");
});

test("offers the password manager what it needs", async ({ app, page }) => {
  await app.open("/login");

  await expect(app.field("identifier")).toHaveAttribute("autocomplete", "username webauthn");
  await expect(app.field("password")).toHaveAttribute("autocomplete", "current-password");
  await expect(app.field("password")).not.toHaveAttribute("maxlength");
  await expect(page.getByLabel("E-Mail", { exact: false })).toHaveAttribute("name", "identifier");
  await expect(page.locator("form[method=post i][action]")).toHaveCount(1);
  await expect(page.locator("form input[name=csrf_token][type=hidden]")).toHaveCount(1);
});

test("UX-37: an unknown account reads like a wrong password", async ({ app, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();

  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(person.email);
});

test("UX-37, T-23: an unknown account and a wrong password look the same, to the last node", async ({ account, app, watch }) => {
  const shape = async (email: string) => {
    await app.open("/login");
    await app.fill({ identifier: email, password: watch.secret("CANARY-wrong-password") });
    await app.method("password").click();
    await expect(app.message(4000006)).toBeVisible();
    return app.shape(email);
  };
  expect(await shape(newcomer(watch).email)).toBe(await shape(account.email));
});

test("UX-04: a sign-in that worked takes the form away and leaves the address; one that did not stays, and its status says so", async ({ account, app, page, watch }) => {
  await app.open("/login");
  const statuses: number[] = [];
  page.on("response", (response) => response.request().method() === "POST" && statuses.push(response.status()));
  const fields = await page.evaluateHandle(() => {
    // Every kind of field that the password has been in, and the address at which the last one went.
    const seen = { types: new Set<string>(), gone: "" };
    const look = () => {
      const field = document.querySelector<HTMLInputElement>("input[name=password]");
      if (field) seen.types.add(field.type);
      else if (!seen.gone) seen.gone = location.pathname;
    };
    look();
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    return seen;
  });
  await app.fill({ identifier: account.email, password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(app.path()).toBe("/login");
  const length = await page.evaluate(() => history.length);
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(statuses).toEqual([400, 200]);
  expect(await page.evaluate(() => history.length)).toBe(length + 1);
  expect(await fields.evaluate(({ types, gone }) => ({ types: [...types], gone }))).toEqual({ types: ["password"], gone: "/" });
});

test("a refusal is still there after a reload", async ({ app, page, person, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  const flow = app.flow();

  await page.reload();
  await expect(app.message(4000006)).toBeVisible();
  expect(app.flow()).toBe(flow);
  expect(watch.posts).toHaveLength(1);
});

test("UX-07: an empty form is not sent; the gaps are summed up, a single one gets the focus", async ({ app, page, watch }) => {
  await app.open("/login");
  await app.method("password").click();

  await expect(page.getByTestId("summary")).toBeFocused();
  expect(watch.posts).toHaveLength(0);

  await app.fill({ identifier: "somebody@example.com" });
  await app.method("password").click();
  await expect(app.field("password")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});

test("the password can be shown, and is hidden again when it leaves", async ({ app, page, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });

  await page.getByRole("button", { name: "Show password" }).click();
  await expect(app.field("password")).toHaveAttribute("type", "text");
  await expect(app.field("password")).toHaveValue(person.password);
  await page.getByRole("button", { name: "Hide password" }).click();
  await expect(app.field("password")).toHaveAttribute("type", "password");

  await page.getByRole("button", { name: "Show password" }).click();
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("password")).toHaveAttribute("type", "password");
});

for (const name of ["identifier", "password"]) {
  test(`UX-05: Enter in ${name} signs in with the password`, async ({ account, app, watch }) => {
    await app.open("/login");
    await app.fill({ identifier: account.email, password: account.password });
    await app.field(name).press("Enter");

    await app.expectSignedIn(account.email);
    expect(watch.post.body).toMatchObject({ method: "password" });
    for (const other of ["resend", "provider", "passkey_login", "code"]) expect(watch.post.body).not.toHaveProperty(other);
  });
}

test("goes where the link wanted to go", async ({ account, app, baseURL, page }) => {
  await app.open(`/login?return_to=${encodeURIComponent(`${baseURL}/welcome?from=letter`)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();

  await expect(page).toHaveURL(`${baseURL}/welcome?from=letter`);
  await expect(page.getByTestId("session-content")).toContainText(account.email);
});

test("F-16 a forbidden way back is explained, and does not stand in the way", async ({ account, app, page }) => {
  await app.open(`/login?return_to=${encodeURIComponent("https://evil.example/")}`);

  await expect(page.locator(".Toastify")).toContainText("The page that sent you here cannot be opened afterwards.");
  await expect(page.locator("a[href*='evil']")).toHaveCount(0);
  expect(app.path()).toBe("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("F-15, UX-28: who is signed in already is sent home", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.goto("/login");
  await app.expectSignedIn(account.email);
});

test("Back after signing in shows who is signed in, and no password", async ({ account, app, page }) => {
  await app.expectSignedOut();
  await app.signIn(account);
  await page.goBack();
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(app.field("password")).toHaveCount(0);
});
