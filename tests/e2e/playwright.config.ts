// How the suite runs. What it talks to comes from the environment, see harness/server.ts.
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { results } from "./harness/server.ts";
import type { ServerOptions } from "./harness/test.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig<object, ServerOptions>({
  testDir: "specs",
  globalSetup: "./harness/server.ts",
  outputDir: join(results, "artifacts"),
  fullyParallel: false,
  workers: Number(process.env.WORKERS ?? 2),
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [[process.env.REPORTER ?? "list"], ["./harness/summary.ts"]],
  use: {
    browserName: "chromium",
    headless: true,
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags },
    locale: "en-GB",
    // Transitions have tests of their own; elsewhere they would only take time.
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 7_000,
    navigationTimeout: 15_000,
    testIdAttribute: "data-testid",
    screenshot: "only-on-failure",
    trace: process.env.TRACE ? "retain-on-failure" : "off",
  },
  // The two ways to do passkeys: Kratos' script, and without it. Journeys without a passkey need one of them only.
  projects: [
    { name: "script", use: { passkeys: "script" } },
    { name: "native", use: { passkeys: "native" }, grep: /@passkey/ },
  ],
});
