// The page that the front door draws, the same page once it is taken over, and the page that the browser draws alone are one page: for
// every flow that a real Kratos was recorded with.
import type { Page } from "@playwright/test";
import { Canned, recorded } from "../../harness/canned.ts";
import { isRun } from "../../harness/matrix.ts";
import { expect, test } from "../../harness/test.ts";
import { alive } from "../../harness/wasm.ts";

declare global {
  interface Window {
    /** The elements, attributes and texts below #app, in a form that can be compared: no comments, attributes in order. */
    describe(): string;
    /** The same, as the document came. */
    drawn: string;
  }
}

function describe(): void {
  const describe = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element)) return "";
    // Members of a JSON object have no order.
    const members = (value: string) => (value.startsWith("{") ? [...value].sort().join("") : value);
    const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${members(value)}"`).sort();
    // Times are put into the person's own words by the browser.
    const children = node.localName === "time" ? "…" : [...node.childNodes].map(describe).join("");
    return `<${node.localName}${attributes.join("")}>${children}</${node.localName}>\n`;
  };
  window.describe = () => [...(document.getElementById("app")?.childNodes ?? [])].map(describe).join("");
  addEventListener("DOMContentLoaded", () => (window.drawn = window.describe()));
}

/** Waits until nothing changes any more: effects run after the first frame. */
async function settled(page: Page): Promise<string> {
  return page.evaluate(async () => {
    for (let before = ""; before !== window.describe(); ) {
      before = window.describe();
      await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 30)));
    }
    return window.describe();
  });
}

for (const kind of ["login", "registration", "settings", "recovery", "verification"]) {
  test(kind, async ({ browser }) => {
    test.setTimeout(240_000);
    const canned = await Canned.start();
    const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB" });
    try {
      const heard: string[] = [];
      context.on("console", (message) => {
        // What Kratos has kept of a value that it has refused, a browser does not take.
        if (!/status of 401|The specified value/.test(message.text())) heard.push(message.text());
      });
      context.on("weberror", (error) => heard.push(error.error().message));
      await context.addInitScript(describe);
      const page = await context.newPage();
      const all = recorded(kind);
      expect(all.length).toBeGreaterThan(20);
      const flows = all.filter((_, at) => isRun(at, 0));
      for (const { name, flow } of flows) {
        canned.flow = flow;
        // A settings flow that has ended well is replaced where it was asked for by its id.
        const path = kind === "settings" && flow.state === "success" ? "/settings" : `/${kind}?flow=${flow.id}`;
        await page.goto(canned.server + path);
        await alive(page);
        const taken = await settled(page);
        expect(await page.evaluate(() => window.drawn), `${name}: taken over`).toBe(taken);
        await page.goto(canned.client + path);
        await expect(page.locator(".skeleton")).toHaveCount(0);
        expect(taken, `${name}: drawn by the browser`).toBe(await settled(page));
        expect(heard, name).toEqual([]);
      }
    } finally {
      await context.close();
      await canned.stop();
    }
  });
}
