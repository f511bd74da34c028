// The gallery's index: a list of all pages, and one of them in a frame, in the theme, width and direction chosen.
const [form, nav, frame] = ["form", "nav", "iframe"].map((name) => document.querySelector(name));

function show() {
  const { theme, width, dir } = Object.fromEntries(new FormData(form));
  const page = location.hash.slice(1) || nav.querySelector("a").hash.slice(1);
  frame.style.inlineSize = `${width}px`;
  frame.style.colorScheme = theme;
  frame.src = `${page}.html?theme=${theme}&dir=${dir}`;
  for (const link of nav.children) link.toggleAttribute("aria-current", link.hash === `#${page}`);
}

for (const name of ENTRIES) {
  const link = Object.assign(document.createElement("a"), { href: `#${name}`, textContent: name });
  nav.append(link);
}
addEventListener("hashchange", show);
form.addEventListener("change", show);
show();
