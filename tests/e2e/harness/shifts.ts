// Shifts: what moves on a page (https://wicg.github.io/layout-instability/).
import type { Page } from "@playwright/test";

interface Shift {
  value: number;
  /** Whether Chromium puts it down to what the person did up to half a second before. */
  afterInput: boolean;
  /** What moved. */
  moved: string[];
}

declare global {
  interface Window {
    /** Shifts of the layout so far. */
    __shifts?: Shift[];
  }
}

/** Every document from now on counts what moves in it. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = (window.__shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { hadRecentInput: boolean; value: number; sources: { node: Node | null }[] })[]) {
        const moved = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : String(node?.nodeName)));
        shifts.push({ value: entry.value, afterInput: entry.hadRecentInput, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Two frames later whatever the page does when it is drawn is done, and a shift of the last change has been reported. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The shifts of the document that is shown, all frames up to now included. */
export async function shiftsOf(page: Page): Promise<Shift[]> {
  await painted(page);
  return page.evaluate(() => window.__shifts ?? []);
}

/** Their sum, but for those that a person's doing accounts for. */
export const unasked = (shifts: Shift[]): number => sum(shifts.filter(({ afterInput }) => !afterInput));

/** Their sum. */
export const sum = (shifts: Shift[]): number => shifts.reduce((sum, { value }) => sum + value, 0);
