// OAuth2: the admin API that Kratos asks about login challenges, as Ory Hydra has it, and the address people go back to.
import { randomUUID } from "node:crypto";
import { Neighbour } from "./neighbours.ts";

/** What a request says besides its challenge. */
interface More {
  /** OpenID Connect's parameters: `ui_locales`, `login_hint`. */
  context?: object;
  /** What the client has registered. */
  client?: object;
}

export class OAuth2Server {
  server!: Neighbour;
  /** Challenges whose person need not sign in again. */
  readonly #skip = new Set<string>();
  /** What else a challenge's request says. */
  readonly #more = new Map<string, More>();
  /** Who was accepted for a challenge. */
  readonly accepted = new Map<string, string>();

  static async start(): Promise<OAuth2Server> {
    const oauth2 = new OAuth2Server();
    oauth2.server = await Neighbour.start(({ method, url, body }, own) => {
      const challenge = url.searchParams.get("login_challenge") ?? "";
      const back = `${own}/oauth2/auth?login_verifier=${challenge}`;
      switch (`${method} ${url.pathname}`) {
        case "GET /admin/oauth2/auth/requests/login":
          return {
            json: {
              challenge,
              client: { client_id: "shop", client_name: "The Shop", ...oauth2.#more.get(challenge)?.client },
              oidc_context: oauth2.#more.get(challenge)?.context ?? {},
              request_url: `${own}/oauth2/auth?client_id=shop&challenge=${challenge}`,
              requested_access_token_audience: [],
              requested_scope: ["openid"],
              session_id: "s1",
              skip: oauth2.#skip.has(challenge),
              subject: "",
            },
          };
        case "PUT /admin/oauth2/auth/requests/login/accept":
          oauth2.accepted.set(challenge, (JSON.parse(body) as { subject: string }).subject);
          return { json: { redirect_to: back } };
        case "GET /oauth2/auth":
          return { html: '<!doctype html><title>OAuth2</title><link rel="icon" href="data:,"><h1>The Shop goes on from here.</h1>' };
        // The application itself, which demands something of all that it embeds.
        case "GET /shop":
          return {
            html: '<!doctype html><title>The Shop</title><link rel="icon" href="data:,"><h1>The Shop</h1>',
            headers: { "cross-origin-embedder-policy": "require-corp" },
          };
        case "GET /called-back":
          return { html: '<!doctype html><title>The Shop</title><link rel="icon" href="data:,"><h1>Called back.</h1>' };
        default:
          return { status: 404, json: { error: "not_found" } };
      }
    });
    return oauth2;
  }

  /** A challenge, as the OAuth2 server puts it into the address of the login page. */
  challenge(options: { skip?: boolean; length?: number } & More = {}): string {
    const id = randomUUID().replaceAll("-", "");
    const challenge = id.padEnd(options.length ?? id.length, "aZ09-_");
    if (options.skip) this.#skip.add(challenge);
    this.#more.set(challenge, options);
    return challenge;
  }
}
