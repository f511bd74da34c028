// The operator's look: brand, colours, layouts, links and words out of config.json.
import type { Page } from "@playwright/test";
import { painted, shiftsOf, unasked, watchShifts } from "../harness/shifts.ts";
import { staticHost } from "../harness/static-host.ts";
import { expect, test } from "../harness/test.ts";

const colors = {
  main: { light: "#0a5c36", dark: "#6fe0a8" },
  page: { light: "#eef3ef", dark: "#0c1210" },
  card: { light: "#fffdf8", dark: "#16201b" },
  text: { light: "#10211a", dark: "#e6f2ec" },
};
const brand = { name: "Acme & Sons", tagline: "Everything, since 1949", logo: { light: "/brand/light.svg", dark: "/brand/dark.svg" } };
const links = { help: "/help", terms: "https://acme.example/terms", privacy: "/privacy" };

test.use({
  kratos: "everything",
  config: { brand, links, theme: { layout: "split", radius: "large", colors }, texts: { sign_in: "Come in", "1070001": "Pass phrase" } },
});

const layouts = ["card", "split", "full"] as const;
type Layout = (typeof layouts)[number];

const picture = (color: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="${color}"/></svg>`;

test.beforeEach(async ({ page }) => {
  await page.route("**/brand/*.svg", (route) => route.fulfill({ contentType: "image/svg+xml", body: picture("green") }));
});

/** The page as the front door sends it, in another layout, and changed otherwise. */
async function lay(page: Page, layout: Layout, change = (body: string) => body): Promise<void> {
  await page.route("**/login*", async (route) => {
    if (!route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace('data-layout="split"', `data-layout="${layout}"`);
    await route.fulfill({ response, body: change(body) });
  });
}

/** A custom property of the page, with the scheme's colour in it. */
const property = (page: Page, name: string) =>
  page.evaluate((name) => {
    const probe = document.createElement("p");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

const rgb = (hex: string) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;

test("UX-45: the look is there before the application is, in both schemes", { tag: "@client" }, async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.route("**/*.wasm", () => {}); // never answered
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/login", { waitUntil: "commit" });
    await expect(page.locator(".brand-name")).toHaveText(brand.name);
    await expect(page.locator(".tagline")).toHaveText(brand.tagline);
    await expect(page.locator(".skeleton")).toBeVisible();
    await expect(page).toHaveTitle(brand.name);
    await expect(page.locator("html")).toHaveAttribute("data-layout", "split");
    for (const [name, tone] of Object.entries(colors)) {
      expect(await property(page, `--color-${name}`)).toBe(rgb(tone[colorScheme]));
    }
    await expect.poll(() => page.locator(".brand-logo img").evaluate((image: HTMLImageElement) => image.currentSrc)).toContain(brand.logo[colorScheme]);
  }
  // The page has its configuration with it.
  expect(asked).not.toContain("/config.json");
});

test("UX-45: the logo is a picture beside the name, and says nothing", async ({ app, page }) => {
  await app.open("/login");
  await expect(page.locator(".brand-logo img")).toHaveAttribute("alt", "");
  await expect(page.getByRole("banner").getByRole("link")).toHaveAccessibleName(brand.name);
  await expect(page).toHaveTitle(`Come in – ${brand.name}`);
});

test("UX-45: a logo with the name in it is called by the name", { tag: "@client" }, async ({ app, page }) => {
  await staticHost(page, { brand: { ...brand, wordmark: true } });
  await app.open("/login");
  await expect(page.locator(".brand-name")).toHaveText("");
  await expect(page.getByRole("banner").getByRole("link")).toHaveAccessibleName(brand.name);
});

for (const [layout, width] of [["card", 320], ["split", 1280], ["full", 320]] as const) {
  test(`UX-45: nothing moves while the page is read, piece by piece: ${layout}`, async ({ app, page, watch }) => {
    // The script is a node of somebody else in a page that is taken over.
    watch.allow(/unreachable/);
    await page.setViewportSize({ width, height: 720 });
    // What is behind the logo waits for a script.
    let release = () => {};
    const late = new Promise<void>((done) => (release = done));
    await page.route("**/late.js", async (route) => {
      await late;
      await route.fulfill({ contentType: "text/javascript", body: "" });
    });
    await lay(page, layout, (body) => body.replace("</picture>", '</picture><script src="/late.js"></script>'));
    await watchShifts(page);
    await page.goto("/login", { waitUntil: "commit" });
    await expect(page.locator(".brand-logo img")).toBeAttached();
    await painted(page);
    await expect(page.locator(".brand-name")).not.toContainText(brand.name);
    release();
    await expect(app.field("identifier")).toBeVisible();
    await expect(page.locator(".brand-name")).toBeVisible();
    expect(unasked(await shiftsOf(page))).toBeLessThan(0.001);
  });
}

for (const layout of layouts) {
  for (const width of [320, 1280]) {
    test(`UX-45: nothing moves when form, logo and errors come: ${layout}, ${width} px wide`, async ({ app, page }) => {
      await page.setViewportSize({ width, height: 720 });
      await lay(page, layout);
      let release = () => {};
      const late = new Promise<void>((done) => (release = done));
      await page.route("**/brand/*.svg", async (route) => {
        await late;
        await route.fulfill({ contentType: "image/svg+xml", body: picture("green") });
      });
      await watchShifts(page);
      // A page is not loaded before its pictures are.
      await page.goto("/login", { waitUntil: "commit" });
      await expect(app.field("identifier")).toBeVisible();
      release();
      await expect.poll(() => page.locator(".brand-logo img").evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
      expect(unasked(await shiftsOf(page))).toBeLessThan(0.001);
      await app.fill({ identifier: "ada@example.com", password: "no" });
      await app.method("password").click();
      await expect(app.message(4000006)).toBeVisible();
      expect(unasked(await shiftsOf(page))).toBeLessThan(0.05);
    });

    test(`UX-45: ${layout} fits ${width} px, in both directions and schemes, and in forced colours`, async ({ app, page }) => {
      await page.setViewportSize({ width, height: width === 320 ? 256 : 720 });
      await lay(page, layout);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, forcedColors: colorScheme === "dark" ? "active" : "none" });
        await app.open("/login");
        for (const dir of ["ltr", "rtl"]) {
          await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          const [head, main, foot] = (await Promise.all([".brand", "main", ".links"].map((part) => page.locator(part).boundingBox()))) as { x: number; y: number; width: number; height: number }[];
          if (layout === "split" && width === 1280) {
            const before = dir === "ltr" ? head!.x + head!.width <= main!.x : main!.x + main!.width <= head!.x;
            expect(before).toBe(true);
          } else {
            expect(head!.y + head!.height).toBeLessThanOrEqual(main!.y);
          }
          expect(main!.y + main!.height).toBeLessThanOrEqual(foot!.y);
          expect(main!.width).toBeGreaterThan(250);
          const shadow = await page.locator("main").evaluate((main) => getComputedStyle(main).boxShadow);
          if (colorScheme === "light") expect(shadow === "none").toBe(layout === "full" || (layout === "split" && width === 1280));
        }
        const field = app.field("identifier");
        await field.scrollIntoViewIfNeeded();
        await expect(field).toBeInViewport();
      }
    });
  }
}

/** Every text and every border of a field below the contrast that it needs, as the browser computes their colours. */
async function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const channels = (color: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]: number[]) => {
      const [x, y, z] = [r!, g!, b!].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
    };
    const ratio = (a: string, b: string) => {
      const [x, y] = [luminance(channels(a)), luminance(channels(b))].sort((p, q) => q - p);
      return (x! + 0.05) / (y! + 0.05);
    };
    const ground = (element: Element | null): string => {
      if (!element) return "Canvas";
      const { backgroundColor } = getComputedStyle(element);
      return channels(backgroundColor)[3] ? backgroundColor : ground(element.parentElement);
    };
    const found: string[] = [];
    const hold = (what: string, a: string, b: string, needed: number) => {
      // The browser rounds a mixed colour to whole numbers.
      if (ratio(a, b) < needed - 0.05) found.push(`${what}: ${a} on ${b} is ${ratio(a, b).toFixed(2)}`);
    };
    for (const element of document.querySelectorAll("#app *")) {
      const style = getComputedStyle(element);
      const seen = (element as HTMLElement).checkVisibility({ visibilityProperty: true });
      const says = [...element.childNodes].some((node) => node instanceof Text && node.data.trim());
      const name = `${element.localName}.${element.className}`;
      if (seen && (says || element.matches("input, select"))) hold(name, style.color, ground(element), 4.5);
      if (seen && element.matches(".control")) hold(`${name} border`, style.borderBlockStartColor, ground(element.parentElement), 3);
    }
    return found;
  });
}

const themes: [name: string, colors: object][] = [
  ["the operator's", colors],
  ["our own", {}],
  ["a main colour as pale as it may be", { main: { light: "#6a6a00", dark: "#7d8cd8" } }],
  ["black and white", { main: { light: "#000000", dark: "#ffffff" }, page: { light: "#ffffff", dark: "#000000" }, card: { light: "#ffffff", dark: "#000000" }, text: { light: "#000000", dark: "#ffffff" } }],
];

for (const [name, colors] of themes) {
  test(`A-16: everything can be read in both schemes: ${name}`, { tag: "@client" }, async ({ app, page }) => {
    await staticHost(page, { brand, links, theme: { colors } });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of ["/login", "/registration", "/recovery", "/nothing"]) {
        await page.goto(path);
        await expect(page.locator("main h1")).not.toHaveText(/Loading/);
        await expect(page.locator(".skeleton")).toHaveCount(0);
        expect(await unreadable(page)).toEqual([]);
      }
      await app.open("/login");
      await app.fill({ identifier: "ada@example.com", password: "no" });
      await app.method("password").click();
      await expect(app.message(4000006)).toBeVisible();
      expect(await unreadable(page)).toEqual([]);
    }
  });
}

test("A-16: the test sees what cannot be read", async ({ app, page }) => {
  await app.open("/login");
  await page.evaluate(() => document.documentElement.style.setProperty("--color-muted", "#bbbbbb"));
  await page.evaluate(() => document.documentElement.style.setProperty("--color-line", "#dddddd"));
  const found = (await unreadable(page)).join();
  expect(found).toContain("border");
  expect(found).toMatch(/(a|p|span)\.[^:]*: .* is 1\./);
});

for (const [name, theme, words] of [
  ["a colour that cannot be read", { colors: { main: "#ffd400" } }, /config\.json has colours that cannot be read at theme\.colors\.main: links on the card \(light\) would have a contrast of 1\.\d\d:1, and 4\.5:1 is needed/],
  ["a layout that there is not", { layout: "wide", colors: { page: { light: "#ffffff", dark: "#000000" } } }, /config\.json has a wrong value at theme\.layout/],
] as const) {
  test(`A-16, F-78: without a front door ${name} is told to whoever runs the site, and not shown`, { tag: "@client" }, async ({ page }) => {
    await staticHost(page, { theme });
    await page.goto("/login");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not start");
    await expect(page.locator("main")).toContainText(words);
    expect(await property(page, "--color-main")).toBe(rgb("#3a4fc4"));
    expect(await property(page, "--color-page")).toBe(rgb("#f3f4f7"));
  });
}

test("UX-45: without a front door the page takes on its look by itself", { tag: "@client" }, async ({ app, page }) => {
  await staticHost(page, { brand, links, theme: { layout: "full", radius: 0, colors } });
  await app.open("/login");
  await expect(page.locator("html")).toHaveAttribute("data-layout", "full");
  await expect(page.locator(".brand-name")).toHaveText(brand.name);
  for (const [name, tone] of Object.entries(colors)) expect(await property(page, `--color-${name}`)).toBe(rgb(tone.light));
  await expect(app.method("password")).toHaveCSS("border-radius", "0px");
  await expect(app.method("password")).toHaveCSS("background-color", rgb(colors.main.light));
});

test("A-19: help is in the same place on every page and step", async ({ account, app, page }) => {
  test.slow(); // ten pages
  const expectLinks = async () => {
    await expect(page.locator(".skeleton")).toHaveCount(0);
    const last = page.locator("#app > :last-child");
    await expect(last).toHaveRole("contentinfo");
    await expect(last.getByRole("link")).toHaveText([/^Help/, /^Terms/, /^Privacy/]);
    expect(await last.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")))).toEqual(Object.values(links));
    await expect(last.getByRole("link").first()).toBeVisible();
    await expect(last.getByRole("link").first()).toHaveAccessibleName("Help (opens in a new tab)");
    const heights = await last.getByRole("link").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  };
  for (const path of ["/login", "/registration", "/recovery", "/verification", "/error?id=none", "/nothing", "/"]) {
    await page.goto(path);
    await expect(page.locator("main h1")).toBeVisible();
    await expectLinks();
  }
  await app.askForCode(account.email);
  await expectLinks();
  await app.signIn(account);
  for (const path of ["/settings", "/sessions"]) {
    await page.goto(path);
    await expectLinks();
  }
});

test("UX-45: the operator's words stand in place of ours and of Kratos'", async ({ app, page }) => {
  await app.open("/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Come in");
  await expect(page.getByTestId("node/input/password")).toContainText("Pass phrase");
});

const known = ["google", "github", "gitlab", "microsoft", "apple", "facebook", "linkedin", "x", "discord", "slack", "spotify", "auth0"];

test("A-20, A-22: a provider has its mark, which is not read out; another one its first letter", async ({ app, page }) => {
  const ids = [...known, "google-eu", "github_enterprise", "acme", "zürich", ""];
  await page.route("**/self-service/login/browser*", async (route) => {
    const response = await route.fetch();
    const flow = await response.json();
    const nodes = flow.ui.nodes as { group: string; attributes: { value: string }; meta: { label: { text: string; context: object } } }[];
    const model = nodes.find((node) => node.group === "oidc")!;
    flow.ui.nodes = nodes.filter((node) => node.group !== "oidc");
    for (const id of ids) {
      const node = structuredClone(model);
      node.attributes.value = id;
      node.meta.label.text = `Sign in with ${id.toUpperCase()}`;
      flow.ui.nodes.push(node);
    }
    await route.fulfill({ response, json: flow });
  });
  await app.open("/login");
  for (const id of ids) {
    const button = page.locator(`button[name=provider][value="${id}"]`);
    await expect(button).toHaveAccessibleName(`Sign in with ${id.toUpperCase()}`);
    await expect(button).toHaveText(`Sign in with ${id.toUpperCase()}`);
    const icon = button.locator(".icon");
    await expect(icon).toHaveAttribute("aria-hidden", "true");
    const name = id.split(/[-_]/)[0]!;
    if (known.includes(name)) {
      const use = icon.locator("use");
      await expect(use).toHaveAttribute("href", `/icons.svg#${name === "auth0" ? "key" : name}`);
      // There is such a picture, and it has come.
      await expect.poll(() => use.evaluate((use: SVGUseElement) => use.getBBox().width)).toBeGreaterThan(5);
    } else {
      await expect(icon).toHaveAttribute("data-letter", name.slice(0, 1));
    }
    expect(await icon.evaluate((icon) => icon.getBoundingClientRect().width)).toBe(20);
  }
});

test("A-20: the pictures are one file, which is not on the way to the form", async ({ app, page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.route("**/icons.svg", () => {}); // never answered
  await app.open("/recovery");
  expect(asked).not.toContain("/icons.svg");
  await page.goto("/login", { waitUntil: "commit" });
  await expect(app.field("identifier")).toBeVisible();
  const file = await page.request.get("/icons.svg");
  expect(file.headers()["content-type"]).toBe("image/svg+xml");
  expect(file.headers()["cache-control"]).toBe("no-cache");
});
