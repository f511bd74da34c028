// Somebody serves the door under a path of another origin, which it cannot do.
import { expect, test } from "../../harness/test.ts";

test("G-10: a page under a path says that it wants an origin of its own, and blames no update", { tag: "@client" }, async ({ baseURL, page, watch }) => {
  watch.allow(/Failed to load resource|dynamically imported module|integrity/);
  // An ingress that takes `/auth` off, and has something else, or nothing, at the root.
  await page.route(`${baseURL}/**`, async (route) => {
    const url = new URL(route.request().url());
    if (!url.pathname.startsWith("/auth/")) return route.fulfill({ status: 404, body: "nothing here" });
    const response = await route.fetch({ url: `${baseURL}${url.pathname.slice("/auth".length)}${url.search}` });
    return route.fulfill({ response });
  });
  await page.goto(`${baseURL}/auth/error`, { waitUntil: "commit" });
  const card = page.locator("main:visible");
  await expect(card).toContainText("not set up as it should be");
  await expect(card).toContainText("an origin of its own");
  await expect(card).not.toContainText("updated");
});
