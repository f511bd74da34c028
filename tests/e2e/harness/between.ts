// Between: what stands between the front door and the identity server. Where the door draws the pages it asks for their flows
// itself, out of the browser's sight; so a test's own routes (`page.route`) are asked here about those requests, and a fault
// strikes there as it does in the browser.
import type { EventEmitter } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse, createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page, Request, Route } from "@playwright/test";

type Matcher = string | RegExp | ((url: URL) => boolean);
type Handler = (route: Route, request: Request) => unknown;

interface Entry {
  matches(url: URL): boolean;
  matcher: Matcher;
  handler: Handler;
  left: number;
}

interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

type Forward = (headers?: IncomingHttpHeaders) => Promise<Reply>;

/** One way to the identity server, for one front door. */
export class Between {
  readonly #server: Server;
  readonly #target: number;
  /** Where the browser sees the identity server. */
  readonly #origin: string;
  #entries: Entry[] = [];
  #context: BrowserContext | undefined;
  /** What the door has asked for while it drew pages, as `GET /self-service/login/browser?…`. */
  readonly asked: string[] = [];

  private constructor(server: Server, target: number, origin: string) {
    this.#server = server;
    this.#target = target;
    this.#origin = origin;
    server.on("request", (request, response) => void this.#answer(request, response));
  }

  static async start(target: number, origin: string): Promise<Between> {
    const server = createServer();
    // As long as the identity server keeps a connection open: the door takes an idle one for a live one.
    server.keepAliveTimeout = 120_000;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new Between(server, target, origin);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** A new test begins: its context's routes count, and nobody else's. */
  follow(context: BrowserContext): void {
    this.#context = context;
    this.#entries = [];
    this.asked.length = 0;
    this.#overhear(context);
    context.on("page", (page) => this.#overhear(page));
  }

  #overhear(object: BrowserContext | Page): void {
    const { route, unroute, unrouteAll } = object;
    object.route = async (matcher, handler, options) => {
      const pattern = matcher as Matcher;
      this.#entries.unshift({ matches: matching(pattern), matcher: pattern, handler, left: options?.times ?? Infinity });
      return route.call(object, matcher, handler, options);
    };
    object.unroute = async (matcher, handler) => {
      this.#entries = this.#entries.filter((entry) => entry.matcher !== matcher || (handler && entry.handler !== handler));
      return unroute.call(object, matcher, handler);
    };
    object.unrouteAll = async (options) => {
      this.#entries = [];
      return unrouteAll.call(object, options);
    };
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await whole(incoming);
      const forward = (headers?: IncomingHttpHeaders) => this.#forward(incoming, body, headers);
      // A browser, and the suite itself, take compressed answers; the door takes none while it draws.
      const isDrawing = incoming.headers["accept-encoding"] === undefined;
      let reply: Reply | undefined;
      if (isDrawing) {
        this.asked.push(`${incoming.method} ${incoming.url}`);
        const asked = new Asked(new URL(incoming.url ?? "/", this.#origin), incoming, forward);
        this.#tell("request", asked.request());
        reply = await this.#routed(incoming, forward);
        if (reply) this.#tell("response", asked.response(reply));
      } else reply = await forward();
      if (!reply) return void incoming.socket.destroy();
      outgoing.writeHead(reply.status, reply.headers).end(reply.body);
    } catch {
      incoming.socket.destroy();
    }
  }

  /** A test that listens to a page's requests hears of these too. */
  #tell(event: "request" | "response", what: object): void {
    for (const page of this.#context?.pages() ?? []) (page as unknown as EventEmitter).emit(event, what);
  }

  async #forward(incoming: IncomingMessage, body: Buffer, headers = incoming.headers): Promise<Reply> {
    return new Promise((done, failed) => {
      const { method, url } = incoming;
      const asked = ask({ host: "127.0.0.1", port: this.#target, method, path: url, headers }, async (answer) => {
        try {
          const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...kept } = answer.headers;
          done({ status: answer.statusCode ?? 502, headers: kept, body: await whole(answer) });
        } catch (error) {
          failed(error as Error);
        }
      });
      asked.on("error", failed);
      asked.end(body);
    });
  }

  /** What the test's routes make of a request; nothing where the line is cut. */
  async #routed(incoming: IncomingMessage, forward: Forward): Promise<Reply | undefined> {
    const url = new URL(incoming.url ?? "/", this.#origin);
    for (const entry of [...this.#entries]) {
      if (entry.left <= 0 || !entry.matches(url)) continue;
      entry.left -= 1;
      const asked = new Asked(url, incoming, forward);
      await entry.handler(asked as unknown as Route, asked.request() as unknown as Request);
      const reply = await asked.outcome;
      if (reply === "aborted") return undefined;
      if (reply !== "next") return reply;
    }
    return forward();
  }
}

/** A request of the door, as a test sees one of the browser. */
class Asked {
  readonly #url: URL;
  readonly #incoming: IncomingMessage;
  readonly #forward: Forward;
  readonly outcome: Promise<Reply | "aborted" | "next">;
  #decide: (outcome: Reply | "aborted" | "next") => void = () => {};

  constructor(url: URL, incoming: IncomingMessage, forward: Forward) {
    this.#url = url;
    this.#incoming = incoming;
    this.#forward = forward;
    this.outcome = new Promise((decide) => (this.#decide = decide));
  }

  request() {
    return {
      url: () => this.#url.href,
      method: () => this.#incoming.method ?? "GET",
      headers: () => this.#incoming.headers,
      allHeaders: async () => this.#incoming.headers,
      postData: () => null,
      postDataJSON: () => null,
      isNavigationRequest: () => false,
      resourceType: () => "fetch",
    };
  }

  async fetch({ headers }: { headers?: Record<string, string> } = {}) {
    return this.response(await this.#forward(headers));
  }

  response(reply: Reply) {
    return {
      reply,
      url: () => this.#url.href,
      request: () => this.request(),
      status: () => reply.status,
      ok: () => reply.status < 400,
      headers: () => reply.headers,
      body: async () => reply.body,
      text: async () => reply.body.toString(),
      json: async () => JSON.parse(reply.body.toString()) as unknown,
    };
  }

  async fulfill(options: {
    status?: number;
    headers?: Record<string, string>;
    contentType?: string;
    body?: string | Buffer;
    json?: unknown;
    response?: { reply: Reply };
  }): Promise<void> {
    const { response, json, contentType } = options;
    const body = json !== undefined ? JSON.stringify(json) : (options.body ?? response?.reply.body ?? "");
    const headers: OutgoingHttpHeaders = { ...response?.reply.headers, ...options.headers };
    delete headers["content-length"];
    if (json !== undefined) headers["content-type"] = "application/json";
    if (contentType) headers["content-type"] = contentType;
    this.#decide({ status: options.status ?? response?.reply.status ?? 200, headers, body: Buffer.from(body) });
  }

  async abort(): Promise<void> {
    this.#decide("aborted");
  }

  async continue(): Promise<void> {
    this.#decide(await this.#forward());
  }

  async fallback(): Promise<void> {
    this.#decide("next");
  }
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** As Playwright matches addresses. */
function matching(matcher: Matcher): (url: URL) => boolean {
  if (typeof matcher === "function") return matcher;
  if (matcher instanceof RegExp) return (url) => matcher.test(url.href);
  const pattern = matcher.replaceAll(/[.+^$()|[\]\\?]/g, "\\$&").replaceAll(/\*\*\/|\*\*|\*|\{([^}]*)\}/g, (found, choices?: string) => {
    if (choices !== undefined) return `(${choices.replaceAll(",", "|")})`;
    return { "**/": "(.*/)?", "**": ".*", "*": "[^/]*" }[found] ?? found;
  });
  const whole = new RegExp(`^${pattern}$`);
  return (url) => whole.test(url.href) || whole.test(url.pathname + url.search);
}
