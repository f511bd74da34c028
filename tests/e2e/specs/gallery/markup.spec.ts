// What every page has, read from its markup.
import { entries, expect, test } from "../../harness/gallery.ts";

/** Looks at every page. */
async function each(open: (entry: string) => Promise<void>, find: (entry: string) => Promise<unknown[]> | unknown[]) {
  for (const entry of entries) {
    await open(entry);
    expect.soft(await find(entry), entry).toEqual([]);
  }
}

test("A-11: one main, one h1, a language, and no more than one thing before the main part", async ({ open, page }) => {
  await each(open, async () =>
    page.evaluate(() => {
      const count = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility()).length;
      const faults = [];
      if (count("main, [role=main]") !== 1) faults.push(`${count("main, [role=main]")} main`);
      if (count("h1") !== 1) faults.push(`${count("h1")} h1`);
      if (!document.documentElement.lang) faults.push("no lang");
      if (count("header :is(a, button, input, select, [tabindex])") > 1) faults.push("a header without a skip link");
      return faults;
    }),
  );
});

test("A-11 UX-35: the title of the tab begins with the step, after 'Error:' where something was refused", async ({ open, page }) => {
  await open("login");
  await expect(page).toHaveTitle("Sign in – Vestibule");
  await open("login-wrong-password");
  await expect(page).toHaveTitle("Error: Sign in – Vestibule");
  await open("login-aal2-totp");
  await expect(page).toHaveTitle("Two-Factor Authentication – Vestibule");
});

test("A-12: every button has a name of its own, and no two dividers follow each other", async ({ open, page }) => {
  await each(open, async (entry) => {
    const tree = await page.locator("body").ariaSnapshot();
    const names = [...tree.matchAll(/^\s*- '?(?:button|radio|checkbox)(?: "((?:[^"\\]|\\.)*)")?/gm)].map(([, name = ""]) => name);
    // In the settings each part has a form and a heading of its own, and Kratos calls every key without a name alike.
    const isSettings = /^(long-)?settings/.test(entry);
    const faults = names.filter((name, at) => !name || (!isSettings && names.indexOf(name) !== at)).map((name) => `"${name}" twice, or without a name`);
    if (/(- (text|paragraph): or\n\s*){2}/.test(tree)) faults.push("or or");
    faults.push(
      ...(await page.evaluate(() =>
        [...document.querySelectorAll("[type=radio]")].filter((radio) => !radio.closest("fieldset")?.querySelector("legend")?.textContent?.trim()).map((radio) => radio.outerHTML),
      )),
    );
    return faults;
  });
});

test("A-12: a provider's button says with whom", async ({ open, page }) => {
  await open("login");
  for (const name of await page.locator("button[name=provider]").allInnerTexts()) expect(name).toMatch(/ with \w+/);
});

test("A-20: the QR code has a text in its place, and beside it the key to copy", async ({ open, page }) => {
  await each(open, () =>
    page.evaluate(() => [...document.querySelectorAll("img, svg:not([aria-hidden=true])")].filter((image) => !image.hasAttribute("alt") && image.getAttribute("role") !== "img").map((image) => image.outerHTML.slice(0, 90))),
  );
  await open("settings");
  const part = page.getByTestId("settings-group/totp").or(page.locator("section, div").filter({ has: page.locator("img") })).last();
  await expect(part.locator("img")).toHaveAttribute("alt", /\w+ \w+/);
  await expect(page.locator(".secret").first()).toHaveText(/^[A-Z2-7]{16,}$/);
});

test("A-21: no positive tabindex, and the order of the keyboard is that of the eye", async ({ open, page }) => {
  await each(open, () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")];
      const faults = all.filter((element) => element.tabIndex > 0).map((element) => `tabindex: ${element.outerHTML.slice(0, 90)}`);
      const seen = all.filter((element) => element.tabIndex === 0 && element.checkVisibility() && !element.closest(".visually-hidden"));
      for (const [at, element] of seen.entries()) {
        const before = seen[at - 1]?.getBoundingClientRect();
        if (before && element.getBoundingClientRect().bottom < before.top) faults.push(`above the one before: ${element.outerHTML.slice(0, 90)}`);
      }
      return faults;
    }),
  );
});

test("A-23: what is optional says so in words, and nothing is told by an asterisk", async ({ open, page }) => {
  await each(open, async (entry) => {
    if (!entry.startsWith("registration")) return [];
    return page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement>("input:not([type=hidden], [type=checkbox], [type=radio])")]
        .filter((input) => input.checkVisibility() && !input.readOnly && input.name.startsWith("traits."))
        .flatMap((input) => {
          const label = [...(input.labels ?? [])].map((one) => one.textContent ?? "").join(" ");
          const faults = [];
          if (!input.required === !/optional/i.test(label)) faults.push(`${input.name}: required ${input.required}, "${label}"`);
          if (label.includes("*")) faults.push(`an asterisk: ${label}`);
          return faults;
        }),
    );
  });
});

