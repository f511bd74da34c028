// How the suite runs. What it talks to comes from the environment, see harness/server.ts.
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { every } from "./harness/matrix.ts";
import { results } from "./harness/server.ts";
import type { ServerOptions } from "./harness/test.ts";

/** The browser that people have. What it alone can do is tested in it: the cache of pages that Back takes them from, what a profile forbids. */
export const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What people do, of all that is in specs/. */
const journeys =
  /(?:^| |specs\/)(captcha|closed|code-only|deep-links|error-page|home|identifier-first|log(in|out)|oauth2|one-door|privileged|recovery|registration|second-factor|security-key|sessions|settings|social|verif|web-hook|widgets)[\w-]*\.spec\.ts/;

/** Products of two lists that are run where the browser draws the page, and as native forms. */
const matrices = /reported\/(confirm|traits|typed[\w-]*)\.spec\.ts/;

/** What is run where the browser draws the page alone; the rest is run where it takes a page over, which is the same code. */
const alone = every ? /./ : new RegExp(`@client|${matrices.source}|${journeys.source}`);

/** Pages without a server, and what only the front door draws. */
const testIgnore = /specs\/(gallery|drawn)\//;

export default defineConfig<object, ServerOptions>({
  testDir: "specs",
  globalSetup: "./harness/server.ts",
  outputDir: join(results, "artifacts"),
  fullyParallel: false,
  workers: Number(process.env.WORKERS ?? 2),
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: {
    timeout: 7_000,
    // Another version of Chromium smooths letters otherwise.
    toHaveScreenshot: { maxDiffPixelRatio: 0.02, animations: "disabled", scale: "css", pathTemplate: "{testDir}/baselines/{arg}{ext}" },
  },
  reporter: [[process.env.REPORTER ?? "list"], ["./harness/summary.ts"]],
  use: {
    browserName: "chromium",
    headless: true,
    // The same browser without its windows takes less than half the time.
    launchOptions: { executablePath: process.env.HEADLESS_SHELL ?? chromium, args: flags },
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
  // All of it is done again on pages that the front door has drawn, and what is peculiar to those; but for what is about pages that the
  // browser draws alone (@client): a host of files only, a Kratos elsewhere, the frame before the form.
  // The journeys are taken a second time by people without a mouse. With EVERY=1, and on a real Kratos, everything is run in every
  // project. The gallery has no servers, only pages; the sheet makes a picture of them and is no test.
  projects: [
    { name: "gallery", testDir: "specs/gallery", fullyParallel: true, timeout: 240_000 },
    ...(process.env.SHEET ? [{ name: "sheet", testDir: "sheet" }] : []),
    { name: "script", use: { passkeys: "script" }, testIgnore, grep: alone },
    { name: "native", use: { passkeys: "native" }, testMatch: every ? undefined : journeys, testIgnore, grep: /@passkey/ },
    { name: "keyboard", use: { render: "server", driver: "keyboard" }, testMatch: journeys, grepInvert: /@client/ },
    { name: "drawn", testDir: "specs/drawn", use: { render: "server", passkeys: "native" } },
    { name: "server", use: { render: "server", passkeys: "script" }, testIgnore: every ? testIgnore : [testIgnore, journeys, matrices], grepInvert: /@client/ },
    ...(every ? [{ name: "server-native", use: { render: "server", passkeys: "native" } as const, testIgnore, grep: /@passkey/ }] : []),
  ],
});
