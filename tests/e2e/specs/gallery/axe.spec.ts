// axe finds nothing on any page in any look, with no rule switched off.
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import { entries, expect, look, looks, test } from "../../harness/gallery.ts";
import { isRun } from "../../harness/matrix.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const all: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // Voice control: what is said to press a button is what stands on it. axe calls this rule experimental.
  rules: { "label-content-name-mismatch": { enabled: true } },
  resultTypes: ["violations"],
};

declare global {
  interface Window {
    axe: { run(options: RunOptions): Promise<AxeResults> };
  }
}

for (const [row, entry] of entries.entries()) {
  test(`A-30 A-29 A-16 A-22: axe finds nothing on ${entry}`, async ({ open, page }) => {
    await open(entry);
    await page.addScriptTag({ path: axe });
    for (const one of looks.filter((_, column) => isRun(row, column))) {
      await look(page, one);
      const found = await page.evaluate(async (options) => {
        const { violations } = await window.axe.run(options);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) => `${id}: ${html} (${[...any, ...all, ...none].map((check) => check.message).join("; ")})`));
      }, all);
      expect.soft(found, `${one.theme}, ${one.width} px, ${one.dir}`).toEqual([]);
    }
  });
}

test("A-30: axe runs the rules that it is here for", async ({ open, page }) => {
  await open("login");
  await page.addScriptTag({ path: axe });
  // An input without a label, grey on grey, and a second, tiny target beside a target: what is found on no page is found here.
  await page.evaluate(() => {
    const worse = document.createElement("div");
    worse.innerHTML = `<input name="nameless"><p style="color:#999;background:#aaa">grey</p>
      <button style="all:unset;inline-size:9px;block-size:9px">a</button><button style="all:unset;inline-size:9px;block-size:9px">b</button>
      <button aria-label="Other">Words</button>`;
    document.querySelector("main")?.append(worse);
  });
  const found = await page.evaluate(async (options) => (await window.axe.run(options)).violations.map(({ id }) => id), all);
  expect(found).toEqual(expect.arrayContaining(["label", "color-contrast", "target-size", "label-content-name-mismatch"]));
});
