// Watch: what must be true in every test, whatever it is about.
//
// * no uncaught error, no console output, no violation of the content security policy or of Trusted Types;
// * no request to another origin, no native form post, no call of Kratos' API for native apps;
// * every submit is JSON to our own origin, no page ever has two submits in flight, and none is sent a second time by itself;
// * no page goes round in circles: opens the same address, or begins the same flow, more than three times in ten seconds
//   while nobody does anything;
// * what is secret (canary.ts), and who a person is, is in submit bodies only: never in an address, a header, the history's
//   state, the page's storage, its title, its attributes or the console;
// * what is kept beyond the tab (`localStorage`) is on the list below, and nothing else.
import type { BrowserContext, ConsoleMessage, Page, Request } from "@playwright/test";
import { Canaries } from "./canary.ts";

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
    __trace(place: string, text: string): void;
    /** Reports what a person has typed into a secret field. */
    __typed(value: string): void;
    /** Reports that a person does something. */
    __gesture(): void;
  }
}

/** The front door draws the pages: until they are taken over, or for good where scripts are switched off. */
export type Drawn = "at first" | "for good";

/** What a page has done since somebody did something on it. */
interface Quiet {
  /** When it opened an address or began a flow, by which. */
  began: Map<string, number[]>;
  /** Submits, each as one text. */
  sent: Set<string>;
}

export class Watch {
  /** All submits so far, in order. */
  readonly posts: Post[] = [];
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #drawn: Drawn | undefined;
  readonly #faults: string[] = [];
  readonly #allowed: RegExp[] = [];
  /** Other origins that people are sent to on purpose. */
  readonly #neighbours = new Set<string>();
  /** Other origins that take part in our pages. */
  readonly #guests = new Set<string>();
  readonly #canaries = new Canaries();
  /** Answers whose secrets are still being read. */
  readonly #reading: Promise<void>[] = [];
  readonly #inFlight = new Map<Page, number>();
  readonly #quiet = new WeakMap<Page, Quiet>();

  private constructor(context: BrowserContext, origin: string, drawn: Drawn | undefined) {
    this.#context = context;
    this.#origin = origin;
    this.#drawn = drawn;
  }

