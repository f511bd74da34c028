// Static host: the page as any web server would send it, which knows nothing of the configuration. The application asks for
// /config.json then, and gives the page its look itself.
import type { Page, Route } from "@playwright/test";

type Answer = (route: Route) => Promise<void>;

/** Takes out of every document what the front door has put into it. `config` is the config.json of that host. */
export async function staticHost(page: Page, config?: object | Answer): Promise<void> {
  await page.route(
    (url) => !/\.\w+$|^\/self-service\//.test(url.pathname),
    async (route) => {
      if (!route.request().isNavigationRequest()) return route.fallback();
      const response = await route.fetch();
      const html = await response.text();
      const body = html
        .replace(/<script type="application\/json" id="config">.*?<\/script>/s, "")
        .replace(/<style>:root{--[^<]*<\/style>/, "")
        .replace(/ data-layout="\w+"/, "");
      if (body === html) throw new Error("The front door has not put a configuration into the page.");
      await route.fulfill({ response, body });
    },
  );
  if (typeof config === "function") await page.route("**/config.json", config as Answer);
  else if (config) await page.route("**/config.json", (route) => route.fulfill({ json: config }));
}
