// Wasm held back: a page that the front door has drawn, for as long as nothing of ours runs in it.
import type { Page, Route } from "@playwright/test";

export class HeldWasm {
  #release: () => void = () => {};
  readonly #released = new Promise<void>((release) => (this.#release = release));

  static async on(page: Page): Promise<HeldWasm> {
    const held = new HeldWasm();
    await page.route("**/*.wasm", held.hold);
    return held;
  }

  hold = async (route: Route): Promise<void> => {
    await this.#released;
    await route.fallback().catch(() => {}); // the page may have gone
  };

  release(): void {
    this.#release();
  }
}

/** Resolves once the application has taken the page over, or has drawn it anew. */
export async function alive(page: Page): Promise<void> {
  await page.waitForFunction(() => (self as { vestibule?: { isAlive?: boolean } }).vestibule?.isAlive === true);
}
