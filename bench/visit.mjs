// Visit: one load of the login page in a slowed-down tab, and what a person may do there next.
//
// Nothing but the probe runs in the tab while time is taken: it speaks up by a binding, and keys and clicks are the
// browser's own. (Playwright's locators would bring half a megabyte of script into every document.)
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Traffic } from "./traffic.mjs";

const probe = readFileSync(join(import.meta.dirname, "probe.js"), "utf8");
const PATIENCE = 60_000;

/** How a tab is slowed down. */
export const profiles = {
  slow: { says: "1.6 Mbit/s, 150 ms a request, CPU 4×", bytesPerSecond: 1_600_000 / 8, latency: 150, cpu: 4 },
  fast: { says: "not slowed down", bytesPerSecond: -1, latency: 0, cpu: 1 },
};

export class Visit {
  #page;
  #traffic;
  #heard = new Set();
  #hears = () => {};

  /** Opens the login page in a new tab of the context, and returns once its form has come to rest. */
  static async open(context, origin, profile) {
    const visit = new Visit();
    const page = (visit.#page = await context.newPage());
    const cdp = await context.newCDPSession(page);
    visit.#traffic = await Traffic.over(cdp, profiles[profile]);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: profiles[profile].cpu });
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.addBinding", { name: "tellBench" });
    cdp.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name !== "tellBench") return;
      visit.#heard.add(payload);
      visit.#hears();
    });
    await page.addInitScript(probe);
    await page.goto(`${origin}/login`, { waitUntil: "commit" });
    await visit.#until("usable /login");
    return visit;
  }

  /** What the load took: milliseconds since the navigation began, bytes by kind. */
  async load() {
    const seen = await this.#page.evaluate(() => ({
      firstPaint: bench.paint("first-paint"),
      firstContentfulPaint: bench.paint("first-contentful-paint"),
      usable: bench.usable - performance.timeOrigin,
      lost: bench.lost,
      shift: bench.shift,
      blocking: bench.blocking,
    }));
    return { ...seen, bytes: this.#traffic.bytes() };
  }

  /** Follows the link to the registration page: milliseconds from the click until its form is usable. */
  async registration() {
    await this.#click('a[href^="/registration"]');
    await this.#until("usable /registration");
    // After a full navigation the probe is a new one, which was not there at the click; the document knows when it was asked for.
    return this.#page.evaluate(() => bench.usable - (bench.clicked ?? performance.timeOrigin));
  }

  /** Signs in with a wrong password: milliseconds from the click until the message, and those of them that are the page's own. */
  async wrongPassword() {
    await this.#page.evaluate(() => (bench.typing = false));
    await this.#fill("input[name=identifier]", "nobody@example.com");
    await this.#fill("input[name=password]", "not the password");
    await this.#click("button[name=method][value=password]");
    await this.#until("refused");
    return this.#page.evaluate(() => {
      const isSubmit = ({ name }) => name.includes("/self-service/login?flow=");
      const exchange = performance.getEntriesByType("resource").filter(isSubmit).at(-1);
      const total = bench.refused - bench.clicked;
      return { total, own: exchange ? total - (exchange.responseEnd - exchange.startTime) : null };
    });
  }

  async close() {
    await this.#page.close();
  }

  /** Waits until the probe has said so, and the page has come to rest. */
  async #until(word) {
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Not "${word}" after a minute: ${this.#page.url()}`)), PATIENCE);
      this.#hears = () => {
        if (!this.#heard.has(word)) return;
        clearTimeout(late);
        resolve();
      };
      this.#hears();
    });
    await this.#traffic.quiet(PATIENCE);
    await pause(200); // frames after the last answer: a character that is lost late shows here
  }

  async #fill(selector, text) {
    await this.#page.evaluate((selector) => {
      const field = bench.find(selector);
      field.focus();
      field.select();
    }, selector);
    await this.#page.keyboard.insertText(text);
  }

  async #click(selector) {
    const { x, y } = await this.#page.evaluate((selector) => {
      const element = bench.find(selector);
      element.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, selector);
    this.#heard.clear();
    await this.#page.mouse.click(x, y);
  }
}
