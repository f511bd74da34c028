// Starts the application in a page that the browser renders: there is nothing without it, so what cannot start becomes a card.
(() => {
  const left = self.vestibule;

  // The card of index.html instead of the page: the parts of it that `why` names, and whom the user said to be.
  let failed = false;
  left.fail = (why, detail = "") => {
    if (failed) return;
    failed = true;
    left.follows = false;
    if (why === "path") [why, detail] = ["config", "It is served under a path, and needs an origin of its own."];
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

  // Without a server that has put it there, the application gives the page its look, once it has found the configuration readable.
  left.dress =
    !document.getElementById("config") &&
    ((css, layout) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
      if (layout !== "card") document.documentElement.dataset.layout = layout;
    });

  // A panic is a trap of the wasm. What it has left behind is not to be trusted.
  const hear = (error) => self.WebAssembly && error instanceof WebAssembly.RuntimeError && left.fail("panic");
  addEventListener("error", (event) => hear(event.error));
  addEventListener("unhandledrejection", (event) => hear(event.reason));

  left.isAlive = true;
  left.begin(left.path, left.search);
  // An OAuth2 client's request comes with the flow, and may ask for a language.
  if (left.answer && left.search.includes("flow="))
    left.locales = left.answer.then(async (answer) => (await answer.clone().json()).oauth2_login_request?.oidc_context?.ui_locales).catch(() => {});
  left.start("");
})();
