// Pages whose application does not come: they work in their simple form, and say so in a line.
import type { Page } from "@playwright/test";

/** What the page says where the application cannot come. */
export const simple = /works in its simple form here/;

/** A line of the page that is told to people, with this text. */
export const line = (page: Page, text: RegExp) => page.getByRole("status").filter({ hasText: text });

/** Prepares a browser that lacks something, like `WebAssembly`. */
export const without = (name: string) => (page: Page) =>
  page.addInitScript((name) => {
    const names = name.split(".");
    const last = names.pop() ?? "";
    const object = names.reduce<object>((object, name) => Reflect.get(object, name) as object, window);
    Reflect.deleteProperty(object, last);
  }, name);
