// Codes that are mailed: one field, whatever way the code comes into it.
import { withMessages } from "../harness/messages.ts";
import { expect, test } from "../harness/test.ts";

test("UX-12, A-13: one field for the code, with label and hint; spaces and dashes are taken out", async ({ account, admin, app, page, watch }) => {
  await app.askForCode(account.email);
  const field = app.field("code");
  await expect(page.locator("form input:not([type=hidden], [readonly])")).toHaveCount(1);
  for (const [name, value] of [["type", "text"], ["inputmode", "numeric"], ["autocomplete", "one-time-code"], ["spellcheck", "false"]] as const)
    await expect(field).toHaveAttribute(name, value);
  for (const name of ["maxlength", "pattern"]) await expect(field).not.toHaveAttribute(name);
  await expect(field).toHaveAccessibleName(/\w/);
  await expect(page.locator(".hint").first()).toBeVisible();

  await field.fill(" 012-345\u{a0}");
  await app.method("code").click();
  await expect(app.message(4010008)).toBeVisible();
  expect(watch.posts.at(-1)?.body.code).toBe("012345");

  const code = watch.secret(await admin.code(account.email));
  await app.enterCode(`${code.slice(0, 3)} \u{2013} ${code.slice(3)}`);
  await app.expectSignedIn(account.email);
});

test("A-18: a code that is typed or pasted is sent by nobody but the person", async ({ account, app, page, watch }) => {
  await app.askForCode(account.email);
  const asked = watch.posts.length;
  const field = app.field("code");
  await field.pressSequentially("123456");
  await field.press("Backspace");
  await field.press("6");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "654321");
    document.querySelector("[name=code]")!.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(field).toHaveValue("123456");
  await expect(field).toBeFocused();
  // Nothing has been sent when the person sends it at last.
  await field.press("Enter");
  await expect(app.message(4010008)).toBeVisible();
  expect(watch.posts.length).toBe(asked + 1);
});

test("UX-12: no text message is waited for when the code was mailed", async ({ account, app, page }) => {
  await withMessages(page);
  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.field("code").fill("1");
  expect(await page.evaluate(() => window.__messages)).toEqual([]);
});
