// Starts the application in a page that the front door has rendered. Whatever keeps it from coming, and whatever ends it,
// that page stays as it is, in its simple form: its forms and links are the browser's own. In the syntax of ES2017.
(() => {
  const left = self.vestibule;
  // The browser could not read boot.js: address.js has seen to it.
  if (!left) return;
  const root = document.documentElement;
  const flow = document.getElementById("flow");
  const glue = document.getElementById("glue");
  const line = document.getElementById("simple");
  let app = document.getElementById("app");

  // Where the application renders what it cannot hydrate, out of sight until it has done so: a page without a flow in it, and
  // one that somebody else has put a node into, a translation or an extension.
  let stage = flow ? undefined : app.cloneNode(false);
  let hasRun = false;
  let isOver = false;
  let pressed = [];

  const simplify = (why) => {
    root.setAttribute("data-simple", "");
    line.textContent = "";
    line.append(document.getElementById("broken").content.querySelector(`[data-why=${why}]`).cloneNode(true));
  };

  // The browser does what it does without the application, which hears of nothing any more.
  const mute = (event) => {
    event.stopImmediatePropagation();
    if (event.type === "popstate") location.reload();
  };

  left.fail = (why) => {
    // `place` finds out whether an instance that has run gets there.
    if (isOver || (why === "panic" && hasRun && !left.isAlive)) return;
    isOver = true;
    left.follows = false;
    simplify(left.isAlive ? "panic" : "start");
    if (!hasRun) return;
    const heard = "click submit keydown input change focusin focusout visibilitychange pagehide pageshow popstate online offline";
    for (const name of heard.split(" ")) addEventListener(name, mute, true);
    // What it has said of a submit on its way is over.
    for (const part of app.querySelectorAll("form[aria-busy], form [aria-disabled]")) {
      part.removeAttribute("aria-busy");
      part.removeAttribute("aria-disabled");
    }
    for (const [node, text] of pressed) node.data = text;
    for (const form of document.forms) delete form.submit;
  };

  // The application asks for it right before it hydrates or renders, which it does at one go. An instance that has failed is
  // not to be trusted, so another one tries, once.
  left.place = () => {
    hasRun = true;
    setTimeout(() => {
      if (left.isAlive) return;
      if (stage) return left.fail("start");
      stage = app.cloneNode(false);
      left.start("?again");
    });
    return stage;
  };

  const controls = (place) => Array.from(place.querySelectorAll("input:not([type=hidden]), select, textarea"));

  left.alive = () => {
    left.isAlive = true;
    root.removeAttribute("data-simple");
    line.textContent = "";
    if (stage) {
      const focused = document.activeElement;
      const { selectionStart, selectionEnd } = focused;
      app.replaceWith(stage);
      const places = controls(stage);
      for (const before of controls(app)) {
        const at = places.findIndex(({ name, id }) => name === before.name && id === before.id);
        if (at < 0) continue;
        const [control] = places.splice(at, 1);
        control.value = before.value;
        control.checked = before.checked;
        if (before !== focused) continue;
        control.focus();
        if (typeof selectionStart === "number") control.setSelectionRange(selectionStart, selectionEnd);
      }
      app = stage;
    }
    // Of who was here nothing stays in a page that goes on to somebody else, or is put aside.
    for (const name of ["click", "submit", "visibilitychange", "pagehide"]) addEventListener(name, () => flow && flow.remove(), { once: true, capture: true });
  };

  // A panic is a trap of the wasm. What a browser lacks throws through the application without one.
  const isTrap = (error) => self.WebAssembly && error instanceof WebAssembly.RuntimeError;
  const hear = (error) => left.isAlive && error && (isTrap(error) || String(error.stack).includes(glue.href)) && left.fail("panic");
  addEventListener("error", (event) => hear(event.error));
  addEventListener("unhandledrejection", (event) => hear(event.reason));
  addEventListener("submit", ({ submitter }) => {
    const nodes = submitter ? Array.from(submitter.childNodes) : [];
    pressed = nodes.filter((node) => node.nodeType === 3).map((node) => [node, node.data]);
  }, true);

  // Who waits this long is told that the page can be used as it is.
  setTimeout(() => left.isAlive || isOver || simplify("start"), 20000);
  left.start("");
})();
