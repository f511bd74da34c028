// Servers: one identity server and one front door, on free ports, in one configuration of kratos/.
//
// Which identity server it is, nobody else in the suite knows: a real Kratos and the embedded one take the same command line.
//
//   KRATOS_BIN   a real Kratos        } exactly one
//   FAKE_KRATOS  the embedded server  }
//   FRONT_DOOR   the front door       (target/suite/front-door of the project)
//   DIST         the built app        (dist of the project)
//   RESULTS      logs and screenshots (.results)
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { Between } from "./between.ts";
import { Neighbours } from "./neighbours.ts";

const here = resolve(import.meta.dirname, "..");
const project = resolve(here, "../..");
/** Logs, screenshots and the servers' generated configuration. Two runs at once need two folders. */
export const results = resolve(process.env.RESULTS ?? join(here, ".results"));

export type Passkeys = "script" | "native";
/** Who draws the pages: the front door, or the browser alone. */
export type Render = "server" | "client";

export interface Servers {
  /** Where the browser goes: the front door, always by the name localhost. */
  origin: string;
  /** The admin API of the identity server. */
  admin: string;
  /** Whom the identity server asks: an OpenID provider, an OAuth2 server, a receiver of web hooks. */
  neighbours: Neighbours;
  /** What stands between the two, where the front door draws the pages. */
  between: Between | undefined;
  /** Says which of the two has ended by itself, and how; nothing while both run. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

/** What the suite runs against, or a plain word about what is missing. Playwright asks once before any test (see its config). */
export default function check(): void {
  if (!process.argv.some((word) => /^--project=(gallery|sheet)$/.test(word))) programs();
}

function programs(): { kratos: string; door: string; dist: string } {
  return {
    kratos: existing("identity server", identityServer()),
    door: existing("front door", process.env.FRONT_DOOR ?? join(project, "target/suite/front-door")),
    dist: existing("built app", process.env.DIST ?? join(project, "dist")),
  };
}

function identityServer(): string {
  const { KRATOS_BIN, FAKE_KRATOS } = process.env;
  if (KRATOS_BIN && FAKE_KRATOS) throw new Error("Set KRATOS_BIN or FAKE_KRATOS, not both.");
  const program = KRATOS_BIN || FAKE_KRATOS;
  if (!program) throw new Error("Set KRATOS_BIN (a real Kratos) or FAKE_KRATOS (the embedded server).");
  return program;
}

function existing(what: string, path: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new Error(`The ${what} is not there: ${absolute}`);
  return absolute;
}

/**
 * Starts both servers of the configuration `kratos/<name>.yml`, and their neighbours, and waits until they are ready.
 *
 * `config`: more members of the app's config.json. `more`: more options of the front door. Ports in both are replaced as in the files.
 */
export async function start(name: string, config: { kratos?: string }, passkeys: Passkeys, asked: Render, worker: number, more: string[] = []): Promise<Servers> {
  const { kratos: program, door, dist } = programs();
  const [doorPort, publicPort, adminPort] = (await freePorts(3)) as [number, number, number];
  const origin = `http://localhost:${doorPort}`;
  const admin = `http://127.0.0.1:${adminPort}`;
  const neighbours = await Neighbours.start();

  // On an origin of its own the identity server has its cookies to itself.
  const render = config.kratos ? "client" : asked;

  const folder = join(results, "servers", `${worker}-${name}-${passkeys}-${render}`);
  mkdirSync(folder, { recursive: true });
  const ports = { 4455: doorPort, 4433: publicPort, 4434: adminPort, ...neighbours.ports };
  const files = ["base.yml", `${name}.yml`].flatMap((file) => {
    const text = readFileSync(join(here, "kratos", file), "utf8");
    writeFileSync(join(folder, file), withPorts(text, ports));
    return ["-c", join(folder, file)];
  });
  const app = join(folder, "config.json");
  writeFileSync(app, withPorts(JSON.stringify({ brand: { name: "Vestibule" }, kratos: "", passkeys, settings: "page", ...config }), ports));

  const kratos = new Program(program, ["serve", "--dev", ...files], folder, join(folder, "identity-server.log"));
  const between = render === "server" ? await Between.start(publicPort, origin) : undefined;
  const front = new Program(
    door,
    [
      ...["--listen", `127.0.0.1:${doorPort}`, "--dist", dist, "--config", app, "--render", render],
      ...["--kratos", `http://127.0.0.1:${between?.port ?? publicPort}`],
      ...more.map((option) => withPorts(option, ports)),
    ],
    project,
    join(folder, "front-door.log"),
  );
  const stop = async () => void (await Promise.all([front.stop(), kratos.stop(), neighbours.stop(), between?.stop()]));
  try {
    await Promise.all([kratos.ready(`${admin}/health/ready`), front.ready(`${origin}/health/ready`)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, admin, neighbours, between, ended: () => kratos.ended ?? front.ended, stop };
}

/** A front door of its own. */
export interface Door {
  origin: string;
  stop(): Promise<void>;
}

/** Opens a front door before whoever listens on a port of this machine. */
export async function openDoor(kratos: number, render: Render, config: object, built?: string): Promise<Door> {
  const { door, dist } = { ...programs(), ...(built && { dist: built }) };
  const [port] = (await freePorts(1)) as [number];
  const origin = `http://localhost:${port}`;
  const folder = join(results, "servers", `door-${port}`);
  mkdirSync(folder, { recursive: true });
  const app = join(folder, "config.json");
  writeFileSync(app, JSON.stringify(config));
  const args = ["--listen", `127.0.0.1:${port}`, "--dist", dist, "--config", app, "--render", render, "--kratos", `http://127.0.0.1:${kratos}`];
  const program = new Program(door, args, project, join(folder, "front-door.log"));
  await program.ready(`${origin}/health/ready`);
  return { origin, stop: () => program.stop() };
}

/**
 * A configuration for this worker: the customary ports, which stand in the files of kratos/, are replaced by free ones,
 * and the files that it names are found in kratos/.
 */
function withPorts(text: string, ports: Record<number, number>): string {
  return text
    .replaceAll(/(?<=(?:localhost|127\.0\.0\.1|auth\.test):|port: )\d{4}\b/g, (port) => String(ports[Number(port)] ?? port))
    .replaceAll("file://", `file://${join(here, "kratos")}/`);
}

/** A program that runs until it is stopped. */
class Program {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #end: Promise<void>;
  /** How the program ended, once it has. */
  ended: string | undefined;

  constructor(program: string, args: string[], cwd: string, log: string) {
    this.#log = log;
    const output = openSync(log, "w");
    this.#child = spawn(program, args, { cwd, stdio: ["ignore", output, output] });
    const kill = () => void this.#child.kill("SIGKILL");
    process.once("exit", kill);
    this.#end = new Promise((end) => {
      const over = (how: string) => {
        process.off("exit", kill);
        this.ended = `${program} ${how}, see ${log}`;
        end();
      };
      this.#child.once("exit", (code, signal) => over(signal ? `was ended by ${signal}` : `ended with code ${code}`));
      this.#child.once("error", (error) => over(`could not be started (${error.message})`));
    });
  }

  /** Resolves when `url` answers 200; rejects, with the log's end, when the program ends or 30 seconds have passed. */
  async ready(url: string): Promise<void> {
    const limit = Date.now() + 30_000;
    while (!this.ended && Date.now() < limit) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((next) => setTimeout(next, 25));
    }
    const why = this.ended ?? `${this.#child.spawnfile} was not ready in 30 seconds`;
    throw new Error(`${why} (${url}):\n${readFileSync(this.#log, "utf8").slice(-2_000)}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 3_000);
    await this.#end;
    clearTimeout(late);
  }
}

/**
 * Ports that were free a moment ago, all different. They lie below those that the system gives to outgoing connections, which
 * would take one away again before its server starts; and every worker has a range of its own, which it goes round in, so
 * that no other worker takes one in that moment.
 */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    nextPort = (nextPort + 1) % RANGE;
    const port = 20_000 + Number(process.env.TEST_PARALLEL_INDEX ?? 0) * RANGE + nextPort;
    const holder = createServer();
    const listening = new Promise<boolean>((done) => {
      holder.once("listening", () => done(true));
      holder.once("error", () => done(false));
    });
    holder.listen(port, "127.0.0.1");
    if (!(await listening)) continue;
    await new Promise((closed) => holder.close(closed));
    ports.push(port);
  }
  return ports;
}

/** How many ports a worker has; six workers fit. */
const RANGE = 2_000;

/** Two suites at once begin at different places. */
let nextPort = randomInt(RANGE);
