// Settings: an authenticator app.
import { expect, test } from "../harness/test.ts";
import { totp } from "../harness/totp.ts";

test.use({ kratos: "everything" });

test.beforeEach(async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await page.addInitScript(() => {
    const write = Clipboard.prototype.writeText;
    Clipboard.prototype.writeText = function (text) {
      (window as { copied?: string }).copied = text;
      return write.call(this, text);
    };
  });
  await app.open("/settings");
});

test("adds one with the secret, and removes it", async ({ app, page, selfService, watch }) => {
  const qr = page.getByTestId("node/image/totp_qr");
  await expect(qr).toBeVisible();
  await expect(qr).toHaveAttribute("src", /^data:image\/png/);
  await expect(qr).toHaveAttribute("alt", /\w+/);
  const secret = watch.secret((await page.getByTestId("node/text/totp_secret_key/text").innerText()).trim());
  expect(secret).toMatch(/^[A-Z2-7]{16,}$/);
  await expect(page.locator("code").filter({ hasText: secret })).toHaveText(secret);
  await expect(app.field("totp_code")).toHaveAttribute("autocomplete", "one-time-code");

  await app.fill({ totp_code: totp(secret) });
  await app.field("totp_code").press("Enter");
  await expect(app.section("totp").getByTestId("ui/message/1050001")).toBeVisible();
  await expect(qr).toHaveCount(0);
  await expect(app.field("totp_code")).toHaveCount(0);
  expect(Object.keys(watch.post.body).sort()).toEqual(["csrf_token", "method", "totp_code"]);
  expect((await selfService.whoami()).authenticator_assurance_level).toBe("aal2");

  await app.button("totp_unlink").click();
  await expect(qr).toBeVisible();
  await expect(app.section("totp").getByTestId("ui/message/1050001")).toBeVisible();
  expect(watch.posts[1]?.body).toMatchObject({ totp_unlink: "true" });
  expect(await page.getByTestId("node/text/totp_secret_key/text").innerText()).not.toContain(secret);
});

test("UX-42: the secret can be copied, and handed to an app on this device", async ({ app, context, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const secret = (await page.getByTestId("node/text/totp_secret_key/text").innerText()).trim();
  await page.getByTestId("copy-secret").click();
  await expect.poll(() => page.evaluate(() => (window as { copied?: string }).copied)).toBe(secret);
  await expect(app.section("totp").getByRole("status").or(page.getByRole("status")).filter({ hasText: /copied/i }).first()).toBeVisible();

  const link = new URL((await page.getByTestId("otpauth").getAttribute("href")) ?? "");
  expect(link.protocol).toBe("otpauth:");
  expect(link.href).toMatch(/^otpauth:\/\/totp\//);
  expect(link.searchParams.get("secret")).toBe(secret);
  expect(link.searchParams.get("issuer")).toBe("Vestibule");
});

test("a wrong code is said once, in its part, and the secret stays", async ({ app, page }) => {
  const secret = await page.getByTestId("node/text/totp_secret_key/text").innerText();
  const wrong = totp(secret, 1_000);
  await app.fill({ totp_code: wrong });
  await app.method("totp").click();
  await expect(app.section("totp").getByTestId("ui/message/4000008")).toBeVisible();
  await expect(app.message(4000008)).toHaveCount(1);
  await expect(app.field("totp_code")).toHaveValue("");
  await expect(page.getByTestId("node/text/totp_secret_key/text")).toHaveText(secret);

  await app.fill({ totp_code: totp(secret) });
  await app.method("totp").click();
  await expect(app.message(1050001)).toBeVisible();
  await expect(app.message(4000008)).toHaveCount(0);
});

test("spaces in the code do no harm", async ({ app, page }) => {
  const code = totp(await page.getByTestId("node/text/totp_secret_key/text").innerText());
  await app.fill({ totp_code: `${code.slice(0, 3)} ${code.slice(3)}` });
  await app.method("totp").click();
  await expect(app.message(1050001)).toBeVisible();
});

test("without a code nothing is sent", async ({ app, watch }) => {
  await app.method("totp").click();
  await expect(app.field("totp_code")).toBeFocused();
  expect(watch.posts).toHaveLength(0);
});
