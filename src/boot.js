// Starts everything that can start before the application is there: the flow, the configuration, the glue and the wasm,
// all at once. What cannot start becomes a card. Stands inline in index.html; the Content-Security-Policy names its hash.
(() => {
  const { kratos = "" } = document.documentElement.dataset;
  const glue = document.getElementById("glue");
  // What a server has put into the page that it has drawn. The answer to a form stands at an address that is no page.
  const drawn = document.getElementById("flow");
  if (drawn?.dataset.page) history.replaceState(history.state, "", drawn.dataset.page);
  const { pathname: path, search } = location;

  let again = false;

  // The card of index.html instead of the page: the parts of it that `why` names, and whom the person said to be.
  let failed = false;
  const fail = (why, detail = "") => {
    if (failed) return;
    // A drawn page cannot be taken over where somebody else has put an element into it, a translation or an extension: it
    // is drawn anew. The instance that has failed is not to be trusted.
    if (why === "panic" && drawn && !left.isAlive && !again) {
      again = true;
      // What the browser would say of that instance is known.
      addEventListener("error", (event) => event.preventDefault(), { once: true });
      left.config = configuration();
      start("?again").catch(stop);
      return;
    }
    failed = true;
    const app = document.getElementById("app");
    const names = app.querySelectorAll("input[name=identifier], input[autocomplete~=username], input[type=email]");
    const typed = [...names].map((field) => field.value).find(Boolean);
    const card = document.getElementById("broken").content.cloneNode(true);
    for (const part of card.querySelectorAll("[data-why]")) if (!part.dataset.why.split(" ").includes(why)) part.remove();
    card.querySelector("#broken-reason").textContent = detail;
    if (typed) card.querySelector("#broken-typed").value = typed;
    else card.querySelector(".field").remove();
    app.replaceChildren(card);
    app.querySelector("h1").focus();
  };
  const left = (self.vestibule = { path, search, kratos, fail });

  // What was typed, and where, while the page is drawn anew; whether it is.
  const typed = [];
  const controls = () => [...document.querySelectorAll("#app :is(input:not([type=hidden]), select, textarea)")];
  left.keep = () => {
    if (!again) return false;
    for (const control of controls()) {
      const { name, id, value, checked, selectionStart, selectionEnd } = control;
      typed.push({ name, id, value, checked, selectionStart, selectionEnd, focused: control === document.activeElement });
    }
    return true;
  };
  left.alive = () => {
    left.isAlive = true;
    const places = controls();
    for (const { name, id, value, checked, selectionStart, selectionEnd, focused } of typed) {
      const at = places.findIndex((control) => control.name === name && control.id === id);
      const [control] = at < 0 ? [] : places.splice(at, 1);
      if (!control) continue;
      Object.assign(control, { value, checked });
      if (!focused) continue;
      control.focus();
      if (selectionStart !== null && control.setSelectionRange) control.setSelectionRange(selectionStart, selectionEnd);
    }
    // Of who was here nothing stays in a page that goes on to somebody else, or is put aside.
    for (const event of ["click", "submit", "visibilitychange", "pagehide"]) addEventListener(event, () => drawn?.remove(), { once: true, capture: true });
  };

  const ask = (url, accept) => {
    const answer = fetch(url, {
      headers: { accept },
      credentials: "include",
      signal: AbortSignal.timeout(15000),
    });
    // Whoever takes the answer hears of its failure; nobody has to.
    answer.catch(() => {});
    return answer;
  };

  // Asks for the flow of a page, so that its answer is under way while the application gets there.
  const kinds = ["login", "registration", "recovery", "verification", "settings"];
  const begin = (path, search) => {
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
    const answer = ask(`${kratos}/self-service/${kind}/${call}`, "application/json");
    Object.assign(left, { path, search, answer });
  };
  // A server that has drawn the page has put the flow into it.
  if (!drawn) begin(path, search);
  // An OAuth2 client's request comes with the flow, and may ask for a language.
  if (left.answer && search.includes("flow="))
    left.locales = left.answer.then(async (answer) => (await answer.clone().json()).oauth2_login_request?.oidc_context?.ui_locales).catch(() => {});
  // The links to other flows are the application's; the document hears of a click after their own listeners, and before the router.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isOurs = (!drawn || left.isAlive) && link?.origin === location.origin && !link.target && !link.rel && link.href !== location.href;
    const isPlain = !event.defaultPrevented && !["button", "altKey", "ctrlKey", "metaKey", "shiftKey"].some((key) => event[key]);
    if (!isOurs || !isPlain) return;
    begin(link.pathname, link.search);
    // It is taken at once, or not at all.
    setTimeout(() => delete left.answer);
  });
  // A server that knows the configuration has put it and what it looks like into the page. Elsewhere the application does
  // the latter, once it has found it readable.
  const config = document.getElementById("config");
  const configuration = () => (config ? Promise.resolve(new Response(config.textContent)) : ask("/config.json", "application/json"));
  left.config = configuration();
  left.dress =
    !config &&
    ((css, layout) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
      if (layout !== "card") document.documentElement.dataset.layout = layout;
    });

  // A browser says only that a file did not come. Asking for its headers tells a file that is gone, after a deploy, from one
  // that is there but is not ours, and from a line that is down.
  const reason = async (url) => {
    const signal = AbortSignal.timeout(5000);
    const head = (url) => fetch(url, { method: "HEAD", cache: "no-store", signal }).catch(() => ({}));
    const answer = await head(url);
    if (answer.status !== 404) return answer.ok ? "changed" : "unreachable";
    // The file is beside the page: somebody serves it all under a path.
    const { pathname } = new URL(url, location);
    return (await head(`.${pathname}`)).ok ? "path" : "updated";
  };

  const script = async (url) => {
    try {
      return await import(url);
    } catch {
      const why = await reason(url);
      // A page from before a deploy loads itself again. A page that was loaded again says so, and what then fails is told.
      const [visit] = performance.getEntriesByType("navigation");
      if (why !== "updated" || !visit || visit.type === "reload") throw why;
      location.reload();
      return new Promise(() => {});
    }
  };

  const wasm = async () => {
    const { wasm: url, integrity } = glue.dataset;
    const options = { integrity, credentials: "same-origin" };
    for (const pause of [1000, 3000, 0]) {
      try {
        // A line that has died in the middle says nothing for ever.
        return await fetch(url, { ...options, signal: AbortSignal.timeout(60000) });
      } catch {
        const why = await reason(url);
        // The copy in the browser's cache may be the wrong one: one that comes from the server decides.
        if (!pause || (why === "changed" && options.cache)) throw why;
        options.cache = "reload";
        if (why !== "changed") await new Promise((done) => setTimeout(done, pause));
      }
    }
  };

  const start = async (version = "") => {
    if (typeof WebAssembly !== "object") throw "blocked";
    const url = glue.href + version;
    if (version) document.head.append(Object.assign(glue.cloneNode(), { id: "", href: url }));
    const [module, file] = await Promise.all([script(url), wasm()]);
    await module.default({ module_or_path: file });
  };
  const stop = (why) => {
    if (why === "path") fail("config", "It is served under a path, and needs an origin of its own.");
    else fail(why instanceof Error ? (why.name === "CompileError" ? "blocked" : "broken") : why);
  };
  start().catch(stop);
})();
