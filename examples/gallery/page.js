// Shows a page of the gallery as its address says, ?theme=dark&dir=rtl, and keeps it where it is.
const root = document.documentElement;
const wish = new URLSearchParams(location.search);
if (wish.has("theme")) root.style.colorScheme = wish.get("theme");
if (wish.has("dir")) root.dir = wish.get("dir");
const stay = (event) => event.type === "submit" || event.target.closest("a") ? event.preventDefault() : undefined;
for (const type of ["submit", "click"]) addEventListener(type, stay);
