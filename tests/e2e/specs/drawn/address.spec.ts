// G-31: a page that the front door has rendered names its flow in the address from the beginning, so that a reload keeps it.
import { expect, test } from "../../harness/test.ts";
import { HeldWasm, alive } from "../../harness/wasm.ts";

for (const { path, field, signedIn } of [
  { path: "/login", field: "identifier" },
  { path: "/registration", field: "traits.email" },
  { path: "/recovery", field: "email" },
  { path: "/verification", field: "email" },
  { path: "/verify", field: "email" },
  { path: "/settings", field: "traits.email", signedIn: true },
]) {
  test(`G-31: ${path} keeps its flow when it is reloaded before the application is there`, async ({ account, app, page, selfService, servers }) => {
    if (signedIn) await selfService.signIn(account);
    const held = await HeldWasm.on(page);
    await page.goto(path, { waitUntil: "commit" });
    await expect(app.field(field)).toBeVisible();
    const flow = app.flow();
    expect(flow).not.toBeNull();
    expect(app.path()).toBe(path);
    const entries = await page.evaluate(() => history.length);
    await page.reload({ waitUntil: "commit" });
    await expect(app.field(field)).toBeVisible();
    expect(app.flow()).toBe(flow);
    expect(servers.between?.asked.filter((line) => line.endsWith("/browser"))).toHaveLength(1);
    // The application has nothing to add.
    const before = page.url();
    held.release();
    await alive(page);
    expect(page.url()).toBe(before);
    expect(await page.evaluate(() => history.length)).toBe(entries);
  });
}

test("G-31: what belongs to the flow stays in the address, what is secret or personal leaves it", async ({ app, baseURL, page }) => {
  const held = await HeldWasm.on(page);
  const to = `${baseURL}/welcome`;
  await page.goto(`/login?code=CANARY-1&aal=aal1&return_to=${encodeURIComponent(to)}&token=CANARY-2&login_hint=CANARY-3#there`, { waitUntil: "commit" });
  await expect(app.field("identifier")).toBeVisible();
  const { searchParams, hash } = new URL(page.url());
  expect([...searchParams.keys()].sort()).toEqual(["aal", "flow", "return_to"]);
  expect(searchParams.get("return_to")).toBe(to);
  expect(hash).toBe("#there");
  held.release();
});

test("G-31: a page of no flow keeps its address", async ({ page }) => {
  const held = await HeldWasm.on(page);
  await page.goto("/error?id=stub:500&x", { waitUntil: "commit" });
  await expect(page.locator("h1")).toBeVisible();
  expect(new URL(page.url()).search).toBe("?id=stub:500&x");
  held.release();
});

test("G-31: without the rest of the scripts a sent form comes back with its flow in the address", async ({ app, page }) => {
  await page.route("**/*.wasm", () => {});
  await page.goto("/login", { waitUntil: "commit" });
  await expect(app.field("identifier")).toBeVisible();
  const flow = app.flow();
  await app.fill({ identifier: "nobody@example.com", password: "wrong" });
  await app.field("password").press("Enter");
  await expect(app.message(4000006)).toBeVisible();
  expect(app.flow()).toBe(flow);
  expect(app.path()).toBe("/login");
  await page.reload({ waitUntil: "commit" });
  await expect(app.message(4000006)).toBeVisible();
});
