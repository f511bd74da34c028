// What the main states look like, next to how they looked when their pictures were taken:
//
//   npx playwright test --project=gallery looks --update-snapshots
import { entries, expect, look, type Look, test } from "../../harness/gallery.ts";

const states = [
  "login",
  "login-wrong-password",
  "login-credentials",
  "login-code",
  "login-aal2-everything",
  "registration-errors",
  "registration-credentials",
  "recovery",
  "verification-passed",
  "settings-everything",
  "sessions",
  "failure-unexpected",
];

const ways: Record<string, Look & { forcedColors?: "active" }> = {
  light: { theme: "light", width: 1280, dir: "ltr" },
  dark: { theme: "dark", width: 320, dir: "ltr" },
  rtl: { theme: "light", width: 320, dir: "rtl" },
  forced: { theme: "light", width: 1280, dir: "ltr", forcedColors: "active" },
};

// The same letters everywhere; Debian's Chromium brings these along.
const letters = `:root { --font: "DejaVu Sans", sans-serif; --font-code: "DejaVu Sans Mono", monospace }`;

for (const state of states) {
  test(`A-06 A-25 A-26: ${state} looks as it did`, async ({ open, page }) => {
    expect(entries).toContain(state);
    await open(state);
    await page.addStyleTag({ content: letters });
    for (const [name, { forcedColors = "none", ...one }] of Object.entries(ways)) {
      await page.emulateMedia({ forcedColors });
      await look(page, one);
      // The card only: in the whole page a button more or less would be a trifle.
      await expect.soft(page.locator("main")).toHaveScreenshot(`${state}-${name}.png`);
    }
  });
}
