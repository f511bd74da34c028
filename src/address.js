// The address names the flow that the page shows, so that a reload shows it again, and nothing secret or personal: before
// anything is painted, and before a request or an entry of the history carries it on. Stands inline at the head of the page.
(() => {
  const root = document.documentElement;
  // A script runs. Where the next one cannot even be read by this browser, the page is in its simple form all the same.
  root.removeAttribute("data-simple");
  addEventListener("DOMContentLoaded", () => self.vestibule || root.setAttribute("data-simple", ""));
  try {
    const address = new URL(root.getAttribute("data-page") || location.href, location.href);
    const given = address.searchParams;
    for (const name of ["code", "token", "login_hint"]) if (given.has(name)) given.delete(name);
    address.hash = location.hash;
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  } catch (error) {
    // The address stays as it is.
  }
})();
