// Bench: the login page, drawn by the browser and drawn by the front door, next to a hand-written one, `floor/`, in a slowed-down Chromium. README.md says how to read it.
//
//   FRONT_DOOR, FAKE_KRATOS, DIST, CHROMIUM   the programs and the built application, as cargo xtask bench sets them
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { distance, misses, results, table } from "./report.mjs";
import { serve } from "./servers.mjs";
import { Visit, profiles } from "./visit.mjs";

const here = import.meta.dirname;
const project = resolve(here, "..");
const steps = ["cold", "warm", "registration", "password"];

const usage = `node bench/run.mjs [options]
  --runs N             visits to each page (9)
  --profile NAMES      ${Object.keys(profiles).join(", ")}, or both (slow)
  --only STEPS         of ${steps.join(", ")} (all; cold is always there)
  --away MS            how far the identity server is from the front door (0)
  --kratos-bin PATH    a real Kratos instead of the embedded identity server
  --check              fail if a goal is missed: layout shift, lost characters, first paint, usable form, next page, bytes
  --write              write bench/results.json`;

async function main() {
  const options = parse();
  const scratch = mkdtempSync(join(tmpdir(), "vestibule-bench-"));
  process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

  const { identity, door, dist } = options.programs;
  if (!existsSync(join(dist, "index.html.br"))) console.error("The application is not compressed: not a release build?");
  // The page as the browser draws it alone, and as the front door draws it.
  const line = { latency: 0 };
  const kinds = {
    floor: { dist: floor(join(scratch, "dist")), render: "client", line },
    page: { dist, render: "client", line },
    drawn: { dist, render: "server", line },
  };
  const pages = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const { origin } = await serve(name, kind, { identity, door }, join(project, "deploy/kratos"), options.away, scratch);
    pages[name] = origin;
  }

  const { chromium } = createRequire(join(project, "tests/e2e/package.json"))("@playwright/test");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const report = {
    identityServer: options.real ? "Kratos" : "fake-kratos",
    chromium: browser.version(),
    runs: options.runs,
    away: options.away,
    cpus: availableParallelism(),
    load: [loadavg()[0]],
    profiles: {},
  };
  let failed = [];
  for (const profile of options.profiles) {
    line.latency = profiles[profile].latency;
    const samples = await measure(browser, pages, profile, options);
    const tables = (report.profiles[profile] = results(samples));
    console.log(`\n${profile}: ${profiles[profile].says}; medians of ${options.runs} [min–max]`);
    console.log(table(tables));
    if (profile !== "slow") continue;
    console.log(distance(tables));
    if (options.check) failed = misses(tables, samples, budget());
  }
  await browser.close();
  report.load.push(loadavg()[0]);
  const { identityServer, chromium: version, cpus, load } = report;
  console.log(`\n${identityServer}${options.away ? `, ${options.away} ms away` : ""}, Chromium ${version}, ${cpus} CPUs, load ${load.map((it) => it.toFixed(1)).join(" → ")}`);
  if (Math.max(...load) > cpus) console.log("The machine was busy with other things: distrust the times.");
  if (options.write) writeFileSync(join(here, "results.json"), `${JSON.stringify(report, null, 2)}\n`);
  for (const sentence of failed) console.log(`missed: ${sentence}`);
  return failed.length === 0 ? 0 : 1;
}

/** Visits the pages in turns, so that whatever else the machine does falls on all of them. */
async function measure(browser, pages, profile, { runs, only }) {
  const samples = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    const order = Object.entries(pages);
    if (run % 2) order.reverse();
    for (const [name, origin] of order) {
      process.stderr.write(`\r${profile} ${run} of ${runs}: ${name}  `);
      const sample = await visit(browser, origin, profile, only);
      if (run > 0) samples[name].push(sample); // the first is for the servers to warm up
    }
  }
  process.stderr.write("\n");
  return samples;
}

/** Comes with an empty cache, looks at the registration page; comes back, and gets the password wrong. */
async function visit(browser, origin, profile, only) {
  const context = await browser.newContext({ locale: "en-GB" });
  const sample = {};
  try {
    const first = await Visit.open(context, origin, profile);
    sample.cold = await first.load();
    if (only.has("registration")) sample.registration = await first.registration();
    await first.close();
    if (!only.has("warm") && !only.has("password")) return sample;
    const second = await Visit.open(context, origin, profile);
    if (only.has("warm")) sample.warm = await second.load();
    if (only.has("password")) sample.password = await second.wrongPassword();
    return sample;
  } finally {
    await context.close();
  }
}

/** The hand-written page, compressed like a release of the application. */
function floor(folder) {
  const html = readFileSync(join(here, "floor/index.html"));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: html.length };
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), html);
  writeFileSync(join(folder, "index.html.br"), brotliCompressSync(html, { params }));
  return folder;
}

/** Bytes that the login page may have, by xtask/budget.toml. */
function budget() {
  const [, bytes] = /^brotli\s*=\s*([\d_]+)/m.exec(readFileSync(join(project, "xtask/budget.toml"), "utf8")) ?? [];
  if (!bytes) throw new Error("xtask/budget.toml names no brotli bytes.");
  return Number(bytes.replaceAll("_", ""));
}

function parse() {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "9" },
      profile: { type: "string", default: "slow" },
      only: { type: "string", default: steps.join() },
      away: { type: "string", default: "0" },
      "kratos-bin": { type: "string" },
      check: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const list = (option, known) => {
    const names = values[option].split(",");
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`--${option} ${unknown}: expected some of ${known.join(", ")}`);
    return names;
  };
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: expected a number above 0`);
  const away = Number(values.away);
  if (!(away >= 0)) throw new Error(`--away ${values.away}: expected a number of milliseconds`);
  const names = list("profile", Object.keys(profiles));
  if (values.check && !names.includes("slow")) throw new Error("--check needs the profile slow");
  const existing = (what, path) => {
    const absolute = resolve(path);
    if (!existsSync(absolute)) throw new Error(`The ${what} is not there: ${absolute}`);
    return absolute;
  };
  const native = (name) => join(project, "target/native", name);
  return {
    runs,
    away,
    profiles: names,
    only: new Set(list("only", steps)),
    real: values["kratos-bin"] !== undefined,
    check: values.check,
    write: values.write,
    programs: {
      identity: existing("identity server", values["kratos-bin"] ?? process.env.FAKE_KRATOS ?? native("fake-kratos")),
      door: existing("front door", process.env.FRONT_DOOR ?? native("front-door")),
      dist: existing("built application", process.env.DIST ?? join(project, "dist")),
    },
  };
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
