// Without JavaScript, or before the application is there: where Kratos leads somebody who has succeeded: to an app's own address, to another site, to a page of ours.
import { expect, test } from "../../harness/test.ts";
import { HeldWasm } from "../../harness/wasm.ts";

test.use({ kratos: "no-session", render: "server" });

const ownAddress = "myapp://signed-in";

for (const state of ["switched off", "held back"] as const) {
  test.describe(`JavaScript ${state}`, () => {
    test.use({ javaScriptEnabled: state !== "switched off" });

    test("G-03: who has signed in goes on to an app's own address", async ({ account, app, page, watch }) => {
      watch.allowNavigation("null");
      if (state === "held back") await HeldWasm.on(page);
      await page.goto(`/login?return_to=${encodeURIComponent(ownAddress)}`, { waitUntil: "commit" });
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await expect(page.getByRole("link", { name: "Continue" })).toHaveAttribute("href", ownAddress);
      expect(await app.hasSession()).toBe(true);
    });

    test("G-30: who has signed up goes on to where Kratos leads, and is told there", async ({ app, page, person }) => {
      if (state === "held back") await HeldWasm.on(page);
      await page.goto("/registration", { waitUntil: "commit" });
      await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
      await app.method("password").click();
      await expect(page.getByText("Your account is ready. You can sign in now.")).toBeVisible();
      expect(app.path()).toBe("/login");
      // It is said once.
      await page.goto("/login", { waitUntil: "commit" });
      await expect(app.field("identifier")).toBeVisible();
      await expect(page.getByText("Your account is ready.")).toHaveCount(0);
    });

    test("G-30: our own start page would not say so, so the page itself does", async ({ app, page, person, servers }) => {
      if (state === "held back") await HeldWasm.on(page);
      await page.goto(`/registration?return_to=${encodeURIComponent(`${servers.origin}/`)}`, { waitUntil: "commit" });
      await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
      await app.method("password").click();
      await expect(page.locator("h1")).toHaveText("Your account is ready");
      await page.locator("main").getByRole("link", { name: "Go to sign-in" }).click();
      await expect(app.field("identifier")).toBeVisible();
    });
  });
}
