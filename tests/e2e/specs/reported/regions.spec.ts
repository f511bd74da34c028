// A language with a region was never chosen: whoever reads pt-BR got English, though it was there.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Canned, recorded } from "../../harness/canned.ts";
import { expect, test } from "../../harness/test.ts";

const project = resolve(import.meta.dirname, "../../../..");

/** The languages, each with a word of its own for "Sign in". */
const words: Record<string, string> = { pt: "Entrar", "pt-BR": "Entrar (BR)", "zh-Hant": "登入", "zh-TW": "登入 (TW)", nb: "Logg inn", "az-Arab": "گیریش" };

const cases: [languages: string[], locale: string, lang: string, dir: string | null][] = [
  [["pt-BR"], "pt-BR", "pt-BR", null],
  [["pt", "pt-BR"], "pt-BR", "pt-BR", null],
  [["pt-BR", "pt"], "pt-PT", "pt", null],
  [["pt-BR"], "pt", "pt-BR", null],
  [["zh-TW"], "zh-TW", "zh-TW", null],
  [["zh-Hant"], "zh-Hant-TW", "zh-Hant", null],
  [["zh-Hant"], "zh-TW", "zh-Hant", null],
  [["nb"], "no", "nb", null],
  [["az-Arab"], "az-Arab-IR", "az-Arab", "rtl"],
  [["zh-Hant"], "zh-CN", "en", null],
];

let dist = "";

test.beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), "vestibule-dist-"));
  cpSync(process.env.DIST ?? join(project, "dist"), dist, { recursive: true });
  for (const [language, word] of Object.entries(words)) writeFileSync(join(dist, "locales", `${language}.json`), JSON.stringify({ sign_in: word }));
});

test.afterAll(() => rmSync(dist, { recursive: true }));

for (const [languages, locale, lang, dir] of cases)
  test.describe(`of ${languages.join(" and ")}, for ${locale}`, () => {
    test(`G-07: ${lang} is chosen by the front door and by the browser alike`, async ({ browser }) => {
      const canned = await Canned.start({ languages }, dist);
      canned.flow = recorded("login")[0]?.flow;
      // These doors have origins of their own.
      const page = await browser.newPage({ locale });
      for (const origin of [canned.client, canned.server]) {
        await page.goto(`${origin}/login`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(words[lang] ?? "Sign in");
        await expect(page.locator("html")).toHaveAttribute("lang", lang);
        if (dir) await expect(page.locator("html")).toHaveAttribute("dir", dir);
        else await expect(page.locator("html")).not.toHaveAttribute("dir", "rtl");
      }
      await page.close();
      await canned.stop();
    });
  });
