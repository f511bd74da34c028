// Markup: the names and the uniqueness that outside suites, password managers and Kratos' script rely on.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

/** What stands in a page once only, and every wrapper around exactly its own control. */
async function expectUnique(page: Page): Promise<void> {
  const faults = await page.evaluate(() => {
    const faults: string[] = [];
    const count = (selector: string) => document.querySelectorAll(selector).length;
    const names = new Set([...document.querySelectorAll("input[name]")].map((input) => input.getAttribute("name")!));
    for (const name of names) if (name !== "method" && count(`input[name="${name}"]`) !== 1) faults.push(`input ${name}`);
    const values = [...document.querySelectorAll("button[name=method]")].map((button) => button.getAttribute("value"));
    if (new Set(values).size !== values.length) faults.push(`methods ${values}`);
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push(`id ${id}`);
    if (count("form") !== 1) faults.push(`${count("form")} forms`);
    if ([...document.querySelectorAll("main")].filter((main) => main.checkVisibility()).length !== 1) faults.push("main");
    if ([...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility()).length !== 1) faults.push("h1");
    for (const control of document.querySelectorAll<HTMLInputElement>("input[name]:not([type=hidden])")) {
      if (!control.closest(`[data-testid="node/input/${control.name}"]`)) faults.push(`wrapper of ${control.name}`);
      if (!control.labels?.length) faults.push(`label of ${control.name}`);
      if (!control.form) faults.push(`form of ${control.name}`);
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[name]")) {
      if (!button.closest(`[data-testid="node/input/${button.name}"]`)) faults.push(`wrapper of ${button.name}`);
      if (!button.form) faults.push(`form of ${button.name}`);
    }
    const box = document.querySelector("input[type=checkbox]");
    if (box && box.nextElementSibling?.tagName !== "LABEL") faults.push("the label does not follow its box");
    if (count("[style]")) faults.push("style attributes");
    return faults;
  });
  expect(faults).toEqual([]);
  await expect(page.locator('form[method="post" i] input[type=hidden][name=csrf_token]')).toHaveCount(1);
}

test("sign-in", async ({ app, page, passkeys }) => {
  await app.open("/login");
  await expectUnique(page);
  await expect(page.getByTestId("cta-link")).toHaveAttribute("href", /registration/);
  await expect(page.locator("a[href*=registration]")).toHaveCount(1);
  await expect(page.locator("a[href*=recovery]")).toHaveCount(1);
  for (const name of ["passkey_challenge", "passkey_login"]) await expect(page.locator(`input[type=hidden][name=${name}]`)).toHaveCount(1);
  await expect(page.getByTestId("node/script/webauthn_script")).toHaveCount(passkeys === "script" ? 1 : 0);
  await expect(page).toHaveTitle(/\w+.*Vestibule/);
});

test("the code step of a sign-in", async ({ account, app, page }) => {
  await app.askForCode(account.email);
  await expectUnique(page);
  await expect(page.locator("input[type=hidden][name=identifier]")).toHaveValue(account.email);
  await expect(page.locator("input[type=hidden][name=method]")).toHaveValue("code");
});

test("sign-up, both steps", async ({ app, page, person }) => {
  await app.open("/registration");
  await expectUnique(page);
  await app.enterTraits(person);
  await expectUnique(page);
  await expect(page.locator("input[type=hidden][name='traits.email']")).toHaveValue(person.email);
  await expect(app.button("screen")).toHaveCount(1);
});

test("UX-35: a refused sign-in says each message once, and its title says Error", async ({ app, page, person }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expectUnique(page);
  await expect(page.locator('[data-testid^="ui/message/"]')).toHaveCount(1);
  await expect(page).toHaveTitle(/error/i);
});

test("what others change in the page is sent as it is, and does not break the next answer", async ({ account, app, page, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: "CANARY-typed" });
  await page.evaluate(() => {
    const form = document.querySelector("form")!;
    const extra = document.createElement("input");
    Object.assign(extra, { type: "hidden", name: "transient_payload.from", value: "an outside suite" });
    form.append(extra);
    form.querySelector<HTMLInputElement>("[name=password]")!.value = "CANARY-changed";
    form.querySelector<HTMLInputElement>("[name=identifier]")!.removeAttribute("required");
    form.querySelector('[data-testid="node/input/passkey_login_trigger"]')?.remove();
  });
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  expect(watch.post.body).toMatchObject({ password: "CANARY-changed", transient_payload: { from: "an outside suite" } });

  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("removing required leads to the server's own message", async ({ app, page, person }) => {
  await app.open("/registration");
  await app.fill({ "traits.email": person.email });
  await app.field("traits.name.first").evaluate((input) => input.removeAttribute("required"));
  await app.method("profile").click();
  await expect(page.getByTestId("node/input/traits.name.first").getByTestId("ui/message/4000002")).toBeVisible();
});
