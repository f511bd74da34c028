// The page in the person's language: whole, marked as such, and in its direction.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything", config: { languages: ["ar", "de", "es", "fr"] } });

const project = join(import.meta.dirname, "../../..");

/** What a language says, by phrase key and by message id. */
function catalogue(language: string): Record<string, string> {
  return JSON.parse(readFileSync(join(project, "locales", `${language}.json`), "utf8")) as Record<string, string>;
}

/** The English of ours, by phrase key. */
function english(): [key: string, text: string][] {
  const source = readFileSync(join(project, "src/i18n/phrase.rs"), "utf8");
  const phrases = [...source.matchAll(/^ {4}[A-Z_0-9]+ "(\w+)" "(.*)"$/gm)].map(([, key, text]): [string, string] => [key!, text!]);
  expect(phrases.length).toBeGreaterThan(100);
  return phrases;
}

/** Every text that a person can see or is read to: text nodes, and attributes that hold one. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode.textContent ?? "");
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
      for (const element of document.querySelectorAll(`body [${name}]`)) found.push(element.getAttribute(name) ?? "");
    }
    return found.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
  });
}

/** A pattern as an expression that its filled-in forms match, whole. */
function filled(pattern: string): RegExp {
  const parts = pattern.trim().split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`);
}

/** What Kratos has said in English so far, of that which the language has words for. */
function heard(page: Page, language: Record<string, string>): Set<string> {
  const said = new Set<string>();
  const listen = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { id, text } = value as { id?: unknown; text?: unknown };
    if (typeof id === "number" && typeof text === "string" && language[id] !== undefined && language[id] !== text) said.add(text);
    Object.values(value).forEach(listen);
  };
  page.on("response", async (response) => {
    if (!/\/self-service\//.test(response.url())) return;
    // An answer that leads elsewhere has no body.
    listen(await response.json().catch(() => null));
  });
  return said;
}

test.describe("in German", () => {
  test.use({ locale: "de-DE" });
  const german = catalogue("de");

  test("A-11, UX-36, UX-45: signing in, and what was wrong about it, by its id", async ({ account, app, page }) => {
    await app.open("/login");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.locator("html")).not.toHaveAttribute("dir", "rtl");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anmelden");
    await expect(page).toHaveTitle("Anmelden – Vestibule");
    await expect(app.method("password")).toHaveText("Mit Passwort anmelden");
    await expect(page.getByRole("button", { name: "Mit Acme anmelden" })).toBeVisible();
    await expect(page.getByLabel("Passwort", { exact: true })).toHaveAttribute("name", "password");

    await app.fill({ identifier: account.email, password: "not this one" });
    await app.method("password").click();
    await expect(app.message(4000006)).toHaveText(german["4000006"]!);
    await expect(page).toHaveTitle("Fehler: Anmelden – Vestibule");
  });

  /** Asserts, wherever the page is, that nothing on it is English that there is German for. */
  function watchWords(page: Page): { said: Set<string>; expectGerman(where: string): Promise<void> } {
    const said = heard(page, german);
    const ours = english().filter(([key, text]) => german[key] !== text).map(([, text]) => filled(text));
    const expectGerman = async (where: string) => {
      const left = (await texts(page)).filter((text) => said.has(text) || ours.some((phrase) => phrase.test(text)));
      expect(left, where).toEqual([]);
    };
    return { said, expectGerman };
  }

  test("UX-36: no English of ours or of Kratos' is left on the way in", async ({ account, app, page, person }) => {
    const { said, expectGerman } = watchWords(page);
    await app.open("/login");
    await expect.poll(() => said.size).toBeGreaterThan(0);
    await expectGerman("signing in");
    await app.fill({ identifier: account.email });
    await app.method("code").click();
    await expect(app.field("code")).toBeVisible();
    await expectGerman("the code for signing in");

    await app.open("/registration");
    await expectGerman("signing up");
    await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
    await app.method("profile").click();
    await expect(app.message(1040009)).toHaveText(german["1040009"]!);
    await expectGerman("the choice of a credential");

    await app.open("/recovery");
    await expectGerman("recovery");
    await app.fill({ email: account.email });
    await app.method("code").click();
    await expect(app.message(1060003)).toHaveText(german["1060003"]!);
    await expectGerman("the code for recovery");

    await app.open("/verify");
    await expectGerman("verification");

    await page.goto("/nowhere");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(german.not_found!);
    await expectGerman("a page that is not there");
  });

  test("UX-36: no English of ours or of Kratos' is left inside", async ({ account, app, page, selfService }) => {
    const { said, expectGerman } = watchWords(page);
    await selfService.signIn(account);
    await app.open("/settings");
    await expect.poll(() => said.size).toBeGreaterThan(0);
    await expectGerman("settings");
    await app.button("lookup_secret_regenerate").click();
    await expect(app.button("lookup_secret_confirm")).toBeVisible();
    await expectGerman("backup codes");

    await page.goto("/");
    await app.expectSignedIn(account.email);
    await expectGerman("home");
    await page.goto("/sessions");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(german.sessions!);
    await expect(page.getByText(german.no_other_sessions!)).toBeVisible();
    await expectGerman("sessions");
  });

  test("UX-45: the file is JSON, and asked for anew", async ({ page }) => {
    const answer = await page.request.get("/locales/de.json");
    expect(answer.headers()["content-type"]).toMatch(/^application\/json\b/);
    expect(answer.headers()["cache-control"]).toBe("no-cache");
  });
});

test.describe("in French, for somebody in Canada", () => {
  test.use({ locale: "fr-CA" });

  test("UX-45: people get their language, whatever their country", async ({ app, page }) => {
    await app.open("/login");
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Se connecter");
  });
});

test.describe("in Spanish", () => {
  test.use({ locale: "es-MX" });

  test("UX-45: sign-up is in it, too", async ({ app, page }) => {
    await app.open("/registration");
    await expect(page.locator("html")).toHaveAttribute("lang", "es");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Crear una cuenta");
  });
});

test.describe("in a language that the page does not have", () => {
  test.use({ locale: "fi-FI" });

  test("UX-45: English, and no file is asked for", async ({ app, page }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await app.open("/login");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    expect(asked.filter((path) => path.startsWith("/locales/"))).toEqual([]);
  });
});

/** Whatever is wider than its place. */
function wide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [...document.querySelectorAll<HTMLElement>("html, main, main :is(h1, h2, h3, p, label, button, a, li, section, form)")];
    // A word that only screen readers get has no room of its own.
    const shown = found.filter(({ clientWidth }) => clientWidth > 1);
    return shown.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.outerHTML.slice(0, 120));
  });
}

for (const locale of ["ar-EG", "de-DE", "es-ES", "fr-FR"]) {
  test.describe(`in the words of ${locale}`, () => {
    test.use({ locale, viewport: { width: 320, height: 640 } });

    test("A-26, DX-09: everything has room on narrow and on wide screens", async ({ account, app, page, selfService }) => {
      const expectRoom = async (path: string) => {
        for (const width of [320, 480, 768, 1280]) {
          await page.setViewportSize({ width, height: 640 });
          expect(await wide(page), `${path}, ${width} px`).toEqual([]);
        }
      };
      for (const path of ["/login", "/registration", "/recovery"]) {
        await app.open(path);
        await expectRoom(path);
      }
      await selfService.signIn(account);
      await app.open("/settings");
      await expectRoom("/settings");
    });
  });
}

test.describe("in Arabic", () => {
  test.use({ locale: "ar-EG" });
  const arabic = catalogue("ar");

  test("A-26, A-11: the page runs from right to left before there is a form on it", async ({ app, page }) => {
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector("form")) return;
        observer.disconnect();
        const { lang, dir } = document.documentElement;
        document.documentElement.dataset.first = `${lang} ${dir}`;
      }).observe(document, { childList: true, subtree: true });
    });
    await app.open("/login");
    await expect(page.locator("html")).toHaveAttribute("data-first", "ar rtl");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(arabic.sign_in!);
    // The label begins at the right edge of its field.
    const edges = await page.locator("main .field").first().evaluate((field) => {
      const [label, control] = [field.querySelector("label")!, field.querySelector("input")!];
      const text = document.createRange();
      text.selectNodeContents(label);
      return [text.getBoundingClientRect().right, control.getBoundingClientRect().right];
    });
    expect(Math.abs(edges[0]! - edges[1]!)).toBeLessThan(2);
  });

  test("A-26: addresses, passwords and codes stay from left to right", async ({ account, app, page, selfService }) => {
    await app.open("/login");
    await expect(app.field("identifier")).toHaveCSS("direction", "ltr");
    await expect(app.field("password")).toHaveCSS("direction", "ltr");
    // The button that shows the password is not over what is typed.
    const room = await app.field("password").evaluate((field) => {
      const button = field.parentElement!.querySelector("button")!.getBoundingClientRect();
      const { left, right } = field.getBoundingClientRect();
      const style = getComputedStyle(field);
      return { button, from: left + parseFloat(style.paddingLeft), to: right - parseFloat(style.paddingRight) };
    });
    expect(room.button.right <= room.from || room.button.left >= room.to).toBe(true);

    await app.fill({ identifier: account.email });
    await app.method("code").click();
    await expect(app.field("code")).toHaveCSS("direction", "ltr");
    await expect(app.field("code")).toHaveAttribute("dir", "ltr");

    await app.open("/registration");
    await expect(app.field("traits.email")).toHaveCSS("direction", "ltr");
    await expect(app.field("traits.name.first")).toHaveCSS("direction", "rtl");

    await selfService.signIn(account);
    await app.open("/settings");
    await expect(page.getByTestId("node/text/totp_secret_key/text")).toHaveCSS("direction", "ltr");
  });
});
