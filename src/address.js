// What is secret or personal leaves the address before anything is painted, and before any request or entry of the history
// could carry it on. Stands inline at the head of index.html; the Content-Security-Policy names its hash.
(() => {
  const address = new URL(location);
  const given = address.searchParams;
  const telling = ["code", "token", "login_hint"].filter((name) => given.has(name));
  for (const name of telling) given.delete(name);
  if (telling.length) history.replaceState(history.state, "", address);
})();
