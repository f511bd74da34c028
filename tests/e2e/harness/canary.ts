// Canary: a secret that a page holds while a test runs. Nobody has to name it: what is typed into a secret field, what a
// submit carries and what Kratos sends are canaries by themselves. When the test is over they are looked for in everything
// that left the page or can be read off it.
//
// A canary may stand in the one member of a submit that it belongs to, in the field it was typed into, and nowhere else.

/** Members of a submit that are secret. */
const SECRET_MEMBERS = [
  "password",
  "code",
  "totp_code",
  "lookup_secret",
  "csrf_token",
  "passkey_login",
  "passkey_register",
  "passkey_settings_register",
  "webauthn_login",
  "webauthn_register",
];

/** Where something stood, and the whole of it. */
interface Trace {
  place: string;
  text: string;
}

/** The members of a submit that are not secret. Who a person is may stand there, a canary may not. */
const REST = "another member of a submit";

interface Node {
  attributes?: { name?: string; id?: string; value?: unknown; text?: { text?: string; context?: { secret?: string; secrets?: { text?: string }[] } } };
}

export class Canaries {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();
  readonly #traces: Trace[] = [];

  /** Something that must not leak, but may be sent: who a person is. */
  personal(text: string): void {
    this.#personal.add(text);
  }

  /** Something that was left where it can be read later. */
  trace(place: string, text: string): void {
    this.#traces.push({ place, text });
  }

  /** Takes the secrets out of a submit, and keeps the rest of it as a trace. */
  submit(path: string, body: Record<string, unknown>): void {
    for (const name of SECRET_MEMBERS) this.#unlikely(body[name]);
    for (const name of ["passkey_login", "passkey_register", "passkey_settings_register", "webauthn_login", "webauthn_register"])
      for (const part of ["signature", "clientDataJSON", "attestationObject"]) this.#unlikely(response(body[name])[part]);
    const rest = Object.entries(body).filter(([name]) => !SECRET_MEMBERS.includes(name));
    this.trace(REST, `${path} ${JSON.stringify(Object.fromEntries(rest))}`);
  }

  /** Takes the secrets out of an answer of Kratos. */
  answer(json: string): void {
    for (const { attributes = {} } of nodes(json)) {
      const { name, id, value, text } = attributes;
      if (name === "csrf_token") this.token(value);
      if (id === "totp_secret_key") this.#drawn(text?.context?.secret ?? text?.text);
      if (id === "lookup_secret_codes") for (const secret of text?.context?.secrets ?? []) this.#drawn(secret.text);
    }
  }

  /** What keeps a session or a flow, if it looks like that: 32 characters and more of base64. */
  token(value: unknown): void {
    if (typeof value === "string" && /^[\w+/=|-]{32,}$/.test(value)) this.#secrets.add(value);
  }

  /** The leaks, each in a line. */
  leaks(): string[] {
    const everything = this.#traces.map(({ text }) => text).join("\n");
    const found = [...new Set([...this.#secrets, ...this.#personal])].flatMap((secret) => {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64"), JSON.stringify(secret).slice(1, -1)];
      if (!forms.some((form) => everything.includes(form))) return [];
      // Six digits in a row are in every time and many an id: a code stands alone.
      const alone = new RegExp(`(?<![\\w.-])(?:${forms.map(escape).join("|")})(?![\\w-])`);
      const traces = this.#secrets.has(secret) ? this.#traces : this.#traces.filter(({ place }) => place !== REST);
      return traces.filter(({ text }) => alone.test(text)).map(({ place, text }) => {
        const at = Math.max(0, text.search(alone) - 100);
        return `secret ${secret} in ${place}: ${text.slice(at, at + 300)}`;
      });
    });
    return [...new Set(found)];
  }

  /** A secret that Kratos has drawn by lot, if it looks like that. */
  #drawn(value: unknown): void {
    if (typeof value === "string" && /^\w{8,}$/.test(value)) this.#secrets.add(value);
  }

  /** A secret that hardly stands anywhere by chance: "password" and "1" do. */
  #unlikely(value: unknown): void {
    if (typeof value === "string" && value.length >= 6 && (/\d/.test(value) || value.length >= 16)) this.#secrets.add(value);
  }

  /** What was typed into a secret field. */
  typed(value: string): void {
    this.#unlikely(value);
  }
}

/** The `response` of what an authenticator made. */
function response(credential: unknown): Record<string, unknown> {
  try {
    return (JSON.parse(String(credential)) as { response?: Record<string, unknown> }).response ?? {};
  } catch {
    return {};
  }
}

/** The nodes of a flow, or none. */
function nodes(json: string): Node[] {
  try {
    type Flow = { ui?: { nodes?: unknown } } | null;
    const answer = JSON.parse(json) as (Flow & { answers?: { body?: Flow }[] }) | null;
    // A page that the front door has drawn has several.
    const flows = answer?.answers?.map(({ body }) => body ?? null) ?? [answer];
    return flows.flatMap((flow) => {
      const nodes = flow?.ui?.nodes;
      return Array.isArray(nodes) ? (nodes as (Node | null)[]).filter((node) => node !== null) : [];
    });
  } catch {
    return [];
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