  static async over(context: BrowserContext, origin: string, drawn?: Drawn): Promise<Watch> {
    const watch = new Watch(context, origin, drawn);
    context.on("weberror", (error) => watch.#noise(`uncaught: ${error.error().stack ?? error.error().message}`));
    context.on("console", (message) => watch.#console(message));
    context.on("request", (request) => watch.#request(request));
    context.on("requestfinished", (request) => watch.#finished(request));
    context.on("requestfailed", (request) => watch.#over(request));
    context.on("page", (page) => watch.#page(page));
    await context.exposeBinding("__violation", (_source, text: string) => watch.#noise(`policy violation: ${text}`));
    await context.exposeBinding("__trace", (_source, place: string, text: string) => watch.#canaries.trace(place, text));
    await context.exposeBinding("__typed", (_source, value: string) => watch.#canaries.typed(value));
    await context.exposeBinding("__gesture", ({ page }) => watch.#gesture(page));
    await context.addInitScript(listen);
    return watch;
  }

  /** Remembers who somebody is, which must not leak, and gives it back. Secrets that a page holds are remembered by themselves. */
  secret<T extends string>(value: T): T {
    this.#canaries.personal(value);
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

  /** Another origin that takes part in our pages, as a captcha does. */
  allowGuest(origin: string): void {
    this.#guests.add(origin);
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
    await Promise.all(this.#reading);
    const { cookies = [], origins = [] } = (await this.#context.storageState({ indexedDB: true }).catch(() => undefined)) ?? {};
    for (const { value } of cookies) this.#canaries.token(value);
    this.#canaries.trace("storage", JSON.stringify(origins));
    const faults = new Set([...this.#faults, ...this.#canaries.leaks()]);
    if (faults.size) throw new Error(`The watch saw:\n- ${[...faults].join("\n- ")}`);
  }

  #fault(text: string): void {
    this.#faults.push(text);
  }

  /** A fault, unless the test provokes it on purpose. */
  #noise(text: string, fault = text): void {
    this.#canaries.trace("console", text);
    if (!this.#allowed.some((line) => line.test(text))) this.#fault(fault);
  }

  #page(page: Page): void {
    page.on("framenavigated", (frame) => this.#canaries.trace("address", frame.url()));
    // Where a test goes, and what it does to the time, is not the page's doing.
    for (const [object, names] of [[page, ["goto", "reload", "goBack", "goForward"]], [page.clock, ["fastForward", "runFor"]]] as const)
      for (const name of names) {
        const original = Reflect.get(object, name) as (...these: unknown[]) => unknown;
        Reflect.set(object, name, async (...these: unknown[]) => {
          this.#gesture(page);
          const answer = await original.apply(object, these);
          // Until a drawn page is taken over its forms are the browser's own: that has tests of its own.
          if (object === page && this.#drawn === "at first" && !isEarly(these)) await page.waitForFunction(isTakenOver).catch(() => {});
          return answer;
        });
      }
  }

  #console(message: ConsoleMessage): void {
    const text = message.text();
    const { url } = message.location();
    // Chromium says so of every answer of 400 and above; a 400 is how Kratos takes a step.
    const ours = url.startsWith(this.#origin + "/self-service/") || url.startsWith(this.#origin + "/sessions/");
    if (ours && /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)) return;
    // And of a page that says why there is none.
    if (this.#drawn && url.startsWith(this.#origin) && /^Failed to load resource: .* status of (404|429|50\d)/.test(text) && !/\.\w+$/.test(new URL(url).pathname)) return;
    // Chromium says what it has deleted after a sign-out.
    if (/^Clear-Site-Data header on /.test(text)) return;
    // Kratos' own script talks to the console, and is not ours to change.
    if (url === `${this.#origin}/.well-known/ory/webauthn.js`) return;
    this.#noise(text, `console ${message.type()}: ${text} (${url})`);
  }

  #request(request: Request): void {
    const url = request.url();
    if (url.startsWith("data:")) return;
    const { origin, pathname } = new URL(url);
    // A mailed link carries its code to Kratos, which is where it must go.
    const mailed = request.isNavigationRequest() && /^\/self-service\/(recovery|verification)$/.test(pathname);
    const { cookie: _, ...headers } = request.headers();
    this.#canaries.trace("a request", `${mailed ? pathname : url} ${JSON.stringify(headers)}`);
    if (this.#neighbours.has(origin) && request.isNavigationRequest()) return;
    if (this.#guests.has(origin)) return;
    if (origin !== this.#origin) this.#fault(`request to another origin: ${url}`);
    if (/\/self-service\/[a-z]+\/api/.test(url)) this.#fault(`request to the API for native apps: ${url}`);
    this.#circle(request, pathname);
    if (request.method() !== "POST") {
      if (request.postData()) this.#fault(`${request.method()} ${pathname} has a body`);
      return;
    }

    if (request.isNavigationRequest()) {
      if (!this.#drawn) return this.#fault(`native form post to ${pathname}`);
      const body = Object.fromEntries(new URLSearchParams(request.postData() ?? ""));
      this.#canaries.submit(pathname, body);
      this.posts.push({ path: pathname, body });
      return;
    }
    const { accept, "content-type": type } = request.headers();
    if (accept !== "application/json" || type !== "application/json")
      this.#fault(`submit to ${pathname} with accept ${accept} and content type ${type}`);
    const page = request.frame().page();
    const inFlight = (this.#inFlight.get(page) ?? 0) + 1;
    this.#inFlight.set(page, inFlight);
    if (inFlight > 1) this.#fault(`${inFlight} submits in flight at once (${pathname})`);
    const body = (request.postDataJSON() as Post["body"]) ?? {};
    this.#canaries.submit(pathname, body);
    this.posts.push({ path: pathname, body });
    const { sent } = this.#quietOf(page);
    const whole = `${url} ${request.postData()}`;
    if (sent.has(whole)) this.#fault(`submit to ${pathname} sent again by itself`);
    sent.add(whole);
  }

  #finished(request: Request): void {
    this.#over(request);
    const isPage = request.isNavigationRequest();
    if (isPage ? !this.#drawn : !request.url().startsWith(`${this.#origin}/self-service/`)) return;
    const read = async () => {
      const text = await (await request.response())?.text();
      // A drawn page has in it what the identity server has answered.
      const [, answers] = (isPage && /id="flow"[^>]*>(.*?)<\/script>/s.exec(text ?? "")) || [];
      if (isPage ? answers : text) this.#canaries.answer((isPage ? answers : text) as string);
    };
    this.#reading.push(read().catch(() => {})); // the page went away, and the answer with it
  }

  #over(request: Request): void {
    if (request.method() !== "POST" || request.isNavigationRequest()) return;
    const page = request.frame().page();
    this.#inFlight.set(page, (this.#inFlight.get(page) ?? 1) - 1);
  }

  /** One time is somebody's doing, two more may be the page's own. */
  #circle(request: Request, pathname: string): void {
    // Without scripts nothing tells what somebody does, and nothing goes on by itself.
    if (this.#drawn === "for good") return;
    // A pop-up is opened before there is a page for it.
    if (request.isNavigationRequest() && !hasFrame(request)) return;
    const opens = request.isNavigationRequest() && !request.frame().parentFrame();
    if (!opens && !/^\/self-service\/[a-z]+\/browser$/.test(pathname)) return;
    const { began } = this.#quietOf(request.frame().page());
    const key = `${opens ? "opened" : "began"} ${pathname}`;
    const now = Date.now();
    const times = [...(began.get(key) ?? []).filter((time) => now - time < 10_000), now];
    began.set(key, times);
    if (times.length === 4) this.#fault(`${key} over and over by itself, four times in ten seconds and more`);
  }

  #quietOf(page: Page): Quiet {
    let quiet = this.#quiet.get(page);
    if (!quiet) this.#quiet.set(page, (quiet = { began: new Map(), sent: new Set() }));
    return quiet;
  }

  #gesture(page: Page): void {
    this.#quiet.delete(page);
  }

  /** What can be read off a page when the test is over. */
  async #inspect(page: Page): Promise<void> {
    if (page.isClosed() || !page.url().startsWith(this.#origin)) return;
    const traces = await page
      .evaluate(() => {
        const hidden = (element: Element) => element instanceof HTMLInputElement && element.type === "hidden";
        const visible = [...document.querySelectorAll("*")].filter((element) => !hidden(element));
        const csrf = [...document.querySelectorAll<HTMLInputElement>("input[name=csrf_token]")].map(({ value }) => value);
        const attributes = visible.flatMap((element) => [...element.attributes].map(({ value }) => value));
        return {
          address: location.href,
          title: document.title,
          "the history": JSON.stringify(history.state),
          storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
          cookies: document.cookie,
          // Whose it is, a field and a link may say; a token of this page they may not.
          attributes: csrf.filter((token) => token && attributes.some((value) => value.includes(token))).join(" "),
        };
      })
      .catch(() => ({})); // it went away just now
    for (const [place, text] of Object.entries(traces)) this.#canaries.trace(place, text);
  }
}

/** Whether the frame that a request is for is there already. */
function hasFrame(request: Request): boolean {
  try {
    return Boolean(request.frame());
  } catch {
    return false;
  }
}

/** Whether a test goes on before the page is there. */
function isEarly(these: unknown[]): boolean {
  return these.some((one) => (one as { waitUntil?: string } | undefined)?.waitUntil === "commit");
}

/** Whether nothing more is going to happen to a page that the front door has drawn. */
function isTakenOver(): boolean {
  const { vestibule } = self as { vestibule?: { isAlive?: boolean } };
  return !document.getElementById("flow") || vestibule?.isAlive === true || document.getElementById("broken-reason") !== null;
}

/** Runs in every document before its own scripts. */
function listen(): void {
  addEventListener("securitypolicyviolation", (event) => {
    const { violatedDirective, blockedURI, documentURI, sourceFile, lineNumber, sample } = event;
    window.__violation(`${violatedDirective} ← ${blockedURI} ${sample} (${sourceFile}:${lineNumber}, ${documentURI})`);
  });
  for (const name of ["pushState", "replaceState"] as const) {
    const original = History.prototype[name];
    History.prototype[name] = function (state, unused, url) {
      window.__trace("the history", `${JSON.stringify(state)} ${String(url)}`);
      return original.call(this, state, unused, url);
    };
  }
  const store = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    window.__trace("storage", `${key} ${value}`);
    // Kept beyond the tab: how somebody has signed in last, by the method's name alone.
    const kept: Record<string, RegExp> = { "vestibule.method": /^[a-z_]+(\/[\w-]+)?$/, "vestibule.no-passkey": /^1$/ };
    if (this === localStorage && !kept[key]?.test(value)) window.__violation(`localStorage keeps ${key}: ${value}`);
    return store.call(this, key, value);
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, (event) => event.isTrusted && window.__gesture(), true);

  // What is typed into a secret field is in its `value`, which is no attribute: no copy of it is anywhere in the document.
  const typed = new Set<string>();
  const inspect = (element: Element) => {
    for (const { name, value } of element.attributes)
      for (const secret of typed) if (value.includes(secret)) window.__violation(`what was typed is in the attribute ${name} of ${element.tagName}`);
  };
  const inspectAll = (root: ParentNode) => {
    if (root instanceof Element) inspect(root);
    root.querySelectorAll("*").forEach(inspect);
  };
  const isSecret = (field: HTMLInputElement) =>
    field.type === "password" ||
    ["password", "code", "totp_code", "lookup_secret"].includes(field.name) ||
    /password|one-time-code/.test(field.autocomplete);
  addEventListener(
    "change",
    ({ target: field }) => {
      if (!(field instanceof HTMLInputElement) || !isSecret(field)) return;
      window.__typed(field.value);
      if (field.value.length < 6) return;
      typed.add(field.value);
      inspectAll(document);
    },
    true,
  );
  let title = "";
  new MutationObserver((changes) => {
    if (document.title !== title) window.__trace("title", (title = document.title));
    if (!typed.size) return;
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") inspect(target as Element);
      for (const node of addedNodes) if (node instanceof Element) inspectAll(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
}
