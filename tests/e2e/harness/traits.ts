// Traits: for every schema of kratos/, an account with a value of each trait, and what a person may make of each field.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Admin } from "./admin.ts";
import type { SelfService } from "./self-service.ts";
import type { Person } from "./test.ts";

const folder = resolve(import.meta.dirname, "../kratos");

/** A part of a JSON schema, as far as these files have it. */
interface Definition {
  type?: string | string[];
  format?: string;
  enum?: (string | number)[];
  const?: unknown;
  minimum?: number;
  properties?: Record<string, Definition>;
  items?: Definition;
}

/** What a person does to one field, and what must come of it. */
export interface Edit {
  /** The schema that the field is of. */
  schema: string;
  /** The trait, with dots. */
  trait: string;
  /** What kind of trait it is. */
  kind: string;
  /** What is typed or chosen; a box is pressed. */
  typed: string;
  /** The trait afterwards; `undefined`: there is none. */
  becomes: unknown;
  /** The same where a browser has sent the form by itself, if it is another. */
  natively?: unknown;
}

type Json = Record<string, unknown>;

interface Sample {
  kind: string;
  was: unknown;
  typed: string;
  becomes: unknown;
  natively?: unknown;
}

/** A value of each kind, and another one. Where the browser has a zone, it is Berlin's. */
function sample(name: string, definition: Definition): Sample {
  const { type, format, enum: values, minimum = 0 } = definition;
  const text = (kind: string, was: unknown, typed: string, becomes: unknown = typed): Sample => ({ kind, was, typed, becomes });
  if (values) return { kind: "select", was: values[1], typed: String(values[2]), becomes: values[2] };
  if (type === "array") return { kind: "list", was: [1, 2].map((at) => whole(`${name}${at}`, definition.items ?? {})), typed: "", becomes: undefined };
  if (type === "boolean") return { kind: "box", was: true, typed: "", becomes: false };
  if (type === "integer") return { kind: "integer", was: minimum + 3, typed: String(minimum + 4), becomes: minimum + 4 };
  if (type === "number") return { kind: "decimal", was: 1.75, typed: "-2.5", becomes: -2.5 };
  if (Array.isArray(type)) return text("nothing", null, "something");
  switch (format) {
    case "email":
      return text("address", `${name}-was@example.com`, `${name}-is@example.com`);
    case "tel":
      return text("phone", "+12025550123", "+12025550187");
    case "uri":
      return text("link", "https://example.com/was", "https://example.com/is?a=ü");
    case "date":
      return text("date", "1815-12-10", "1852-11-27");
    case "date-time":
      // A form without a script has the zone of the time that it shows.
      return { ...text("time", "2026-01-02T12:45:33.25+02:00", "2026-07-02T13:45", "2026-07-02T11:45:00Z"), natively: "2026-07-02T13:45:00+02:00" };
    default:
      return name === "username" ? text("text", "ada_was", "ada_is") : text("text", `${name} wäs 😀 "'<`, `${name} ıs 👋 &amp;`);
  }
}

/** A value for a definition. */
function whole(name: string, definition: Definition): unknown {
  if (definition.type !== "object") return sample(name, definition).was;
  const members = Object.entries(definition.properties ?? { any: { type: "string" }, inner: { type: "array", items: { type: "integer" } } });
  return Object.fromEntries(members.map(([key, member]) => [key, whole(key, member)]));
}

/** The fields below a definition. */
function edits(schema: string, definition: Definition, path: string[]): Edit[] {
  if (definition.type === "object") return Object.entries(definition.properties ?? {}).flatMap(([key, member]) => edits(schema, member, [...path, key]));
  const { kind, typed, becomes, natively = becomes } = sample(path.at(-1) ?? "", definition);
  // A list has no field; and of what must be as it is, nobody can make anything else.
  if (kind === "list" || definition.const !== undefined) return [];
  return [{ schema, trait: path.join("."), kind, typed, becomes, natively }];
}

const schemas = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith(".schema.json"))
    .map((file) => [file.replace(".schema.json", ""), (JSON.parse(readFileSync(join(folder, file), "utf8")) as { properties: { traits: Definition } }).properties.traits]),
);

/** What can be done to each field of each schema; by the one that is left out people sign in. */
export const all: Edit[] = Object.entries(schemas).flatMap(([schema, traits]) => edits(schema, traits, []).filter(({ trait }) => trait !== identifier(schema)));

/** What an account of a schema has: a value of every trait. */
export function traitsOf(schema: string, email: string): Json {
  const traits = whole("", schemas[schema] ?? {}) as Json;
  return { ...traits, [identifier(schema)]: identifier(schema) === "email" ? email : email.replace(/@.*/, "").replaceAll("-", "_").slice(0, 20) };
}

/** The trait that people sign in with. */
export function identifier(schema: string): string {
  return schema === "widgets" ? "username" : "email";
}

/** The traits with another value of one of them. */
export function withTrait(traits: Json, path: string, value: unknown): Json {
  const [key = "", ...rest] = path.split(".");
  if (rest.length > 0) return { ...traits, [key]: withTrait((traits[key] ?? {}) as Json, rest.join("."), value) };
  const { [key]: _, ...others } = traits;
  return value === undefined ? others : { ...others, [key]: value };
}

/** The traits as another tab leaves them that changes everything but one trait. */
export function elsewhere(schema: string, traits: Json, but: string): Json {
  const others = all.filter((edit) => edit.schema === schema && edit.trait !== but);
  const changed = others.reduce((now, { trait, becomes }) => withTrait(now, trait, becomes), traits);
  const lists = Object.entries(traits).filter(([, value]) => Array.isArray(value));
  return lists.reduce((now, [key, value]) => withTrait(now, key, (value as unknown[]).slice(1)), changed);
}

/** An account of a schema, signed in. */
export async function prepare(admin: Admin, selfService: SelfService, person: Person, schema: string): Promise<{ id: string; traits: Json }> {
  const traits = traitsOf(schema, person.email);
  const { id } = await admin.createIdentity(person.email, person.password, { schema, traits, unverified: true });
  await selfService.signIn({ email: String(traits[identifier(schema)]), password: person.password });
  return { id, traits };
}

/** Puts these in place of the traits, as another tab would. */
export async function save(selfService: SelfService, traits: Json): Promise<void> {
  const answer = await selfService.submit("settings", await selfService.create("settings"), { method: "profile", traits });
  if (!answer.ok()) throw new Error(`saving elsewhere: ${answer.status()} ${await answer.text()}`);
}
