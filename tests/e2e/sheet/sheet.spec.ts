// The pictures of the main states side by side, docs/states-light.png and -dark.png: `cargo xtask gallery --screenshots`.
import { join } from "node:path";
import { test } from "../harness/gallery.ts";

const states = [
  "login",
  "login-credentials",
  "login-code",
  "login-aal2-totp",
  "registration",
  "registration-credentials",
  "login-wrong-password",
  "recovery",
  "verification-passed",
  "settings",
  "sessions",
  "failure-unreachable",
];

const docs = join(import.meta.dirname, "../../../docs");

for (const theme of ["light", "dark"] as const) {
  test(`the main states, ${theme}`, async ({ files, page }) => {
    await page.setViewportSize({ width: 6 * 360, height: 2 * 760 });
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`/${states[0]}.html`);
    const frames = states.map((state) => `<iframe src="${files}/${state}.html?theme=${theme}" scrolling="no"></iframe>`);
    await page.setContent(
      `<style>body { margin: 0; display: grid; grid-template-columns: repeat(6, 360px) } iframe { border: 0; inline-size: 360px; block-size: 760px }</style>${frames.join("")}`,
      { waitUntil: "load" },
    );
    await page.screenshot({ path: join(docs, `states-${theme}.png`), animations: "disabled" });
  });
}
