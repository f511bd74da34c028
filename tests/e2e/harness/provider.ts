// Provider: a small OpenID provider with a sign-in page where a person allows or refuses (OpenID Connect Core 1.0, code flow).
import { type KeyObject, createPublicKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { type Answer, type Asked, Neighbour } from "./neighbours.ts";

/** What the provider knows about somebody. */
export interface Claims {
  email?: string;
  email_verified?: boolean;
  given_name?: string;
}

export class Provider {
  server!: Neighbour;
  /** What the last authorization request asked for. */
  asked = new URLSearchParams();
  readonly #people = new Map<string, Claims>();
  readonly #codes = new Map<string, { subject: string; nonce: string | null }>();
  #made?: KeyObject;

  static async start(): Promise<Provider> {
    const provider = new Provider();
    provider.server = await Neighbour.start((asked, own) => provider.#answer(asked, own));
    return provider;
  }

  /** Made when it is first asked for: it takes half a second, and most tests do without. */
  get #key(): KeyObject {
    return (this.#made ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  }

  /** Makes an account at the provider; gives back its name there. */
  account(claims: Claims): string {
    const subject = randomUUID();
    this.#people.set(subject, claims);
    return subject;
  }

  #answer({ method, url, body }: Asked, own: string): Answer {
    switch (`${method} ${url.pathname}`) {
      case "GET /.well-known/openid-configuration":
        return {
          json: {
            issuer: own,
            authorization_endpoint: `${own}/auth`,
            token_endpoint: `${own}/token`,
            jwks_uri: `${own}/keys`,
            response_types_supported: ["code"],
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: ["RS256"],
          },
        };
      case "GET /keys":
        return { json: { keys: [{ ...createPublicKey(this.#key).export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "one" }] } };
      case "GET /auth":
        this.asked = url.searchParams;
        return { html: page(url.search) };
      case "POST /auth":
        return { location: this.#decided(url.searchParams, new URLSearchParams(body)) };
      case "POST /token": {
        const code = this.#codes.get(new URLSearchParams(body).get("code") ?? "");
        if (!code) return { status: 400, json: { error: "invalid_grant" } };
        const claims = { ...this.#people.get(code.subject), sub: code.subject, ...(code.nonce ? { nonce: code.nonce } : {}) };
        return { json: { access_token: "access", token_type: "Bearer", expires_in: 3600, id_token: this.#idToken(own, claims) } };
      }
      default:
        return { status: 404, json: { error: "not_found" } };
    }
  }

  /** Where the person goes after pressing a button. */
  #decided(request: URLSearchParams, form: URLSearchParams): string {
    const back = new URL(request.get("redirect_uri") ?? "");
    back.searchParams.set("state", request.get("state") ?? "");
    const subject = form.get("account") ?? "";
    if (form.get("decision") === "allow" && this.#people.has(subject)) {
      const code = randomUUID();
      this.#codes.set(code, { subject, nonce: request.get("nonce") });
      back.searchParams.set("code", code);
    } else {
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("error_description", "The person said no.");
    }
    return back.href;
  }

  #idToken(issuer: string, claims: object): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = part({ alg: "RS256", typ: "JWT", kid: "one" });
    const signed = `${head}.${part({ iss: issuer, aud: "vestibule", iat: now, exp: now + 3600, ...claims })}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), this.#key).toString("base64url")}`;
  }
}

function page(query: string): string {
  const action = `/auth${query}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<!doctype html><title>Provider</title><link rel="icon" href="data:,"><h1>Provider</h1>
<form method="post" action="${action}"><label>Account <input name="account"></label>
<button name="decision" value="allow">Allow</button> <button name="decision" value="refuse">Refuse</button></form>`;
}
