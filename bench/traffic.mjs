// Traffic: what goes over the line, by kind: counted as it was transferred, headers included; the cache costs nothing.
import { setTimeout as pause } from "node:timers/promises";

/** The kinds of bytes. `kratos` is what the identity server sends: flows, and its passkey script. */
export const kinds = ["html", "js", "wasm", "css", "other", "kratos"];

const QUIET = 500;

export class Traffic {
  #requests = new Map();
  #loading = new Set();
  #changed = Date.now();

  /** Watches a tab, on a line of this speed. */
  static async over(cdp, { bytesPerSecond }) {
    const traffic = new Traffic();
    cdp.on("Network.requestWillBeSent", ({ requestId, request }) => traffic.#begin(requestId, request.url));
    cdp.on("Network.responseReceived", ({ requestId, response }) => traffic.#answer(requestId, response));
    cdp.on("Network.requestServedFromCache", ({ requestId }) => traffic.#cached(requestId));
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => traffic.#end(requestId, encodedDataLength));
    cdp.on("Network.loadingFailed", ({ requestId }) => traffic.#end(requestId, 0));
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    return traffic;
  }

  /** Bytes so far, by kind; `page` is all but `kratos`, and `body` is `page` without the headers. */
  bytes() {
    const sums = Object.fromEntries([...kinds, "page", "body"].map((kind) => [kind, 0]));
    for (const { kind, bytes, headers } of this.#requests.values()) {
      sums[kind] += bytes;
      if (kind === "kratos") continue;
      sums.page += bytes;
      sums.body += Math.max(0, bytes - headers);
    }
    return sums;
  }

  /** Resolves when nothing has been loading for half a second; rejects after `patience` milliseconds. */
  async quiet(patience) {
    const limit = Date.now() + patience;
    while (this.#loading.size > 0 || Date.now() - this.#changed < QUIET) {
      if (Date.now() > limit) throw new Error("The page is never done loading.");
      await pause(20);
    }
  }

  #begin(id, url) {
    if (!url.startsWith("http")) return;
    const kratos = /^\/(self-service|sessions|schemas|\.well-known\/ory)\b/.test(new URL(url).pathname);
    this.#requests.set(id, { kind: kratos ? "kratos" : "other", bytes: 0, headers: 0, cached: false });
    this.#loading.add(id);
    this.#changed = Date.now();
  }

  #answer(id, { mimeType, encodedDataLength, fromDiskCache }) {
    const request = this.#requests.get(id);
    if (!request) return;
    if (request.kind === "other") request.kind = kindOf(mimeType);
    request.headers = encodedDataLength;
    request.cached ||= fromDiskCache;
  }

  #cached(id) {
    const request = this.#requests.get(id);
    if (request) request.cached = true;
  }

  #end(id, bytes) {
    const request = this.#requests.get(id);
    if (request && !request.cached) request.bytes = bytes;
    this.#loading.delete(id);
    this.#changed = Date.now();
  }
}

function kindOf(mimeType) {
  if (mimeType === "text/html") return "html";
  if (mimeType === "text/css") return "css";
  if (mimeType === "application/wasm") return "wasm";
  return mimeType.endsWith("javascript") ? "js" : "other";
}
