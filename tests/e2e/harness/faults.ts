// Faults: the families of what can go wrong between the page and the server, put in on the way. What Kratos itself would
// say has Kratos' own shape.
import type { Page, Request, Route } from "@playwright/test";
import type { Flow } from "./self-service.ts";

export const families = [
  "offline",
  "reset-before",
  "reset-after",
  "timeout",
  "400-field",
  "400-creds",
  "401",
  "403-csrf",
  "403-refresh",
  "403-aal2",
  "404",
  "410+id",
  "410-no-id",
  "422",
  "429",
  "500",
  "503-html",
  "truncated",
] as const;
export type Family = (typeof families)[number];

/** The request that a fault meets. */
export interface Hit {
  kind: "login" | "registration" | "recovery" | "verification" | "settings" | "logout";
  /** `end`: the second request of a sign-out. */
  call: "create" | "fetch" | "submit" | "end";
}

/** What Kratos finds wrong, and at which node; without one it is wrong with the whole. */
export interface Blame {
  node?: string;
  message: { id: number; text: string; type: "error"; context?: object };
}

/** What a fault has to know about the moment. */
export interface Facts {
  hit: Hit;
  /** What a 400 says about a field, or about a credential. */
  blame?: Blame | undefined;
  /** Where a 422 leads to; Kratos' own answer without it. */
  elsewhere?: string | undefined;
}

/** The seconds that a 429 asks for. */
export const RETRY_AFTER = 30;

/** A fault that strikes every time until it is lifted. */
export class Fault {
  /** Resolves when the fault has struck for the first time. */
  readonly struck: Promise<void>;
  readonly #page: Page;
  readonly #family: Family;
  readonly #facts: Facts;
  /** Where the browser sees the server. */
  #origin = "";
  #lifted = () => {};
  readonly #lifting = new Promise<void>((lifted) => (this.#lifted = lifted));
  /** The flow that Kratos has made in place of an expired one. */
  #replacement: string | undefined;

