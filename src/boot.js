// Loads the application: its configuration, the flow, script and wasm, all at once. card.js or simple.js, which stands behind
// it in the page, starts it and says what becomes of a failure. In the syntax of ES2017, as old browsers have it.
(() => {
  const { pathname: path, search } = location;
  const kratos = document.documentElement.dataset.kratos || "";
  const glue = document.getElementById("glue");
  const config = document.getElementById("config");
  const left = (self.vestibule = { path, search, kratos });

  // A line that has died in the middle says nothing for ever.
  const limit = (time) => (self.AbortSignal && AbortSignal.timeout ? AbortSignal.timeout(time) : undefined);

  const ask = (url) => {
    const answer = fetch(url, { headers: { accept: "application/json" }, credentials: "include", signal: limit(15000) });
    // Whoever takes the answer hears of its failure; nobody has to.
    answer.catch(() => {});
    return answer;
  };

  // Requests the flow of a page, so that the response is under way while the application gets there.
  const kinds = ["login", "registration", "recovery", "verification", "settings"];
  left.begin = (path, search) => {
    const name = path.replace(/^\/|\/$/g, "");
    const kind = name === "verify" ? "verification" : kinds.find((kind) => kind === name);
    const given = new URLSearchParams(search);
    const flow = given.get("flow");
    const wanted = new URLSearchParams();
    for (const key of ["return_to", "aal", "refresh", "via", "login_challenge", "organization", "identity_schema", "after_verification_return_to"]) {
      const value = given.get(key);
      if (value) wanted.set(key, value);
    }
    // An OAuth2 client's request is a navigation to Kratos, which the application makes; it also stops where an address is too long.
    if (!kind || search.length > 10000 || (!flow && given.has("login_challenge"))) return;
    const call = flow ? `flows?id=${encodeURIComponent(flow)}` : `browser?${wanted}`;
    Object.assign(left, { path, search, answer: ask(`${kratos}/self-service/${kind}/${call}`) });
  };
  // The links of our own pages are the application's while it follows them; the document hears of a click after their own
  // listeners.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isOurs = left.follows && link && link.origin === location.origin && !link.target && !link.rel;
    const isPlain = !event.defaultPrevented && !["button", "altKey", "ctrlKey", "metaKey", "shiftKey"].some((key) => event[key]);
    const isPlace = link && link.hash && link.pathname + link.search === location.pathname + location.search;
    if (!isOurs || !isPlain || isPlace) return;
    event.preventDefault();
    if (link.href !== location.href) {
      left.begin(link.pathname, link.search);
      history.pushState(null, "", link.href);
    }
    dispatchEvent(new Event("follow"));
    // It is taken at once, or not at all.
    setTimeout(() => delete left.answer);
  });

  // A server that knows the configuration has put it into the page.
  left.configure = () => (left.config = config ? Promise.resolve(new Response(config.textContent)) : ask("/config.json"));

  // A browser says only that a file did not come. Asking for its headers tells a file that is gone, after a deploy, from one
  // that is there but is not ours, and from a line that is down.
  const reason = async (url) => {
    const head = (url) => fetch(url, { method: "HEAD", cache: "no-store", signal: limit(5000) }).catch(() => ({}));
    const answer = await head(url);
    if (answer.status !== 404) return answer.ok ? "changed" : "unreachable";
    // The file is beside the page: somebody serves it all under a path.
    return (await head(`.${new URL(url, location).pathname}`)).ok ? "path" : "updated";
  };

  // Whether a reload takes something away: a focus, what was typed, what Kratos has said.
  const isUsed = () =>
    document.activeElement !== document.body ||
    document.querySelector("[data-testid^='ui/message/']") ||
    Array.from(document.querySelectorAll("input, select, textarea")).some(({ type, value, defaultValue }) => type !== "hidden" && value !== defaultValue);

  const script = async (url) => {
    try {
      return await import(url);
    } catch (error) {
      const why = await reason(url);
      // A page from before a deploy loads itself again, where nobody has begun. A page that was loaded again says so, and what
      // then fails is told.
      const [visit] = performance.getEntriesByType("navigation");
      if (why !== "updated" || !visit || visit.type === "reload" || isUsed()) throw why;
      location.reload();
      return new Promise(() => {});
    }
  };

  const wasm = async () => {
    const { wasm: url, integrity } = glue.dataset;
    let cache = "default";
    for (const pause of [1000, 3000, 0]) {
      try {
        return await fetch(url, { integrity, credentials: "same-origin", cache, signal: limit(60000) });
      } catch (error) {
        const why = await reason(url);
        // The copy in the browser's cache may be the wrong one: one that comes from the server decides.
        if (!pause || (why === "changed" && cache === "reload")) throw why;
        cache = "reload";
        if (why !== "changed") await new Promise((done) => setTimeout(done, pause));
      }
    }
  };

  const load = async (version) => {
    // `begin` asks for a flow with the latter.
    if (!self.WebAssembly || !self.URLSearchParams) throw "blocked";
    const url = glue.href + version;
    if (version) document.head.append(Object.assign(glue.cloneNode(), { id: "", href: url }));
    const [module, file] = await Promise.all([script(url), wasm()]);
    await module.default({ module_or_path: file });
  };
  left.start = (version) => {
    left.configure();
    load(version).catch((why) => left.fail(why instanceof Error ? { CompileError: "blocked", RuntimeError: "panic" }[why.name] || "broken" : why));
  };
})();
