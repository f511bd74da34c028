// Watch: what must be true in every test, whatever it is about.
//
// * no uncaught error, no console output, no violation of the content security policy or of Trusted Types;
// * no request to another origin, no native form post, no call of Kratos' API for native apps;
// * every submit is JSON to our own origin, and no page ever has two submits in flight;
// * what a person types into a secret field, and who they are, is in submit bodies only: never in an
//   address, a header, the history's state, the page's storage, its title or the console.
import type { BrowserContext, ConsoleMessage, Page, Request } from "@playwright/test";

/** One submit, as it left the page. */
export interface Post {
  path: string;
  body: Record<string, unknown>;
}

declare global {
  interface Window {
    /** Reports a violation to the watch; put there by the watch itself. */
    __violation(text: string): void;
    /** Reports what the page writes where it could be read later. */
    __trace(text: string): void;
  }
}

export class Watch {
  /** All submits so far, in order. */
  readonly posts: Post[] = [];
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #faults: string[] = [];
  readonly #allowed: RegExp[] = [];
  /** Other origins that people are sent to on purpose. */
  readonly #neighbours = new Set<string>();
  readonly #secrets = new Set<string>();
  /** Everything that left the page or can be read off it without being a submit body. */
  readonly #traces: string[] = [];
  readonly #inFlight = new Map<Page, number>();

  private constructor(context: BrowserContext, origin: string) {
    this.#context = context;
    this.#origin = origin;
  }

  static async over(context: BrowserContext, origin: string): Promise<Watch> {
    const watch = new Watch(context, origin);
    context.on("weberror", (error) => watch.#noise(`uncaught: ${error.error().stack ?? error.error().message}`));
    context.on("console", (message) => watch.#console(message));
    context.on("request", (request) => watch.#request(request));
    context.on("requestfinished", (request) => watch.#over(request));
    context.on("requestfailed", (request) => watch.#over(request));
    context.on("page", (page) => watch.#page(page));
    await context.exposeBinding("__violation", (_source, text: string) => watch.#noise(`policy violation: ${text}`));
    await context.exposeBinding("__trace", (_source, text: string) => void watch.#traces.push(text));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
        window.__violation(`${violatedDirective} ← ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
      });
      for (const name of ["pushState", "replaceState"] as const) {
        const original = History.prototype[name];
        History.prototype[name] = function (state, unused, url) {
          window.__trace(`history: ${JSON.stringify(state)} ${String(url)}`);
          return original.call(this, state, unused, url);
        };
      }
      const store = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        window.__trace(`storage: ${key} ${value}`);
        return store.call(this, key, value);
      };
    });
    return watch;
  }

  /** Remembers something that must not leak, and gives it back. */
  secret<T extends string>(value: T): T {
    this.#secrets.add(value);
    return value;
  }

  /** Console lines, errors and violations that this test provokes on purpose, as Chromium's own about a failed request. */
  allow(line: RegExp): void {
    this.#allowed.push(line);
  }

  /** Another origin that a person may be sent to: by navigation only, and what its own pages then do is their own affair. */
  allowNavigation(origin: string): void {
    this.#neighbours.add(origin);
  }

  /** The only submit so far; fails when there were none or several. */
  get post(): Post {
    const [post, second] = this.posts;
    if (!post || second) throw new Error(`Expected one submit, saw ${this.posts.length}.`);
    return post;
  }

  /** Throws everything that went wrong. */
  async verdict(): Promise<void> {
    for (const page of this.#context.pages()) await this.#inspect(page);
    const storage = await this.#context.storageState({ indexedDB: true }).catch(() => undefined);
    this.#traces.push(`storage: ${JSON.stringify(storage?.origins ?? [])}`);
    for (const secret of this.#secrets) {
      const pattern = new RegExp(`(?<![\\w])${[secret, encodeURIComponent(secret)].map(escape).join("|")}(?![\\w])`);
      for (const trace of this.#traces) if (pattern.test(trace)) this.#fault(`secret ${secret} in ${trace.slice(0, 300)}`);
    }
    if (this.#faults.length) throw new Error(`The watch saw:\n- ${[...new Set(this.#faults)].join("\n- ")}`);
  }

  #fault(text: string): void {
    this.#faults.push(text);
  }

  #page(page: Page): void {
    page.on("framenavigated", (frame) => this.#traces.push(`address: ${frame.url()}`));
  }

  #console(message: ConsoleMessage): void {
    const text = message.text();
    const { url } = message.location();
    this.#traces.push(`console: ${text}`);
    // Chromium says so of every answer of 400 and above; a 400 is how Kratos takes a step.
    const ours = url.startsWith(this.#origin + "/self-service/") || url.startsWith(this.#origin + "/sessions/");
    if (ours && /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)) return;
    // Kratos' own script talks to the console, and is not ours to change.
    if (url === `${this.#origin}/.well-known/ory/webauthn.js`) return;
    this.#noise(text, `console ${message.type()}: ${text} (${url})`);
  }

  /** A fault, unless the test provokes it on purpose. */
  #noise(text: string, fault = text): void {
    if (!this.#allowed.some((line) => line.test(text))) this.#fault(fault);
  }

  #request(request: Request): void {
    const url = request.url();
    if (url.startsWith("data:")) return;
    this.#traces.push(`request: ${url} ${JSON.stringify(request.headers())}`);
    const { origin } = new URL(url);
    if (this.#neighbours.has(origin) && request.isNavigationRequest()) return;
    if (origin !== this.#origin) this.#fault(`request to another origin: ${url}`);
    if (/\/self-service\/[a-z]+\/api/.test(url)) this.#fault(`request to the API for native apps: ${url}`);
    if (request.method() !== "POST") return;

    const { pathname } = new URL(url);
    if (request.isNavigationRequest()) return this.#fault(`native form post to ${pathname}`);
    const { accept, "content-type": type } = request.headers();
    if (accept !== "application/json" || type !== "application/json")
      this.#fault(`submit to ${pathname} with accept ${accept} and content type ${type}`);
    const page = request.frame().page();
    const inFlight = (this.#inFlight.get(page) ?? 0) + 1;
    this.#inFlight.set(page, inFlight);
    if (inFlight > 1) this.#fault(`${inFlight} submits in flight at once (${pathname})`);
    this.posts.push({ path: pathname, body: (request.postDataJSON() as Post["body"]) ?? {} });
  }

  #over(request: Request): void {
    if (request.method() !== "POST" || request.isNavigationRequest()) return;
    const page = request.frame().page();
    this.#inFlight.set(page, (this.#inFlight.get(page) ?? 1) - 1);
  }

  /** What can be read off a page when the test is over. */
  async #inspect(page: Page): Promise<void> {
    if (page.isClosed() || !page.url().startsWith(this.#origin)) return;
    const traces = await page
      .evaluate(() => [
        `address: ${location.href}`,
        `title: ${document.title}`,
        `history: ${JSON.stringify(history.state)}`,
        `storage: ${JSON.stringify({ ...localStorage })} ${JSON.stringify({ ...sessionStorage })}`,
        `cookies: ${document.cookie}`,
      ])
      .catch(() => []); // it went away just now
    this.#traces.push(...traces);
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