  private constructor(page: Page, family: Family, facts: Facts) {
    this.#page = page;
    this.#family = family;
    this.#facts = facts;
    this.struck = new Promise((struck) => (this.#struck = struck));
  }
  #struck = () => {};

  static async inject(page: Page, family: Family, facts: Facts): Promise<Fault> {
    const fault = new Fault(page, family, facts);
    await page.route("**/self-service/**", fault.#route);
    if (family === "offline") await page.context().setOffline(true);
    return fault;
  }

  async lift(): Promise<void> {
    this.#lifted();
    await this.#page.unroute("**/self-service/**", this.#route);
    if (this.#family === "offline") await this.#page.context().setOffline(false);
  }

  #route = async (route: Route): Promise<void> => {
    const request = route.request();
    if (this.#replacement && request.url().endsWith(`/flows?id=${this.#replacement}`)) return this.#replaced(route);
    if (!isHit(request, this.#facts.hit)) return route.fallback();
    try {
      await this.#strike(route);
    } catch (error) {
      // The page may have gone, or have given up waiting.
      if (!/closed|already handled|not found/i.test(String(error))) throw error;
    }
    this.#struck();
  };

  async #strike(route: Route): Promise<void> {
    const { hit, blame, elsewhere } = this.#facts;
    this.#origin = new URL(route.request().url()).origin;
    const error = (status: number, more: object, beside: object = {}) => route.fulfill({ status, json: envelope(status, more, beside) });
    switch (this.#family) {
      case "offline":
        return route.abort("internetdisconnected");
      case "reset-before":
        return route.abort("connectionreset");
      case "reset-after":
        await route.fetch({ maxRedirects: 0 });
        return route.abort("connectionreset");
      case "truncated": {
        const response = await route.fetch({ maxRedirects: 0 });
        const body = (await response.text()) || '{"logout_url":"';
        return route.fulfill({ status: 200, contentType: "application/json", body: body.slice(0, body.length / 2) });
      }
      case "timeout":
        // Nothing arrives, and nothing is done: what comes too late is dropped.
        this.#struck();
        await this.#lifting;
        return route.abort("timedout");
      case "400-field":
      case "400-creds":
        return route.fulfill({ status: 400, json: await this.#blamed(blame!) });
      case "401":
        return error(401, unauthorized(hit));
      case "403-csrf":
        return error(403, hit.kind === "logout" ? foreignToken : csrf(hit));
      case "403-refresh":
        return error(403, refreshRequired, { redirect_browser_to: this.#kratos("/self-service/login/browser?refresh=true") });
      case "403-aal2": {
        const redirect_browser_to = this.#kratos("/self-service/login/browser?aal=aal2");
        return error(403, { ...aal2Required, details: { redirect_browser_to } }, { redirect_browser_to });
      }
      case "404":
        // Kratos answers every creation; only somebody between can lead it astray.
        if (hit.call === "create") return route.fulfill({ status: 404, contentType: "text/plain; charset=utf-8", body: "404 page not found\n" });
        return error(404, { message: "Unable to locate the resource" });
      case "410+id":
        return this.#expiredWithReplacement(route);
      case "410-no-id": {
        if (hit.call === "submit") return error(410, expired);
        const redirect_to = this.#kratos(`/self-service/${hit.kind}/browser`);
        const id = ["login", "registration"].includes(hit.kind) ? { id: "self_service_flow_expired" } : {};
        const reason = `The ${hit.kind} flow has expired. Redirect the user to the ${hit.kind} flow init endpoint to initialize a new ${hit.kind} flow.`;
        const message = "The requested resource is no longer available because it has expired or is otherwise invalid.";
        return error(410, { ...id, reason, details: { redirect_to, return_to: "" }, message });
      }
      case "422": {
        const response = await route.fetch({ maxRedirects: 0 });
        if (!elsewhere) return route.fulfill({ response });
        const reason = `In order to complete this flow please redirect the browser to: ${elsewhere}`;
        return error(422, { id: "browser_location_change_required", reason, message: "browser location change required" }, { redirect_browser_to: elsewhere });
      }
      case "429":
        return route.fulfill({ status: 429, contentType: "text/html", headers: { "retry-after": String(RETRY_AFTER) }, body: html("Too many requests") });
      case "500":
        return error(500, { request: "r-1", message: "An internal server error occurred, please contact the system administrator" });
      case "503-html":
        return route.fulfill({ status: 503, contentType: "text/html", body: html("Be right back") });
    }
  }

  /** The flow of the page, as the server has it, with what is wrong. */
  async #blamed({ node, message }: Blame): Promise<Flow> {
    const id = new URL(this.#page.url()).searchParams.get("flow");
    const flow = await this.#get(`/self-service/${this.#facts.hit.kind}/flows?id=${id}`);
    if (!node) return { ...flow, ui: { ...flow.ui, messages: [message] } };
    const found = flow.ui.nodes.find(({ attributes }) => attributes.name === node) as { messages?: object[] } | undefined;
    if (!found) throw new Error(`The flow has no ${node}.`);
    found.messages = [message];
    return flow;
  }

  async #expiredWithReplacement(route: Route): Promise<void> {
    const { kind } = this.#facts.hit;
    const flow = await this.#get(`/self-service/${kind}/browser`);
    this.#replacement = flow.id;
    const withMessage = kind === "recovery" || kind === "verification";
    // Kratos leads these two on to the new flow, and fetch follows.
    if (withMessage) return route.fulfill({ json: { ...flow, ui: { ...flow.ui, messages: [expiry[kind]] } } });
    const json = envelope(410, expired, { use_flow_id: flow.id, expired_at: new Date().toISOString(), since: 60_000_000_000 });
    return route.fulfill({ status: 410, json });
  }

  /** The replacement says why it is there. */
  async #replaced(route: Route): Promise<void> {
    const response = await route.fetch();
    const flow = (await response.json()) as Flow;
    const message = expiry[this.#facts.hit.kind as keyof typeof expiry];
    return route.fulfill({ response, json: { ...flow, ui: { ...flow.ui, messages: [message] } } });
  }

  async #get(path: string): Promise<Flow> {
    const response = await this.#page.request.get(path, { headers: { accept: "application/json" } });
    return (await response.json()) as Flow;
  }

  /** An address of Kratos, as its answers name it. */
  #kratos(path: string): string {
    return new URL(path, this.#origin).href;
  }
}

function isHit(request: Request, { kind, call }: Hit): boolean {
  const { pathname } = new URL(request.url());
  const path = `/self-service/${kind}`;
  switch (call) {
    case "create":
      return request.method() === "GET" && pathname === `${path}/browser`;
    case "fetch":
      return request.method() === "GET" && pathname === `${path}/flows`;
    case "submit":
      return request.method() === "POST" && pathname === path;
    case "end":
      return request.method() === "GET" && pathname === path;
  }
}

const statuses: Record<number, string> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  410: "Gone",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
};

/** Kratos' error envelope. */
function envelope(code: number, error: object, beside: object): object {
  return { error: { code, status: statuses[code], ...error }, ...beside };
}

function unauthorized({ kind, call }: Hit): object {
  if (kind === "login") return { reason: "This account was disabled.", message: "identity is disabled" };
  if (call === "create")
    return { id: "session_inactive", reason: "No active session was found in this request.", message: "request does not have a valid authentication session" };
  return { reason: "A valid Ory Session Cookie or Ory Session Token is missing.", message: "The request could not be authorized" };
}

function csrf({ call }: Hit): object {
  const fetched = { hint: "The anti-CSRF cookie was found but the CSRF token was not included in the HTTP request body (csrf_token) nor in the HTTP Header (X-CSRF-Token)." };
  const sent = { reject_reason: "The HTTP Cookie Header was set and a CSRF token was sent but they do not match. We recommend deleting all cookies for this domain and retrying the flow." };
  return {
    id: "security_csrf_violation",
    reason: "Please retry the flow and optionally clear your cookies. The request was rejected to protect you from Cross-Site-Request-Forgery (CSRF) which could cause account takeover, leaking personal information, and other serious security issues.",
    details: { docs: "https://www.ory.sh/kratos/docs/debug/csrf", ...(call === "fetch" ? fetched : sent) },
    message: "the request was rejected to protect you from Cross-Site-Request-Forgery",
  };
}

const foreignToken = {
  reason: "Unable to log out because the logout token in the URL query does not match the session cookie.",
  message: "The requested action was forbidden",
};

const refreshRequired = {
  id: "session_refresh_required",
  reason: "The login session is too old and thus not allowed to update these fields. Please re-authenticate.",
  message: "The requested action was forbidden",
};

const aal2Required = {
  id: "session_aal2_required",
  reason: "An active session was found but it does not fulfill the requested Authenticator Assurance Level. Please verify yourself with a second factor to resolve this issue.",
  message: "Session does not fulfill the requested Authenticator Assurance Level",
};

const expired = {
  id: "self_service_flow_expired",
  reason: "The self-service flow expired 1.00 minutes ago, initialize a new one.",
  message: "self-service flow expired",
};

/** What the flow in place of an expired one says. */
const expiry = Object.fromEntries(
  Object.entries({ login: 4010001, registration: 4040001, settings: 4050001, recovery: 4060005, verification: 4070005 }).map(([kind, id]) => [
    kind,
    { id, text: `The ${kind} flow expired 1.00 minutes ago, please try again.`, type: "error", context: {} },
  ]),
) as Record<"login" | "registration" | "settings" | "recovery" | "verification", object>;

function html(words: string): string {
  return `<!doctype html><title>${words}</title><h1>${words}</h1>`;
}
