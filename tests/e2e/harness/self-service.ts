// Self-service: what a person can do at the identity server, done past the page but with the browser's own cookies.
// A test prepares with it what it is not about.
import type { APIRequestContext, APIResponse } from "@playwright/test";
import { totp } from "./totp.ts";

interface Attributes {
  id?: string;
  name?: string;
  value?: unknown;
  text?: { text: string; context?: { secret?: string; secrets?: { text: string }[] } };
}

/** A flow, as far as tests look into it. */
export interface Flow {
  id: string;
  return_to?: string;
  transient_payload?: unknown;
  ui: { action: string; messages?: { id: number }[]; nodes: { group: string; attributes: Attributes }[] };
}

export class SelfService {
  readonly #request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.#request = request;
  }

  /** Signs the browser in, up to the first factor. */
  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    const flow = await this.create("login");
    const answer = await this.submit("login", flow, { method: "password", identifier: email, password });
    if (![200, 422].includes(answer.status())) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  }

  /** Adds an authenticator app; gives back its secret. The session has two factors from then on. */
  async addTotp(): Promise<string> {
    const flow = await this.create("settings");
    const secret = attributes(flow, "totp_secret_key").text?.text ?? "";
    await this.#save(flow, { method: "totp", totp_code: totp(secret) });
    return secret;
  }

  /** Adds backup codes; gives them back. */
  async addLookupSecrets(): Promise<string[]> {
    const flow = await this.create("settings");
    const shown = await this.#save(flow, { method: "lookup_secret", lookup_secret_regenerate: true });
    const secrets = attributes(shown, "lookup_secret_codes").text?.context?.secrets ?? [];
    await this.#save(shown, { method: "lookup_secret", lookup_secret_confirm: true });
    return secrets.map((secret) => secret.text);
  }

  /** A new flow of this browser. */
  async create(kind: string): Promise<Flow> {
    return (await this.#ok(this.#request.get(`/self-service/${kind}/browser`, { headers: json }))) as Flow;
  }

  /** A flow of this browser, as the server has it now. */
  async get(kind: string, id: string): Promise<Flow> {
    return (await this.#ok(this.#request.get(`/self-service/${kind}/flows?id=${id}`, { headers: json }))) as Flow;
  }

  async submit(kind: string, flow: Flow, values: object): Promise<APIResponse> {
    const csrf_token = attributes(flow, "csrf_token").value;
    return this.#request.post(`/self-service/${kind}?flow=${flow.id}`, { headers: json, data: { csrf_token, ...values } });
  }

  /** The session of this browser; fails when there is none. */
  async whoami(): Promise<{ id: string; authenticator_assurance_level: string; authenticated_at: string; identity: { id: string; traits: unknown } }> {
    return (await this.#ok(this.#request.get("/sessions/whoami", { headers: json }))) as never;
  }

  async #save(flow: Flow, values: object): Promise<Flow> {
    return (await this.#ok(this.submit("settings", flow, values))) as Flow;
  }

  async #ok(answer: Promise<APIResponse>): Promise<unknown> {
    const response = await answer;
    if (!response.ok()) throw new Error(`${response.url()}: ${response.status()} ${await response.text()}`);
    return response.json();
  }
}

const json = { accept: "application/json" };

/** The attributes of a flow's node, by name or id; empty when there is none. */
export function attributes(flow: Flow, name: string): Attributes {
  return flow.ui.nodes.map((node) => node.attributes).find((found) => found.name === name || found.id === name) ?? {};
}
