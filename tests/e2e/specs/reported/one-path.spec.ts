// Addresses that one reads so and another otherwise.
import { expect, test } from "../../harness/test.ts";

for (const path of ["//login", "//login?flow=7b4a6c62-4b1c-4c0e-9a8e-0f6e6a1d9a11", "///login", "//evil.example/login"]) {
  test(`SR-14: ${path} is no page, and the way home works`, async ({ app, baseURL, page, watch }) => {
    watch.allow(/status of 404/);
    const asked: string[] = [];
    page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
    const answer = await page.goto(`${baseURL}${path}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    expect(asked.filter((path) => path.startsWith("/self-service/"))).toEqual([]);
    await page.getByRole("link", { name: /start|home/i }).first().click();
    await expect(page.getByRole("heading", { name: "Welcome" })).toBeVisible();
    expect(app.path()).toBe("/");
  });
}

for (const path of ["/login/", "/verify/", "/registration/"]) {
  test(`SR-14: ${path} is the page that it is without the last slash`, async ({ app }) => {
    await app.open(path);
    expect(app.path()).toBe(path);
  });
}
