// Several faults at once: they are summed up at the top of the form, each a link to its field.
import { expect, test } from "../harness/test.ts";

const links = "[data-testid=summary] a";

test("A-07, UX-07: what the browser finds wrong is summed up, and each link leads to its field", async ({ app, page, watch }) => {
  await app.open("/login");
  await app.method("password").click();

  const summary = page.getByTestId("summary");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("heading", { name: "Please check 2 fields" })).toBeVisible();
  await expect(page.locator(links)).toHaveCount(2);
  // It has the focus and is read for that; an alert would say it a second time.
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(watch.posts).toHaveLength(0);

  for (const name of ["password", "identifier"]) {
    const field = app.field(name);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    const described = await field.getAttribute("aria-describedby");
    const said = (await page.locator(`[id="${described}"]`).innerText()).trim();
    expect(said).not.toBe("");
    // The words at the field and in the summary are the same (UX-37).
    await page.locator(links).filter({ hasText: `: ${said}` }).and(page.locator(`[href="#login-${name}"]`)).click();
    await expect(field).toBeFocused();
  }
  await expect(page).toHaveTitle(/^Error: Sign in – /);
});

test("A-07: pressed again, the summary has the focus again; once it is mended it is gone", async ({ account, app, page }) => {
  await app.open("/login");
  await app.method("password").click();
  await expect(page.getByTestId("summary")).toBeFocused();
  await app.method("password").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("summary")).toBeFocused();

  await app.fill({ identifier: account.email });
  await app.method("password").click();
  await expect(app.field("password")).toBeFocused();
  await expect(page.getByTestId("summary")).toHaveCount(0);
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("A-07, UX-37: what Kratos refuses in several fields is summed up in its words, each message once by its id", async ({ app, page, person, watch }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": "A" });
  // Kratos is asked: what the browser would say is switched off.
  await page.evaluate(() => {
    for (const field of document.querySelectorAll<HTMLInputElement>("form input")) {
      field.removeAttribute("required");
      field.removeAttribute("pattern");
      if (field.type === "email") field.type = "text";
    }
  });
  await app.fill({ "traits.email": "nobody" });
  await app.method("profile").click();
  await expect.poll(() => watch.posts.length).toBe(1);

  const summary = page.getByTestId("summary");
  await expect(summary).toBeFocused();
  await expect(page).toHaveTitle(/^Error: Create an account – /);
  for (const name of ["traits.email", "traits.name.first"]) {
    const message = page.getByTestId(`node/input/${name}`).locator("[data-testid^='ui/message/']").first();
    const said = await message.innerText();
    const link = page.locator(`${links}[href="#registration-${name}"]`);
    await expect(link).toContainText(said);
    await link.focus();
    await page.keyboard.press("Enter");
    await expect(app.field(name)).toBeFocused();
  }
  await expect(summary.locator("[data-testid^='ui/message/']")).toHaveCount(0);
});

test("A-07: a single fault is said at its field, which has the focus", async ({ app, page, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email });
  await app.method("password").click();
  await expect(app.field("password")).toBeFocused();
  await expect(page.getByTestId("summary")).toHaveCount(0);
});
