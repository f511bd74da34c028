// Where the focus is when a page, a step or an answer comes.
import { painted } from "../harness/shifts.ts";
import { expect, test, wrongCode } from "../harness/test.ts";

for (const [path, name] of [
  ["/login", "identifier"],
  ["/registration", "traits.email"],
  ["/recovery", "email"],
  ["/verification", "email"],
] as const)
  test(`UX-34: ${path} begins in its first field`, async ({ app }) => {
    await app.open(path);
    await expect(app.field(name)).toBeFocused();
  });

test("UX-34: the first field that is empty", async ({ account, app, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: "CANARY-wrong-password" });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await page.reload();
  await expect(app.field("identifier")).toHaveValue(account.email);
  // The refusal is still there, and is what there is to read first.
  await expect(page.getByRole("alert").filter({ has: app.message(4000006) })).toBeFocused();
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, isMobile: true });

  test("UX-34: nothing has the focus, so that no keyboard covers the page", async ({ app, page }) => {
    await app.open("/login");
    await painted(page);
    await expect(page.locator(":focus")).toHaveCount(0);
  });
});

test("UX-34: every next step has the focus in its field", async ({ account, admin, app, person }) => {
  await app.askForCode(account.email);
  await expect(app.field("code")).toBeFocused();
  await app.enterCode(wrongCode(await admin.code(account.email)));
  await expect(app.message(4010008)).toBeVisible();
  await expect(app.field("code")).toBeFocused();

  await app.enterTraits({ ...person, email: `new-${person.email}` });
  await expect(app.field("password")).toBeFocused();
});

test("UX-34: a refusal of the whole has the focus, and Tab leads from it into the form", async ({ app, page, person, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: watch.secret("CANARY-wrong-password") });
  await app.field("password").press("Enter");
  await expect(page.getByRole("alert").filter({ has: app.message(4000006) })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.locator("form :focus")).toHaveCount(1);
});
