// Canned: an identity server that says what was recorded, with two front doors before it: one draws the pages, the other leaves that
// to the browser.
import { readFileSync, readdirSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { type Door, openDoor } from "./server.ts";

const folder = resolve(import.meta.dirname, "../../recordings/v26.2.0");

interface Flow {
  id: string;
  state?: string;
  refresh?: boolean;
  requested_aal?: string;
  ui: {
    messages?: { id: number }[];
    nodes: { type: string; group: string; messages: { id: number }[]; attributes: { name?: string; id?: string; type?: string; value?: unknown } }[] | null;
  };
}

/** A flow that a real Kratos has sent, and where. */
export interface Recorded {
  name: string;
  kind: string;
  flow: Flow;
}

/** The flows of a kind that look different: the first of each look. */
export function recorded(kind: string): Recorded[] {
  const looks = new Map<string, Recorded>();
  for (const file of readdirSync(folder).sort()) {
    const { exchanges } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { exchanges: { request: { path: string }; response: { body?: Flow } }[] };
    exchanges.forEach(({ request, response }, at) => {
      const flow = response.body;
      if (!flow || typeof flow !== "object" || !("ui" in flow) || !new RegExp(`^/self-service/${kind}\\b`).test(request.path)) return;
      const look = lookOf(flow);
      if (!looks.has(look)) looks.set(look, { name: `${file} #${at}`, kind, flow });
    });
  }
  return [...looks.values()];
}

function lookOf({ state, refresh, requested_aal, ui }: Flow): string {
  const nodes = (ui.nodes ?? []).map(({ type, group, messages, attributes }) => {
    const value = attributes.type === "submit" ? attributes.value : undefined;
    return JSON.stringify([type, group, attributes.name ?? attributes.id, attributes.type, value, messages.map(({ id }) => id)]);
  });
  return JSON.stringify([state, refresh, requested_aal, nodes.sort(), ui.messages?.map(({ id }) => id)]);
}

export class Canned {
  readonly #server: Server;
  readonly #doors: Door[];
  readonly server: string;
  readonly client: string;
  /** What it says when it is asked for a flow. */
  flow: Flow | undefined;

  private constructor(server: Server, drawing: Door, serving: Door) {
    this.#server = server;
    this.#doors = [drawing, serving];
    this.server = drawing.origin;
    this.client = serving.origin;
    server.removeAllListeners("request");
    server.on("request", ({ url = "" }, response) => {
      const isFlow = url.startsWith("/self-service/") && this.flow;
      response.writeHead(isFlow ? 200 : url === "/schemas" ? 200 : 401, { "content-type": "application/json" });
      const error = { error: { id: "session_inactive", code: 401 } };
      response.end(JSON.stringify(isFlow ? this.flow : url === "/schemas" ? [] : error));
    });
  }

  /** `config`: the application's, `dist`: the built application, if it is not the usual one. */
  static async start(config: object = { passkeys: "native" }, dist?: string): Promise<Canned> {
    const server = createServer();
    server.keepAliveTimeout = 120_000;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const doors = await Promise.all((["server", "client"] as const).map((render) => openDoor(port, render, config, dist)));
    return new Canned(server, ...(doors as [Door, Door]));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#doors.map((door) => door.stop()));
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
