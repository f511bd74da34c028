// Gallery: the pages that `cargo xtask gallery` has written, behind a server of files. No identity server, no application:
// what is looked at is markup and styles. GALLERY names the folder.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join, resolve } from "node:path";
import { type Page, test as base } from "@playwright/test";

export { expect } from "@playwright/test";

const folder = resolve(process.env.GALLERY ?? join(import.meta.dirname, "../../../target/gallery"));
const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** The names of all pages. */
export const entries: readonly string[] = read();

function read(): string[] {
  const list = join(folder, "entries.json");
  if (!existsSync(list)) throw new Error(`The gallery is not there: ${list} (cargo xtask gallery, or name it in GALLERY)`);
  return JSON.parse(readFileSync(list, "utf8")) as string[];
}

/** How a page is looked at. */
export interface Look {
  theme: "light" | "dark";
  width: number;
  dir: "ltr" | "rtl";
}

/** All ways. */
export const looks: readonly Look[] = (["light", "dark"] as const).flatMap((theme) =>
  ([320, 1280] as const).flatMap((width) => (["ltr", "rtl"] as const).map((dir) => ({ theme, width, dir }))),
);

/** Looks at the page that is open in another way. */
export async function look(page: Page, { theme, width, dir }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
}

interface Fixtures {
  /** Opens an entry. */
  open: (entry: string) => Promise<void>;
}

export const test = base.extend<Fixtures, { files: string }>({
  files: [
    async ({}, use) => {
      const server = createServer(({ url = "/" }, response) => {
        const path = join(folder, basename(new URL(url, "http://localhost").pathname));
        const type = types[extname(path)];
        if (!type || !existsSync(path)) return void response.writeHead(404).end();
        response.writeHead(200, { "content-type": type }).end(readFileSync(path));
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
    { scope: "worker" },
  ],

  baseURL: async ({ files }, use) => use(files),

  open: async ({ page }, use) => use(async (entry) => void (await page.goto(`/${entry}.html`))),
});
