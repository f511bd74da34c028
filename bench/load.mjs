// Load: the front door draws login pages for many visitors at once, each without cookies, and so with a new flow each.
//
//   node bench/load.mjs [--seconds 60] [--visitors 16] [--away MS] [--hang] [--kratos-bin PATH]
//
// Says how many pages a second one core of the door draws (by the time that its process has used), how long a visitor waits, how
// much memory the door has from minute to minute, and what became of the answers. `--hang`: the identity server takes requests
// and never answers. Linux only: it reads /proc.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./servers.mjs";

const project = resolve(import.meta.dirname, "..");
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    visitors: { type: "string", default: "16" },
    away: { type: "string", default: "0" },
    hang: { type: "boolean", default: false },
    "kratos-bin": { type: "string" },
  },
});
const [seconds, visitors] = [Number(values.seconds), Number(values.visitors)];
const native = (name) => join(project, "target/native", name);
const programs = { identity: resolve(values["kratos-bin"] ?? process.env.FAKE_KRATOS ?? native("fake-kratos")), door: resolve(process.env.FRONT_DOOR ?? native("front-door")) };
for (const program of Object.values(programs)) if (!existsSync(program)) throw new Error(`not there: ${program}`);
const scratch = mkdtempSync(join(tmpdir(), "vestibule-load-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

// A distance of a day is a server that never answers.
const away = values.hang ? 86_400_000 : Number(values.away);
const kind = { dist: process.env.DIST ?? join(project, "dist"), render: "server" };
const { origin, pid } = await serve("load", kind, programs, join(project, "deploy/kratos"), away, scratch);

const TICKS = 100; // a second, on every Linux
const cpu = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

const agent = new Agent({ keepAlive: true, maxSockets: visitors });
const took = [];
const answers = new Map();
const visit = () =>
  new Promise((done) => {
    const began = performance.now();
    const over = (what) => {
      took.push(performance.now() - began);
      answers.set(what, (answers.get(what) ?? 0) + 1);
      done();
    };
    const headers = { accept: "text/html", "accept-encoding": "br", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
    get(`${origin}/login`, { agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => over(String(answer.statusCode)));
      answer.on("error", () => over("cut off"));
    }).on("error", () => over("no answer"));
  });

// Warm by a few visits, but where nothing answers.
for (let at = 0; at < 16 && !values.hang; at += 1) await visit();
took.length = 0;
answers.clear();
const memories = [memory()];
const minutes = setInterval(() => memories.push(memory()), 60_000);
const [began, used] = [performance.now(), cpu()];
const until = began + seconds * 1000;
await Promise.all(Array.from({ length: visitors }, async () => {
  while (performance.now() < until) await visit();
}));
clearInterval(minutes);
const [elapsed, work] = [(performance.now() - began) / 1000, cpu() - used];
memories.push(memory());

took.sort((a, b) => a - b);
const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(1);
console.log(`${took.length} pages in ${elapsed.toFixed(0)} s by ${visitors} visitors: ${(took.length / elapsed).toFixed(0)} a second`);
console.log(`the door used ${work.toFixed(1)} s of a core: ${(took.length / work).toFixed(0)} pages a second and core`);
console.log(`waited, ms: median ${at(0.5)}, 99 of 100 ${at(0.99)}, longest ${at(1)}`);
console.log(`memory, MB, minute by minute: ${memories.map((it) => it.toFixed(0)).join(" ")}`);
console.log(`answers: ${[...answers].map(([what, count]) => `${count} × ${what}`).join(", ")}`);
process.exit();
