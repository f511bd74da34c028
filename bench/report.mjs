// Report: medians, and what they say: a table, ratios, the distance to others, and whether the goals are met.
import { kinds } from "./traffic.mjs";

const ms = (value) => value.toFixed(0);
const kB = (value) => (value / 1000).toFixed(1);
/** Marks rows that should be nothing: a ratio of two of them says nothing. */
const absolute = true;
const bytesOf = (load, names) => names.map((kind) => [`  ${kind}, kB`, (it) => it[load]?.bytes[kind], kB]);
const loadOf = (load) => [
  ["first paint, ms", (it) => it[load]?.firstPaint, ms],
  ["first contentful paint, ms", (it) => it[load]?.firstContentfulPaint, ms],
  ["usable form, ms", (it) => it[load]?.usable, ms],
  ["layout shift", (it) => it[load]?.shift, (value) => value.toFixed(3), absolute],
  ["blocking time, ms", (it) => it[load]?.blocking, ms, absolute],
  ["typed characters lost", (it) => it[load]?.lost, ms, absolute],
];

/** What is shown: a heading, and rows of a name, what it is in a sample, how it is written, and whether it is absolute. */
const sections = [
  ["cold cache", [["transferred by the page, kB", (it) => it.cold?.bytes.page, kB], ...bytesOf("cold", kinds), ...loadOf("cold")]],
  ["warm cache", [["transferred by the page, kB", (it) => it.warm?.bytes.page, kB], ...bytesOf("warm", ["kratos"]), ...loadOf("warm")]],
  [
    "next steps",
    [
      ["login → registration usable, ms", (it) => it.registration, ms],
      ["wrong password, ms", (it) => it.password?.total, ms],
      ["  without Kratos and the line, ms", (it) => it.password?.own, ms],
    ],
  ],
];

/**
 * Others on the slow profile, cold cache, measured beside a hand-written page like ours on another machine: usable
 * form in ms, and how much of it the page may take.
 */
const elsewhere = {
  floor: 474,
  others: [
    { name: "Elements-react 1.2.1", usable: 3698, goal: 0.32 },
    { name: "Ory's reference React UI", usable: 1603, goal: 0.75 },
  ],
};

function summary(samples, pick) {
  const values = samples.map(pick).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  const middle = (values.length - 1) / 2;
  const median = (values[Math.floor(middle)] + values[Math.ceil(middle)]) / 2;
  return { median, min: values[0], max: values.at(-1) };
}

/** `{ "cold cache": { "usable form, ms": { floor: { median, min, max, ratio }, page: …, drawn: … } } }`; ratios are to the floor. */
export function results(samples) {
  const tables = {};
  for (const [heading, rows] of sections) {
    for (const [name, pick, , isAbsolute] of rows) {
      const cells = Object.entries(samples).map(([page, them]) => [page, summary(them, pick)]);
      if (cells.some(([, cell]) => !cell)) continue;
      const row = Object.fromEntries(cells);
      const floor = row.floor.median;
      for (const cell of Object.values(row)) cell.ratio = isAbsolute || floor === 0 ? null : cell.median / floor;
      (tables[heading] ??= {})[name.trim()] = row;
    }
  }
  return tables;
}

/** The tables as text. */
export function table(tables) {
  const lines = [];
  for (const [heading, rows] of sections) {
    if (!tables[heading]) continue;
    const [names] = Object.values(tables[heading]).map(Object.keys);
    lines.push("", row([heading, ...names]));
    for (const [name, , write] of rows) {
      const it = tables[heading][name.trim()];
      const cell = ({ median, min, max, ratio }, at) =>
        `${write(median)} [${write(min)}–${write(max)}]${at > 0 ? (ratio?.toFixed(2) ?? "–").padStart(6) : ""}`;
      if (it) lines.push(row([name, ...Object.values(it).map(cell)]));
    }
  }
  return lines.join("\n");
}

function row([name, ...cells]) {
  return `${name.padEnd(36)} ${cells.map((cell, at) => cell.padStart(at ? 28 : 22)).join(" ")}`;
}

/** How far it is to others, by way of the floor. */
export function distance(tables) {
  const ratio = tables["cold cache"]?.["usable form, ms"]?.page?.ratio;
  if (!ratio) return "";
  const lines = elsewhere.others.map(({ name, usable, goal }) => {
    const share = (ratio * elsewhere.floor) / usable;
    return `  ${name.padEnd(26)} ${usable} ms there: the page takes ${share.toFixed(2)} of it (goal: at most ${goal})`;
  });
  return [
    `\nusable form, against others. They were measured on another machine, where the floor took ${elsewhere.floor} ms; so the`,
    "page's ratio to the floor here stands beside theirs there:",
    ...lines,
  ].join("\n");
}

/** What misses its goal, as sentences; none when all is well. */
export function misses(tables, { page, drawn }, budget) {
  const loads = [...page, ...drawn].flatMap(({ cold, warm }) => [cold, warm]).filter(Boolean);
  const cold = tables["cold cache"];
  const shift = Math.max(...loads.map((load) => load.shift));
  const lost = loads.reduce((sum, load) => sum + load.lost, 0);
  const body = Math.max(...page.map(({ cold }) => cold.bytes.body));
  const paint = cold["first paint, ms"].page.ratio;
  const usable = cold["usable form, ms"].drawn.ratio;
  const next = tables["next steps"]?.["login → registration usable, ms"]?.drawn.ratio ?? 0;
  return [
    shift > 0 && `the layout shifts by ${shift.toFixed(3)} in the worst visit`,
    lost > 0 && `${lost} typed characters were lost`,
    paint > 1.1 && `the first paint comes ${paint.toFixed(2)} × as late as the floor's`,
    usable > 0.8 && `the drawn page is usable after ${usable.toFixed(2)} × the floor's time`,
    next > 1.1 && `from the drawn login page to the registration it takes ${next.toFixed(2)} × the floor's time`,
    body > budget && `the page has ${body} bytes, ${body - budget} more than its budget`,
  ].filter(Boolean);
}