test("UX-01: every field has a label, a form and a button that sends it; no id is there twice", async ({ open, page }) => {
  await each(open, (entry) =>
    page.evaluate((isPart) => {
      const fields = [...document.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), select, textarea")].filter((field) => field.checkVisibility());
      const faults = fields.flatMap((field) => {
        const faults = [];
        if (![...(field.labels ?? [])].some((label) => label.textContent?.trim()) && !field.getAttribute("aria-label")) faults.push(`no label: ${field.name}`);
        if (isPart) return faults;
        if (!field.form) faults.push(`no form: ${field.name}`);
        else if (field.form.getAttribute("method") !== "post" || !field.form.getAttribute("action")) faults.push(`a form that goes nowhere: ${field.name}`);
        else if (!field.readOnly && ![...field.form.elements].some((one) => one.matches("button[type=submit], .submit-ceremony button"))) faults.push(`no button: ${field.name}`);
        return faults;
      });
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      return [...faults, ...ids.filter((id, at) => ids.indexOf(id) !== at)];
      // What is in the card of a page that has stopped is shown to be copied.
    }, entry.startsWith("broken")),
  );
});

test("what others look for by its name is there once", async ({ open, page }) => {
  await each(open, () =>
    page.evaluate(() => {
      const names = ["identifier", "password", "totp_code", "lookup_secret", "webauthn_register_displayname", "screen"];
      // Where a code is asked for, Kratos says the method in a hidden field as well.
      const all = [...document.querySelectorAll("[name]:not([type=hidden][name=method])")].map((one) => ({ name: one.getAttribute("name")!, value: one.getAttribute("value") }));
      const keys = all.flatMap(({ name, value }) => {
        if (names.includes(name) || /^traits\.|_trigger$/.test(name)) return [name];
        return name === "method" ? [`method=${value}`] : [];
      });
      const links = [...document.querySelectorAll("[data-testid=cta-link], [data-testid=logout]")].map((one) => one.getAttribute("data-testid")!);
      return [...keys, ...links].filter((key, at, all) => all.indexOf(key) !== at);
    }),
  );
});

test("UX-01: names and ids are the same in every answer", async ({ open, page }) => {
  const names = () => page.locator("input, select, button[name]").evaluateAll((all) => all.map((one) => `${one.getAttribute("name")} ${one.id}`).sort());
  for (const [one, other] of [["login", "login-wrong-password"], ["registration", "registration-errors"], ["login-code", "login-code-wrong"]] as const) {
    await open(one);
    const before = await names();
    await open(other);
    expect(await names()).toEqual(before);
  }
});

/** What a field's `autocomplete` is, by its name, on pages whose name matches. */
const purposes: [RegExp, RegExp, RegExp][] = [
  [/^login/, /^identifier$/, /^(username|email)( webauthn)?$/],
  [/^login/, /^password$/, /^current-password( webauthn)?$/],
  [/^(registration|settings)/, /^password$/, /^new-password$/],
  [/./, /^(code|totp_code)$/, /^one-time-code$/],
  [/./, /^traits\.email$/, /^(email|username)( webauthn)?$/],
  [/./, /^(email|recovery_address)$/, /^(email|username)$/],
  [/./, /^traits\.(phone|tel)$/, /^tel$/],
  [/./, /^traits\.(website|site)$/, /^url$/],
  [/./, /^traits\.name\.first$/, /^given-name$/],
  [/./, /^traits\.name\.last$/, /^family-name$/],
];

test("UX-02 A-03: every field says what it is for, and none says 'off'", async ({ open, page }) => {
  const used = new Set<RegExp>();
  await each(open, async (entry) => {
    const fields = await page
      .locator("input:not([type=hidden])")
      .evaluateAll((all) => (all as HTMLInputElement[]).filter((one) => one.checkVisibility()).map((one) => [one.name, one.getAttribute("autocomplete") ?? ""] as const));
    return fields.flatMap(([name, purpose]) => {
      if (purpose === "off") return [`${name} is off`];
      const row = purposes.find(([page, field]) => page.test(entry.replace(/^long-/, "")) && field.test(name));
      if (row) used.add(row[1]);
      return !row || row[2].test(purpose) ? [] : [`${name}: "${purpose}"`];
    });
  });
  expect(used.size, "every row is used").toBe(purposes.length);
});

test("G-16: keyboards neither capitalise nor correct names of accounts, addresses, codes and passwords", async ({ open, page }) => {
  await each(open, () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement>("input[name]:not([type=hidden], [type=checkbox])")]
        .filter((input) => input.matches("[type=email], [type=tel], [type=url], [type=password], [name=identifier], [name*=address], [name$=username], [name=code], [name=totp_code], [name=lookup_secret]"))
        .filter((input) => !input.matches("[name^='traits.address']"))
        .filter((input) => !input.matches("[autocapitalize=none][autocorrect=off][spellcheck=false]"))
        .map((input) => input.outerHTML),
    ),
  );
});
