// Signing in with a second factor: an authenticator app, backup codes; stepping up when a page needs it.
import { expect, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "everything" });

async function enterPassword(app: import("../harness/app.ts").App, person: { email: string; password: string }): Promise<void> {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await expect(app.message(1010004)).toBeVisible();
}

test("with an authenticator app", async ({ account, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  await enterPassword(app, account);

  await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }).filter({ visible: true })).toHaveCount(1);
  await expect(page.getByTestId("logout-link")).toBeVisible();
  await expect(app.field("totp_code")).toHaveAttribute("autocomplete", "one-time-code");
  expect(new URL(page.url()).searchParams.get("aal")).toBe("aal2");
  await app.fill({ totp_code: totp(secret) });
  await app.field("totp_code").press("Enter");
  await app.expectSignedIn(account.email);
  expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");
  expect(Object.keys(watch.posts[1]!.body).sort()).toEqual(["csrf_token", "method", "totp_code"]);
});

test("a wrong code is said once, and can be corrected", async ({ account, app, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  await enterPassword(app, account);
  await app.fill({ totp_code: totp(secret, 1_000) });
  await app.method("totp").click();
  await expect(app.message(4000008)).toHaveCount(1);
  await expect(app.message(4000008)).toBeVisible();
  await expect(app.field("totp_code")).toHaveValue("");
  await expect(app.field("totp_code")).toBeFocused();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await app.expectSignedIn(account.email);
});

test("with a backup code, which is good once", async ({ account, app, selfService, watch }) => {
  await selfService.signIn(account);
  const [secret, another] = (await selfService.addLookupSecrets()).map((code) => watch.secret(code));
  for (const [round, code] of [secret!, secret!].entries()) {
    await app.forget();
    await enterPassword(app, account);
    await app.fill({ lookup_secret: code });
    await app.field("lookup_secret").press("Enter");
    if (round === 0) await app.expectSignedIn(account.email);
  }
  await expect(app.message(4000012)).toBeVisible();
  await expect(app.field("lookup_secret")).toHaveValue("");
  await app.fill({ lookup_secret: another! });
  await app.method("lookup_secret").click();
  await app.expectSignedIn(account.email);
});

test("UX-05: several at once stand next to each other, and Enter means the one that is typed into", async ({ account, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  const [code] = await selfService.addLookupSecrets();
  for (const [name, value, method] of [
    ["lookup_secret", code!, "lookup_secret"],
    ["totp_code", totp(secret), "totp"],
  ] as const) {
    await app.forget();
    await enterPassword(app, account);
    await expect(app.field("totp_code")).toBeVisible();
    await expect(app.field("lookup_secret")).toBeVisible();
    await expect(page.locator(".section", { has: app.field(name) }).filter({ has: app.method(method) })).toHaveCount(1);
    await app.fill({ [name]: value });
    await app.field(name).press("Enter");
    await app.expectSignedIn(account.email);
    expect(watch.posts.at(-1)?.body).toMatchObject({ method, [name]: value });
  }
});

test("without a second factor there is a way out", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await page.goto("/login?aal=aal2");
  await expect(page.getByTestId("no-method")).toBeVisible();
  await expect(page.locator("button[name=method]")).toHaveCount(0);
  await page.getByTestId("logout-link").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(app.field("identifier")).toBeVisible();
});

for (const [from, until] of [
  ["/settings", "settings/profile"],
  ["/", "session-content"],
  ["/sessions", "session-current"],
] as const) {
  test(`F-43 ${from} asks for the second factor, and goes on`, async ({ account, app, page, selfService }) => {
    await selfService.signIn(account);
    const secret = await selfService.addTotp();
    await app.forget();
    await selfService.signIn(account);

    await page.goto(from);
    await expect(page.getByRole("heading", { level: 2, name: "Two-Factor Authentication" })).toBeVisible();
    expect(app.path()).toBe("/login");
    await app.fill({ totp_code: totp(secret) });
    await app.method("totp").click();
    await expect(page.getByTestId(until).first()).toBeAttached();
    await expect.poll(() => app.path()).toBe(from);
  });
}

test("the way back survives both factors", async ({ account, app, baseURL, page, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  const target = `${baseURL}/welcome?from=letter`;
  await app.open(`/login?return_to=${encodeURIComponent(target)}`);
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await expect(page).toHaveURL(target);
});

test("UX-14: a reload of the second step keeps it", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.forget();
  await enterPassword(app, account);
  await page.reload();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await app.expectSignedIn(account.email);
});

test("a second factor can be renewed", async ({ account, app, selfService, watch }) => {
  await selfService.signIn(account);
  const secret = await selfService.addTotp();
  await app.open("/login?aal=aal2&refresh=true");
  await expect(app.message(1010003)).toBeVisible();
  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body).toMatchObject({ method: "totp" });
});
