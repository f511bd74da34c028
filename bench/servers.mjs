// Servers: one page under measurement: an identity server, and a front door that serves a folder in front of it.
//
// Between the two may lie a distance. Each page has its own pair, because Kratos knows exactly one origin. Both pairs are the same programs with the same
// configuration (deploy/kratos/), so compression, headers and proxying are the same for every page.
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

/**
 * Starts both servers of a page and waits until they answer.
 *
 * `page` is the folder that is served, who draws the pages (`render`) and, if it is not next door, the `line` to it; `programs` are the paths of `identity` and `door`;
 * `config` is the folder of kratos.yml; `away` is how many milliseconds a request and its answer take between the two; logs go
 * below `scratch`. Returns the page's origin, always by the name localhost, where passkeys and cookies are at home, and the door's
 * process id.
 */
export async function serve(name, { dist, render, line }, programs, config, away, scratch, more = []) {
  const [doorPort, publicPort, adminPort] = await freePorts(3);
  const origin = `http://localhost:${line ? await distance(doorPort, line) : doorPort}`;
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const addresses = join(folder, "addresses.yml"); // JSON is YAML
  writeFileSync(addresses, JSON.stringify(addressesOf(origin, publicPort, adminPort)));

  const identity = start(programs.identity, ["serve", "--dev", "-c", "kratos.yml", "-c", addresses], {
    cwd: config,
    log: join(folder, "identity-server.log"),
  });
  const kratos = `http://127.0.0.1:${away > 0 ? await distance(publicPort, { latency: away }) : publicPort}`;
  const door = start(
    programs.door,
    [
      ...["--listen", `127.0.0.1:${doorPort}`, "--dist", dist, "--render", render, "--kratos", kratos],
      ...["--config-json", '{"passkeys":"script"}', ...more],
    ],
    { log: join(folder, "front-door.log"), env: { ...process.env, RUST_LOG: "warn" } },
  );
  await Promise.all([
    ready(identity, `http://127.0.0.1:${adminPort}/health/ready`),
    ready(door, `${origin}/health/ready`),
  ]);
  return { origin, pid: door.pid };
}

/** A way to a port of this machine that takes a while, there and back: `latency` of the line, in milliseconds. */
async function distance(port, line) {
  const pass = (from, to) => {
    from.on("data", (data) => setTimeout(() => to.writable && to.write(data), line.latency / 2));
    for (const end of ["end", "error", "close"]) from.on(end, () => setTimeout(() => to.destroy(), line.latency));
  };
  const way = createServer((here) => {
    const there = connect(port, "127.0.0.1");
    for (const socket of [here, there]) socket.setNoDelay(true);
    pass(here, there);
    pass(there, here);
  });
  await new Promise((listening) => way.listen(0, "127.0.0.1", listening));
  way.unref();
  return way.address().port;
}

/** What differs between the pairs: ports, and every address that a browser sees. */
function addressesOf(origin, publicPort, adminPort) {
  const page = (path) => ({ ui_url: `${origin}/${path}` });
  return {
    serve: {
      public: { base_url: `${origin}/`, host: "127.0.0.1", port: publicPort },
      admin: { base_url: `http://localhost:${adminPort}/`, host: "127.0.0.1", port: adminPort },
    },
    selfservice: {
      default_browser_return_url: `${origin}/`,
      allowed_return_urls: [`${origin}/`],
      flows: {
        error: page("error"),
        login: page("login"),
        registration: page("registration"),
        settings: page("settings"),
        recovery: page("recovery"),
        verification: page("verification"),
        logout: { after: { default_browser_return_url: `${origin}/login` } },
      },
      methods: { passkey: { config: { rp: { origins: [origin] } } } },
    },
  };
}

function start(program, args, { cwd, env, log }) {
  const output = openSync(log, "w");
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", output, output] });
  running.add(child);
  const state = { program, log, pid: child.pid, ended: false };
  const over = () => {
    running.delete(child);
    state.ended = true;
  };
  child.once("exit", over);
  child.once("error", over);
  return state;
}

async function ready(server, url) {
  const limit = Date.now() + 30_000;
  while (!server.ended && Date.now() < limit) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await pause(25);
  }
  const why = server.ended ? "ended before it was ready" : "was not ready in 30 seconds";
  throw new Error(`${server.program} ${why}:\n${readFileSync(server.log, "utf8").slice(-2_000)}`);
}

/** Ports that were free a moment ago, all different. */
async function freePorts(count) {
  const holders = await Promise.all(
    Array.from({ length: count }, async () => {
      const holder = createServer();
      await new Promise((listening) => holder.listen(0, "127.0.0.1", listening));
      return holder;
    }),
  );
  const ports = holders.map((holder) => holder.address().port);
  await Promise.all(holders.map((holder) => new Promise((closed) => holder.close(closed))));
  return ports;
}
