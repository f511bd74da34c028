// Sessions by `GET /sessions/whoami`, with the cookie or the `X-Session-Token` of a request.

import { createHash } from "node:crypto";
import { Refusal } from "./refusal.js";
import { current, end, isSession } from "./session.js";

const TIMEOUT = 5_000;
const CAPACITY = 10_000;

export class Kratos {
  #url;
  #cookie;
  #cachedFor;
  #cache = new Map();

  // `cachedFor`: milliseconds that a session is cached. A session that has been signed out is accepted for as long.
  constructor(url, { cookie = "ory_kratos_session", cachedFor = 5_000 } = {}) {
    this.#url = `${url.replace(/\/+$/, "")}/sessions/whoami`;
    this.#cookie = cookie;
    this.#cachedFor = cachedFor;
  }

  async session(headers) {
    const credential = this.#credential(headers);
    if (credential === undefined) throw Refusal.noSession();
    const key = createHash("sha256").update(credential.join("\0")).digest("base64");
    const known = this.#cache.get(key);
    if (known !== undefined && known.until > Date.now()) return current(await known.session);

    // Requests with the same credential at the same time share one call.
    const entry = { session: this.#fetch(credential), until: Infinity };
    this.#store(key, entry);
    try {
      const session = await entry.session;
      entry.until = Math.min(Date.now() + this.#cachedFor, end(session));
      return session;
    } catch (refusal) {
      // A refusal or a failure is never cached.
      if (this.#cache.get(key) === entry) this.#cache.delete(key);
      throw refusal;
    }
  }

  // The token, or else the cookie: Kratos looks in the same order. No other cookie is sent.
  #credential(headers) {
    const token = headers["x-session-token"];
    if (token) return ["x-session-token", token];
    const start = `${this.#cookie}=`;
    const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
    const pair = pairs.find((pair) => pair.startsWith(start) && pair.length > start.length);
    return pair && ["cookie", pair];
  }

  async #fetch([name, value]) {
    const { status, body } = await this.#whoami({ accept: "application/json", [name]: value });
    if (status === 200 && isSession(body)) return current(body);
    if (status === 401) throw Refusal.noSession();
    if (status === 403 && body?.error?.id === "session_aal2_required") {
      throw Refusal.secondFactor(body.redirect_browser_to);
    }
    throw Refusal.unavailable(new Error(`whoami returned ${status}`));
  }

  async #whoami(headers) {
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      const response = await fetch(this.#url, { headers, signal, redirect: "manual" });
      const body = await response.json().catch(() => undefined);
      return { status: response.status, body };
    } catch (cause) {
      throw Refusal.unavailable(cause);
    }
  }

  #store(key, entry) {
    this.#cache.delete(key);
    this.#cache.set(key, entry);
    // The first of a map is its oldest.
    if (this.#cache.size > CAPACITY) this.#cache.delete(this.#cache.keys().next().value);
  }
}
