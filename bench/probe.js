// Probe: runs in every measured document before anything of the page, and does what a person does: as soon as the
// identifier field is there and a submit button is enabled, it types one character. If the page throws the character
// away, it types again, and that counts as lost; so `usable` is when the character was typed that is still there.
//
// Times are milliseconds since the epoch, so that they hold across a navigation.
(() => {
  const fields = { "/login": "identifier", "/registration": "traits.email" };
  const wrongPassword = '[data-testid="ui/message/4000006"]';
  // One of its own for each page: what is typed on one may be carried to the next.
  const marks = { "/login": "q", "/registration": "z" };
  const clock = (time = performance.now()) => performance.timeOrigin + time;
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const isSubmit = (control) =>
    control.type === "submit" && !control.disabled && control.ariaDisabled !== "true" && isThere(control);
  const find = (selector) => [...document.querySelectorAll(selector)].find(isThere);

  const bench = (self.bench = {
    /** Whether the probe types. */
    typing: true,
    usable: null,
    lost: 0,
    /** When a message about a wrong password could be seen. */
    refused: null,
    /** The last click; what came before is forgotten with it. */
    clicked: null,
    shift: 0,
    blocking: 0,
    paint: (name) => performance.getEntriesByName(name, "paint")[0]?.startTime ?? null,
    find,
  });

  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("layout-shift", (entry) => (bench.shift += entry.hadRecentInput ? 0 : entry.value));
  watch("longtask", (entry) => (bench.blocking += Math.max(0, entry.duration - 50)));

  const forget = (event) =>
    Object.assign(bench, { clicked: clock(event.timeStamp), usable: null, refused: null, lost: 0 });
  addEventListener("click", forget, { capture: true });

  function type() {
    const mark = marks[location.pathname];
    const field = location.pathname in fields && find(`input[name="${fields[location.pathname]}"]`);
    if (!field || field.value.includes(mark) || ![...(field.form?.elements ?? [])].some(isSubmit)) return;
    field.focus();
    document.execCommand("insertText", false, mark);
    if (!field.value.includes(mark)) return;
    if (bench.usable !== null) bench.lost += 1;
    bench.usable = clock();
    tellBench(`usable ${location.pathname}`);
  }

  // Once a frame: nobody can type into what was never painted.
  requestAnimationFrame(function frame() {
    requestAnimationFrame(frame);
    if (bench.typing) type();
    if (bench.refused !== null || !find(wrongPassword)) return;
    bench.refused = clock();
    tellBench("refused");
  });
})();
