// Somebody else's nodes in a page that the front door has drawn: a translation wraps texts in <font>, extensions put elements and
// texts anywhere. The take-over fails then, and the page is drawn anew, at no cost to the person.
import type { Page } from "@playwright/test";
import { expect, test } from "../../harness/test.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

/** Puts something foreign into one element of ours, by its number; nothing when there are no more. */
async function disturb(page: Page, number: number, how: "font" | "element" | "text"): Promise<string | null> {
  return page.evaluate(
    ([number, how]) => {
      const own = [...document.querySelectorAll("#app *")].filter((element) => !element.matches("input, img, source, picture, svg, svg *"));
      const place = own[number];
      if (!place) return null;
      const element = document.createElement(how === "font" ? "font" : "div");
      if (how === "font") element.append(...place.childNodes);
      place.prepend(how === "text" ? "foreign" : element);
      return place.outerHTML.slice(0, 60);
    },
    [number, how] as const,
  );
}

// Every element is disturbed, in one of the three ways.
const ways = ["font", "element", "text"] as const;
for (const [first, how] of ways.entries()) {
  test(`${how}: in every third element of ours`, async ({ app, page, watch }) => {
    test.setTimeout(180_000);
    // What the browser says of the instance that has failed.
    watch.allow(/unreachable/);
    for (let number = first; ; number += ways.length) {
      const held = await HeldWasm.on(page);
      await page.goto("/login", { waitUntil: "commit" });
      await app.field("identifier").fill("ada@example.com");
      await app.field("password").fill("wrong");
      const place = await disturb(page, number, how);
      if (place !== null) await app.field("password").focus();
      held.release();
      if (place === null) break;
      await alive(page);
      await expect(app.field("identifier"), place).toHaveValue("ada@example.com");
      await expect(app.field("password"), place).toHaveValue("wrong");
      await expect(app.field("password"), place).toBeFocused();
      // A message after a submit is a fetch of the page that is alive.
      if (number % (3 * ways.length) < ways.length) {
        await app.mark();
        await app.field("password").press("Enter");
        await expect(app.message(4000006), place).toBeVisible();
        expect(await app.hasStayed(), place).toBe(true);
      }
      await page.unroute("**/*.wasm");
    }
  });
}

test("the flow that was drawn is the one that is drawn anew", async ({ app, page, servers, watch }) => {
  watch.allow(/unreachable/);
  const held = await HeldWasm.on(page);
  await page.goto("/login", { waitUntil: "commit" });
  await expect(app.field("identifier")).toBeVisible();
  await disturb(page, 0, "text");
  held.release();
  await alive(page);
  expect(servers.between?.asked).toEqual(["GET /self-service/login/browser"]);
  // Its links are followed by the one application that is alive.
  await app.mark();
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  expect(await app.hasStayed()).toBe(true);
});
