// Starts everything that can start before the application is there: the flow, the configuration, the glue and the wasm,
// all at once. Stands inline in index.html; the Content-Security-Policy names its hash.
(() => {
  const page = document.documentElement.dataset;
  const glue = document.getElementById("glue");
  const { pathname: path, search } = location;
  const kratos = page.kratos || "";
  const left = (self.vestibule = { path, search, kratos });

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

  const kinds = ["login", "registration", "recovery", "verification", "settings"];
  const name = path.replace(/^\/|\/$/g, "");
  const kind = name === "verify" ? "verification" : kinds.find((kind) => kind === name);
  // A server that has drawn the page has put the flow into it.
  if (kind && !document.getElementById("flow")) {
    const given = new URLSearchParams(search);
    const flow = given.get("flow");
    const wanted = new URLSearchParams();
    for (const key of ["return_to", "aal", "refresh", "via", "login_challenge", "organization", "identity_schema", "after_verification_return_to"]) {
      const value = given.get(key);
      if (value && value.length <= 2048) wanted.set(key, value);
    }
    // An OAuth2 client's request is a navigation to Kratos, which the application makes.
    const entry = !flow && wanted.has("login_challenge");
    const call = flow ? `flows?id=${encodeURIComponent(flow)}` : `browser?${wanted}`;
    if (!entry) left.answer = ask(`${kratos}/self-service/${kind}/${call}`, "application/json");
  }
  left.config = ask("/config.json", "application/json");

  const fail = () => {
    const card = document.getElementById("broken").content.cloneNode(true);
    document.getElementById("app").replaceChildren(card);
  };
  if (!glue || typeof WebAssembly !== "object") return fail();
  const integrity = glue.dataset.integrity || "";
  const wasm = fetch(glue.dataset.wasm, { integrity, credentials: "same-origin" });
  wasm.catch(() => {});
  import(glue.href)
    .then((module) => module.default({ module_or_path: wasm }))
    .catch(fail);
})();
