// Sizes, reflow, overlaps: what can be measured on a page.
import type { Page } from "@playwright/test";
import { entries, expect, look, test } from "../../harness/gallery.ts";

/** The targets that are smaller than they have to be, with their sizes. */
const small = (page: Page) =>
  page.evaluate(() => {
    const main = "button, input:not([type=hidden]), select, textarea, summary, a.button, [role=button]";
    return [...document.querySelectorAll<HTMLElement>(`${main}, a`)].flatMap((element) => {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".visually-hidden")) return [];
      const boxes = [element, ...((element as HTMLInputElement).labels ?? [])].map((part) => part.getBoundingClientRect());
      // The label of a checkbox is pressed as well as its box.
      const box = element.matches("[type=checkbox], [type=radio]")
        ? { width: Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left)), height: Math.max(...boxes.map((b) => b.height)) }
        : boxes[0]!;
      const least = element.matches(main) ? 44 : 24;
      return box.height >= least - 0.01 && box.width >= least - 0.01 ? [] : [`${element.outerHTML.slice(0, 90)}: ${box.width} × ${box.height}`];
    });
  });

test("A-04: every target is 44 px high, and a link in a text 24", async ({ open, page }) => {
  for (const entry of entries) {
    await open(entry);
    for (const width of [320, 1280] as const) {
      await look(page, { theme: "light", width, dir: "ltr" });
      expect.soft(await small(page), `${entry}, ${width} px`).toEqual([]);
    }
  }
});

/** WCAG 1.4.12. */
const spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }";

/** What sticks out of the page or is cut off. */
const lost = (page: Page) =>
  page.evaluate(() => {
    const out = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) out.push(`the page is ${scrollWidth} px wide`);
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      if (element.closest(".visually-hidden") || !element.checkVisibility()) continue;
      // A field scrolls what was typed.
      if (element.matches("input, select, textarea, option")) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const name = element.outerHTML.slice(0, 90);
      if (overflowX !== "visible" && overflowX !== "auto" && element.scrollWidth > element.clientWidth + 1) out.push(`cut off: ${name}`);
      if (overflowY !== "visible" && overflowY !== "auto" && element.scrollHeight > element.clientHeight + 1) out.push(`cut off below: ${name}`);
      const { left, right, width } = element.getBoundingClientRect();
      if (width && (left < -0.5 || right > innerWidth + 0.5)) out.push(`sticks out: ${name}`);
    }
    return out;
  });

/** Boxes with an edge that what stands in them runs out of. */
const spilt = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main a, main button, main section, main .credential, main .message")].flatMap((box) => {
      if (!box.checkVisibility() || box.closest(".visually-hidden") || getComputedStyle(box).display === "inline") return [];
      return box.scrollWidth > box.clientWidth + 1 ? [`${box.outerHTML.slice(0, 90)}: ${box.scrollWidth} in ${box.clientWidth}`] : [];
    }),
  );

/** Pairs of things to press or to type into that lie over each other. */
const overlaps = (page: Page) =>
  page.evaluate(() => {
    const targets = [...document.querySelectorAll<HTMLElement>("button, a, input:not([type=hidden]), select, summary")].filter(
      (element) => element.checkVisibility() && !element.closest(".visually-hidden, .password"),
    );
    const boxes = targets.map((target) => target.getBoundingClientRect());
    return targets.flatMap((target, i) =>
      targets.slice(i + 1).flatMap((other, k) => {
        const [a, b] = [boxes[i]!, boxes[i + 1 + k]!];
        const apart = a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
        return apart || target.contains(other) ? [] : [`${target.outerHTML.slice(0, 60)} and ${other.outerHTML.slice(0, 60)}`];
      }),
    );
  });

test("A-15: at 320 px, and with the spacing of WCAG, nothing is cut off and nothing scrolls sideways", async ({ open, page }) => {
  for (const entry of entries) {
    await open(entry);
    await look(page, { theme: "light", width: 320, dir: "ltr" });
    expect.soft(await lost(page), entry).toEqual([]);
    await page.addStyleTag({ content: spacing });
    expect.soft(await lost(page), `${entry}, spaced`).toEqual([]);
    // 400 % of the text size alone, at 1280 px.
    await look(page, { theme: "light", width: 1280, dir: "ltr" });
    await page.addStyleTag({ content: ":root { font-size: 200% !important }" });
    expect.soft(await lost(page), `${entry}, text at 200 %`).toEqual([]);
  }
});

test("A-26: from right to left, and with longer texts, nothing overlaps, and what has a direction keeps it", async ({ open, page }) => {
  for (const entry of entries) {
    await open(entry);
    for (const [dir, width] of [["ltr", 320], ["rtl", 320], ["ltr", 480], ["ltr", 768], ["ltr", 1280]] as const) {
      await look(page, { theme: "light", width, dir });
      expect.soft(await lost(page), `${entry}, ${dir}, ${width} px`).toEqual([]);
      expect.soft(await overlaps(page), `${entry}, ${dir}, ${width} px`).toEqual([]);
      // DX-09: tiles of the settings ran out of themselves, though not out of the page.
      expect.soft(await spilt(page), `${entry}, ${dir}, ${width} px`).toEqual([]);
    }
    const turned = await page.evaluate(() => {
      const fixed = "[type=email], [type=tel], [type=url], [autocomplete~=one-time-code], [autocomplete~=username], [name=lookup_secret], .secret, .codes code, .details code, .details pre";
      return [...document.querySelectorAll<HTMLElement>(fixed)]
        .filter((element) => element.checkVisibility() && getComputedStyle(element).direction !== "ltr")
        .map((element) => element.outerHTML.slice(0, 90));
    });
    expect.soft(turned, `${entry}: turned round`).toEqual([]);
  }
});

const small_screens = { "login-password-only": "password", "login-identifier": "identifier", "login-credentials": "password", "login-code": "code", "login-aal2-totp": "totp_code", "recovery-code": "code" };

for (const [entry, field] of Object.entries(small_screens)) {
  test(`UX-38: above a keyboard, on 360 × 340 px, the button of ${entry} is in view with the field`, async ({ open, page }) => {
    await open(entry);
    await page.setViewportSize({ width: 360, height: 340 });
    await page.locator(`[name=${field}]`).focus();
    await expect(page.locator("button[type=submit].button-main").first()).toBeInViewport({ ratio: 1 });
    await expect(page.locator(`[name=${field}]`)).toBeInViewport({ ratio: 1 });
  });
}

test("A-17: with reduced motion nothing moves, and what waits says so in words", async ({ open, page }) => {
  for (const entry of entries) {
    await open(entry);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("body, body *")].flatMap((element) =>
        [undefined, "::before", "::after"].flatMap((part) => {
          const { animationName, transitionDuration } = getComputedStyle(element, part);
          const still = animationName === "none" && transitionDuration.split(", ").every((time) => time === "0s");
          return still ? [] : [`${element.outerHTML.slice(0, 60)}${part ?? ""}: ${animationName} ${transitionDuration}`];
        }),
      ),
    );
    expect.soft(moving, entry).toEqual([]);
  }
  await open("loading");
  await expect(page.locator("[aria-busy=true]")).toContainText("Loading");
});
