// The ring around what has the focus, and forced colours.
import { expect, test } from "../../harness/gallery.ts";

const pages = ["login", "login-code-wrong", "login-aal2-everything", "registration-widgets-errors", "settings-everything", "settings-lookup-codes", "sessions", "error", "home-signed-out", "failure-unexpected", "unknown-nodes"];

for (const entry of pages) {
  for (const [name, media] of [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["forced colours", { forcedColors: "active" }],
  ] as const) {
    test(`A-06: what has the focus shows it on ${entry}, ${name}`, async ({ open, page }) => {
      await page.emulateMedia(media);
      await open(entry);
      // The keyboard is in use.
      await page.keyboard.press("Tab");
      const faults = await page.evaluate(() => {
        const channels = (color: string) => {
          const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d")!;
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
          return [...context.getImageData(0, 0, 1, 1).data] as [number, number, number, number];
        };
        const luminance = (color: string) => {
          const [r, g, b] = channels(color).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number, number];
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (a: string, b: string) => {
          const [x, y] = [luminance(a), luminance(b)];
          return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
        };
        const behind = (element: Element | null): string => {
          for (let one = element; one; one = one.parentElement) {
            const { backgroundColor } = getComputedStyle(one);
            if (channels(backgroundColor)[3] === 255) return backgroundColor;
          }
          return "Canvas";
        };
        const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea, summary")];
        return all.filter((element) => element.checkVisibility() && !element.closest(".visually-hidden")).flatMap((element) => {
          element.focus();
          if (document.activeElement !== element) return [`no focus: ${element.outerHTML.slice(0, 90)}`];
          const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
          const ratio = contrast(outlineColor, behind(element.parentElement));
          const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && ratio >= 3;
          return seen ? [] : [`${element.outerHTML.slice(0, 90)}: ${outlineStyle} ${outlineWidth} ${outlineColor}, ${ratio.toFixed(2)}:1`];
        });
      });
      expect(faults).toEqual([]);
    });
  }
}

for (const entry of pages) {
  test(`A-05: nothing covers what has the focus on ${entry}`, async ({ open, page }) => {
    await page.setViewportSize({ width: 320, height: 480 });
    await open(entry);
    const seen = new Set<string>();
    for (;;) {
      await page.keyboard.press("Tab");
      const { name, free } = await page.evaluate(() => {
        const element = document.activeElement!;
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const index = [...document.querySelectorAll("*")].indexOf(element);
        return { name: `${index} ${element.outerHTML.slice(0, 90)}`, free: there !== null && (element.contains(there) || there.contains(element)) };
      });
      if (name.includes("<body") || seen.has(name)) break;
      seen.add(name);
      expect.soft(free, name).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
}

test("A-25: in forced colours every button has an edge or a line under it, and every mark a colour of the system's", async ({ open, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  for (const entry of pages) {
    await open(entry);
    const faults = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, a, summary, .control, .card, .message:not(:empty), .reveal-icon")]
        .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden"))
        .flatMap((element) => {
          const style = getComputedStyle(element);
          const canvas = getComputedStyle(document.documentElement).backgroundColor;
          const edge = (["Top", "Right", "Bottom", "Left"] as const).some((side) => {
            const [kind, width, color] = [style[`border${side}Style`], style[`border${side}Width`], style[`border${side}Color`]];
            return kind !== "none" && parseFloat(width) > 0 && color !== canvas && !/rgba\(.*, 0\)/.test(color);
          });
          const words = element.innerText.trim() !== "" && style.color !== canvas;
          const needsEdge = element.matches("button:not(.button-link, .reveal), a.button, .control, .card");
          // The eye is cut out of a colour.
          if (element.matches(".reveal-icon")) return getComputedStyle(element, "::before").backgroundColor === canvas ? [element.outerHTML] : [];
          return edge || (!needsEdge && (words || element.matches(".reveal"))) ? [] : [element.outerHTML.slice(0, 100)];
        }),
    );
    expect.soft(faults, entry).toEqual([]);
  }
});
