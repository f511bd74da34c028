// Neighbours: whom an identity server asks, as small servers in the worker's own process, on free ports of this machine.
//
// The files of kratos/ name them on fixed ports, which are replaced when a server starts.
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Captcha } from "./captcha.ts";
import { OAuth2Server } from "./oauth2.ts";
import { Provider } from "./provider.ts";

/** What a neighbour is asked. */
export interface Asked {
  method: string;
  url: URL;
  body: string;
}

/** What it says; JSON unless `html` or `script`. */
export interface Answer {
  status?: number;
  json?: unknown;
  html?: string;
  script?: string;
  location?: string;
  headers?: Record<string, string>;
}

/** A small HTTP server on loopback. */
export class Neighbour {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Starts it; `answer` is told the server's own address, as the browser and the identity server see it. */
  static async start(answer: (asked: Asked, own: string) => Answer): Promise<Neighbour> {
    const server = createServer(async (request, response) => {
      const own = `http://${request.headers.host}`;
      const asked = { method: request.method ?? "GET", url: new URL(request.url ?? "/", own), body: await text(request) };
      const { status, json, html, script, location, headers = {} } = answer(asked, own);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (location) response.setHeader("location", location);
      const type = html !== undefined ? "text/html; charset=utf-8" : script !== undefined ? "text/javascript" : "application/json";
      response.setHeader("content-type", type);
      response.statusCode = status ?? (location ? 303 : 200);
      response.end(html ?? script ?? JSON.stringify(json ?? {}));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new Neighbour(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** Takes web hooks, agrees until told otherwise, and remembers what it was told. */
export class Receiver {
  /** How it answers: status and body. */
  answer: Answer = {};
  readonly received: unknown[] = [];
  server!: Neighbour;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.server = await Neighbour.start(({ body }) => {
      receiver.received.push(JSON.parse(body || "null"));
      return receiver.answer;
    });
    return receiver;
  }
}

export class Neighbours {
  readonly provider: Provider;
  readonly oauth2: OAuth2Server;
  readonly receiver: Receiver;
  readonly captcha: Captcha;

  private constructor(provider: Provider, oauth2: OAuth2Server, receiver: Receiver, captcha: Captcha) {
    this.provider = provider;
    this.oauth2 = oauth2;
    this.receiver = receiver;
    this.captcha = captcha;
  }

  static async start(): Promise<Neighbours> {
    return new Neighbours(await Provider.start(), await OAuth2Server.start(), await Receiver.start(), await Captcha.start());
  }

  /** Which port each has in the files of kratos/, and which it has really. */
  get ports(): Record<number, number> {
    return { 5596: this.captcha.server.port, 5597: this.oauth2.server.port, 5598: this.receiver.server.port, 5599: this.provider.server.port };
  }

  async stop(): Promise<void> {
    await Promise.all([this.provider, this.oauth2, this.receiver, this.captcha].map(({ server }) => server.stop()));
  }
}
