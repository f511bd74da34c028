// Admin: what an operator can do behind the page's back. Accounts are made and mailed codes are read here.
export interface Identity {
  id: string;
  traits: { email: string };
  verifiable_addresses?: { value: string; verified: boolean }[];
}

/** What an account has besides an address and a password. */
export interface More {
  /** Instead of `person`. */
  schema?: string;
  /** Instead of a person's name. */
  traits?: object;
  /** Nobody has proved yet that the addresses are theirs. */
  unverified?: boolean;
}

/** A message that the identity server would have mailed. */
export interface Message {
  id: string;
  kind: string;
  code: string;
  /** The address that it asks to open. */
  link: string;
  at: Date;
}

export class Admin {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** An account with a verified address; without a password it can sign in with a mailed code only. */
  async createIdentity(email: string, password?: string, more: More = {}): Promise<Identity> {
    const { schema = "person", traits = { name: { first: "Ada" } }, unverified = false } = more;
    const phone = "phone" in traits ? [{ value: String(traits.phone), via: "sms" }] : [];
    const addresses = [{ value: email, via: "email" }, ...phone];
    const response = await this.#call("POST", "/admin/identities", {
      schema_id: schema,
      traits: { email, ...traits },
      ...(password ? { credentials: { password: { config: { password } } } } : {}),
      ...(unverified ? {} : { verifiable_addresses: addresses.map((address) => ({ ...address, verified: true, status: "completed" })) }),
    });
    return (await response.json()) as Identity;
  }

  async findIdentity(email: string): Promise<Identity | undefined> {
    const response = await this.#call("GET", `/admin/identities?credentials_identifier=${encodeURIComponent(email)}`);
    return ((await response.json()) as Identity[])[0];
  }

  async identity(id: string): Promise<Identity> {
    return (await (await this.#call("GET", `/admin/identities/${id}`)).json()) as Identity;
  }

  /** A recovery code, and the page it is for, made by an operator. */
  async recoveryCode(id: string): Promise<{ recovery_code: string; recovery_link: string }> {
    const response = await this.#call("POST", "/admin/recovery/code", { identity_id: id });
    return (await response.json()) as { recovery_code: string; recovery_link: string };
  }

  async deleteIdentity(id: string): Promise<void> {
    await this.#call("DELETE", `/admin/identities/${id}`);
  }

  /** Signs the account out everywhere. */
  async deleteSessions(id: string): Promise<void> {
    await this.#call("DELETE", `/admin/identities/${id}/sessions`);
  }

  /** All messages to an address, the newest first. */
  async messages(recipient: string): Promise<Message[]> {
    const response = await this.#call("GET", `/admin/courier/messages?recipient=${encodeURIComponent(recipient)}`);
    const messages = (await response.json()) as {
      id: string;
      template_type: string;
      body: string;
      created_at: string;
    }[];
    return messages
      .sort((a, b) => b.created_at.localeCompare(a.created_at))
      .map((message) => ({
        id: message.id,
        kind: message.template_type,
        code: /\b\d{6}\b/.exec(message.body)?.[0] ?? "",
        link: /https?:\/\/\S+\/self-service\/\S+/.exec(message.body)?.[0]?.replaceAll("&amp;", "&") ?? "",
        at: new Date(message.created_at),
      }));
  }

  /** The newest code that went to an address. */
  async code(recipient: string): Promise<string> {
    const [newest] = await this.messages(recipient);
    if (!newest?.code) throw new Error(`No code went to ${recipient}.`);
    return newest.code;
  }

  /** The newest link that went to an address. */
  async link(recipient: string): Promise<string> {
    const [newest] = await this.messages(recipient);
    if (!newest?.link) throw new Error(`No link went to ${recipient}.`);
    return newest.link;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
