// The grid: every family of faults at every moment. The one table says what the page does then, or why it cannot happen.
//
// In every cell the same is true after the one gesture, whatever the page does: nothing typed is lost, secrets stay unless
// they were refused, at most one submit, the focus is somewhere, nothing is announced twice, there is a way forward,
// nothing goes round in circles. Then the fault is lifted, and the way forward leads to the ordinary end.
import { type Page, expect } from "@playwright/test";
import { Fault, type Family, RETRY_AFTER, families } from "./faults.ts";
import { type Group, type Moment, type Scene, type Stage, groups, moments, submitSettings } from "./moments.ts";
import { isRun } from "./matrix.ts";
import { test } from "./test.ts";

/** What the page does. */
type Does =
  /** In place of the form it says what is wrong, with a button to try again. */
  | "card"
  /** The same, until the network is back. */
  | "resumes"
  /** It says beside the form what is wrong. */
  | "notice"
  /** It says how long to wait. */
  | "countdown"
  /** It finds out what has become of the submit, and goes on. */
  | "goes on"
  /** It cannot find out; whatever it says, no harm is done. */
  | "either"
  /** It says at the field what is wrong with it. */
  | "field"
  /** It says what was refused, and takes that out of the field. */
  | "refused"
  /** It gets a new flow. */
  | "renewed"
  /** It goes to another page, which leads back. */
  | "elsewhere";

interface Never {
  never: string;
}
type Cell = Does | Never;
type Row = Record<MomentName, Cell>;
export type MomentName = keyof typeof moments | "submit-settings";

const never = (reason: string): Never => ({ never: reason });

const noForm = never("nothing is sent that could be refused");
const noToken = never("Kratos makes a flow, and a token with it, for everybody");
const noFlow = never("a sign-out has no flow");
const noSession = never("Kratos asks for no session here");
const notPrivileged = never("only changes of the account want a fresh sign-in");
const noFactor = never("only a session can lack its second factor; a sign-in without it is answered with 422");
const staysHere = never("Kratos answers this with the flow itself and never leads away");
const notYet = never("a flow that is being made cannot have expired");

/** One family at all moments: on opening, on sending, and where it is different. */
function row(load: Cell, send: Cell, other: Partial<Row> = {}): Row {
  return {
    init: load,
    get: load,
    "submit-login": send,
    "submit-registration": send,
    "submit-code": send,
    resend: send,
    "submit-recovery": send,
    "submit-verification": send,
    "submit-settings": send,
    "passkey-get": send,
    "passkey-create": send,
    logout: send,
    ...other,
  };
}

const unknowable: Partial<Row> = {
  // The flow looks the same before and after.
  resend: "either",
  logout: "either",
};

export const table: Record<Family, Row> = {
  offline: row("resumes", "notice"),
  "reset-before": row("card", "notice"),
  "reset-after": row("card", "goes on", unknowable),
  timeout: row("card", "notice"),
  "400-field": row(noForm, "field", {
    "submit-code": "refused",
    resend: never("the button for another code sends no field that a person fills in"),
    "passkey-get": never("a passkey is sent without any field that a person fills in"),
    logout: noForm,
  }),
  "400-creds": row(noForm, "refused", {
    resend: never("the button for another code sends no credential"),
    "submit-recovery": never("Kratos tells nobody whether an address has an account"),
    "submit-verification": never("Kratos tells nobody whether an address has an account"),
    logout: noForm,
  }),
  "401": row("elsewhere", noSession, {
    "submit-login": "notice",
    "submit-code": "notice",
    "passkey-get": "notice",
    "submit-settings": "elsewhere",
    logout: "elsewhere",
  }),
  "403-csrf": row(noToken, "renewed", {
    get: "renewed",
    // Its token is one of its own, in the address.
    logout: "notice",
  }),
  "403-refresh": row(notPrivileged, notPrivileged, { "submit-settings": "elsewhere" }),
  "403-aal2": row("elsewhere", noFactor, {
    "submit-settings": "elsewhere",
    logout: never("Kratos signs out without a second factor"),
  }),
  "404": row("card", "renewed", { get: "renewed", logout: noFlow }),
  "410+id": row(notYet, "renewed", {
    get: never("Kratos names a replacement to a submit only"),
    logout: noFlow,
  }),
  "410-no-id": row(notYet, "renewed", { get: "renewed", logout: noFlow }),
  "422": row(staysHere, "elsewhere", {
    resend: staysHere,
    "submit-recovery": staysHere,
    "submit-verification": staysHere,
    logout: staysHere,
  }),
  "429": row("countdown", "countdown", { logout: "notice" }),
  "500": row("card", "notice"),
  "503-html": row("card", "notice"),
  truncated: row("card", "goes on", unknowable),
};

/** Where a group of the settings is not like the others. */
const different: Record<Group, Partial<Record<Family, Cell>>> = {
  profile: { "422": staysHere },
  password: {
    // Its only field is the credential.
    "400-field": "refused",
    "422": staysHere,
  },
  totp: { "400-field": "refused", "422": staysHere },
  lookup_secret: {
    "400-field": never("nothing is filled in"),
    "400-creds": never("the codes are Kratos' own"),
    "422": staysHere,
  },
  webauthn: { "400-creds": never("Kratos answers a key that it cannot use with 500"), "422": staysHere },
  passkey: {
    "400-field": never("nothing is filled in"),
    "400-creds": never("Kratos answers a key that it cannot use with 500"),
    "422": staysHere,
  },
  oidc: {
    "400-field": never("nothing is filled in"),
    "400-creds": never("the provider is asked for them"),
    // What Kratos has done is to name an address, and that is lost.
    "reset-after": "notice",
    truncated: "notice",
  },
};

/** Declares the tests of some moments. */
export function cells(names: MomentName[]): void {
  for (const [row, name] of names.entries()) {
    if (name === "submit-settings") {
      for (const [at, group] of groups.entries()) declare(row + at, `${name}: ${group}`, submitSettings(group), (family) => different[group][family] ?? table[family][name]);
    } else {
      // What a passkey does, it does in both ways.
      const title = name.startsWith("passkey") ? `@passkey ${name}` : name;
      declare(row, title, moments[name], (family) => table[family][name]);
    }
  }
}

function declare(row: number, title: string, moment: Moment, does: (family: Family) => Cell): void {
  for (const [column, family] of families.entries()) {
    const cell = does(family);
    if (typeof cell !== "string" || !isRun(row, column)) continue;
    test(`${title}, ${family}: ${cell}`, async ({ admin, app, page, person, selfService, servers, watch }) => {
      watch.allow(/^Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_)/);
      await page.clock.install();
      const journal = await Journal.of(page);
      const stage: Stage = { admin, app, family, page, person, selfService, servers, watch };
      const scene = await moment(stage);
      await play(stage, scene, cell, journal);
    });
  }
}

async function play(stage: Stage, scene: Scene, does: Does, journal: Journal): Promise<void> {
  const { app, family, page, watch } = stage;
  // Who presses a button has the focus there.
  const presses = scene.hit.call === "submit" || scene.hit.kind === "logout";
  const before = { flow: app.flow(), posts: watch.posts.length, focused: presses || (await hasFocus(page)) };
  const again = scene.again ?? (() => typeAndPress(stage, scene));
  await scene.truth?.();
  const fault = await Fault.inject(page, family, { hit: scene.hit, blame: scene.blame, elsewhere: scene.elsewhere });
  journal.begin();
  await scene.gesture();
  await fault.struck;
  if (family === "timeout") await page.clock.runFor(12_000);

  /** What one gesture may do at most, and the end of the fault. */
  const lift = async () => {
    expect(watch.posts.length - before.posts, "submits of one gesture").toBe(scene.hit.call === "submit" ? 1 : 0);
    const speaks = does === "notice" || does === "card" || does === "countdown";
    if (speaks) expect(journal.said, "what was announced").not.toHaveLength(0);
    journal.verdict(scene.hit.call === "create");
    await fault.lift();
  };
  const here = async () => {
    await expectTyped(stage, scene, does === "refused" ? (scene.refused ?? []) : []);
    if (before.focused) await expectFocus(page);
    await expectWayForward(page);
  };
  switch (does) {
    case "card":
    case "resumes": {
      const card = page.locator("main:visible");
      await until(page, () => expect(card.getByRole("heading", { level: 1 })).not.toHaveText(/^$|Loading/, { timeout }));
      await until(page, () => expect(card.locator(".failure")).toHaveText(/\w+ \w+ \w+/, { timeout }));
      await here();
      await lift();
      if (does === "card") await page.getByRole("button", { name: "Try again" }).click();
      break;
    }
    case "notice":
      await until(page, () => expect(notice(page)).toHaveText(/\w+ \w+/, { timeout }));
      await here();
      await lift();
      await again();
      break;
    case "countdown": {
      const countdown = page.getByTestId("countdown");
      await until(page, () => expect(countdown).toHaveText(/\d:\d\d/, { timeout }));
      await page.clock.runFor((RETRY_AFTER + 1) * 1_000);
      await expect(countdown).toBeHidden();
      await here();
      await lift();
      await again();
      break;
    }
    case "either":
      await until(page, () => expect(notice(page).or(page.locator("[data-testid^='ui/message/']")).filter({ hasText: /\w+ \w+/ }).first()).toBeVisible({ timeout }));
      await expectWayForward(page);
      await lift();
      await again();
      break;
    case "field":
    case "refused": {
      const { node, message } = scene.blame!;
      const words = app.message(message.id);
      const place = node ? page.getByTestId(`node/input/${node}`).locator(words) : words;
      await until(page, () => expect(place).toBeVisible({ timeout }));
      await expect(words).toHaveCount(1);
      if (node) await expect(app.field(node)).toBeFocused();
      await here();
      await lift();
      await again();
      break;
    }
    case "renewed":
      await until(page, async () => {
        await expect.poll(() => app.flow(), { timeout }).not.toBe(before.flow);
        await expect(page.locator("form button[type=submit]").first()).toBeVisible({ timeout });
      });
      await here();
      await lift();
      if (scene.hit.call === "submit") await again();
      break;
    case "elsewhere":
      await until(page, () => scene.arrived!());
      await lift();
      await scene.onward!();
      break;
    case "goes on":
      break;
  }
  await until(page, () => scene.end());
  if (does === "goes on") await lift();
}

/** What is missing is typed again, and the gesture is made once more. */
async function typeAndPress({ app }: Stage, { kept, secrets, gesture }: Scene): Promise<void> {
  for (const [name, value] of Object.entries({ ...kept, ...secrets })) if ((await app.field(name).inputValue()) !== value) await app.field(name).fill(value);
  await gesture();
}

const notice = (page: Page) => page.locator(".Toastify").or(page.locator("[role=alert] .message-error")).filter({ hasText: /\w+ \w+/ }).first();

/** An assertion that is made again and again is made quickly. */
const timeout = 150;

/** Lets the page's time pass until something is so. */
async function until(page: Page, so: () => Promise<void>, step = 1_000): Promise<void> {
  await expect(async () => {
    try {
      await so();
    } catch (error) {
      await page.clock.runFor(step);
      throw error;
    }
  }).toPass({ timeout: 7_000, intervals: [10] });
}

/** Nothing typed is lost: it is in its field, or stands there as text; what was refused is gone. */
async function expectTyped({ app }: Stage, { kept = {}, secrets = {} }: Scene, refused: string[]): Promise<void> {
  for (const [name, value] of Object.entries(kept)) {
    if (await app.field(name).count()) await expect(app.field(name)).toHaveValue(value);
    else await app.expectShown(value);
  }
  for (const [name, value] of Object.entries(secrets)) {
    // The field of another step is not there.
    if (await app.field(name).count()) await expect(app.field(name)).toHaveValue(refused.includes(name) ? "" : value);
  }
}

async function hasFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);
}

async function expectFocus(page: Page): Promise<void> {
  const focus = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return "nothing";
      const { width, height } = element.getBoundingClientRect();
      if (!element.checkVisibility() || width * height === 0) return `what nobody sees: ${element.outerHTML.slice(0, 200)}`;
      return "something";
    });
  await expect.poll(focus, { message: "where the focus is" }).toBe("something");
}

/** Something can be pressed or followed, on the page itself. */
async function expectWayForward(page: Page): Promise<void> {
  const ways = page.locator("main:visible").locator("button:enabled:not([aria-disabled=true]), a[href]");
  await expect(ways.first()).toBeVisible();
}

declare global {
  interface Window {
    /** Reports what a live region says; put there by the grid itself. */
    __announced(text: string): void;
  }
}

/** What the page says aloud and where it goes by itself, from one gesture on. */
class Journal {
  readonly said: string[] = [];
  readonly #places: string[] = [];

  static async of(page: Page): Promise<Journal> {
    const journal = new Journal();
    await page.exposeBinding("__announced", (_source, text: string) => void journal.said.push(text));
    await page.addInitScript(() => {
      const last = new WeakMap<Element, string>();
      const regions = "[role=status], [role=alert]";
      new MutationObserver(() => {
        for (const region of document.querySelectorAll(regions)) {
          if (region.parentElement?.closest(regions)) continue;
          const copy = region.cloneNode(true) as Element;
          // A timer is a live region that is silent.
          copy.querySelectorAll("[role=timer]").forEach((timer) => timer.remove());
          const text = (copy.textContent ?? "").replace(/\s+/g, " ").trim();
          if (text === (last.get(region) ?? "")) continue;
          last.set(region, text);
          if (text) window.__announced(text);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (request.isNavigationRequest() || /^\/self-service\/[a-z]+\/browser$/.test(pathname)) journal.#places.push(pathname);
    });
    return journal;
  }

  begin(): void {
    this.said.length = 0;
    this.#places.length = 0;
  }

  /** `asked`: the gesture itself was to open a page, or to have a flow made. */
  verdict(asked: boolean): void {
    const often = (list: string[], most: number) => list.filter((text, at) => list.slice(0, at).filter((other) => other === text).length === most);
    expect(often(this.said, 1), "what was announced twice").toEqual([]);
    expect(often(this.#places, asked ? 3 : 2), "where the page went by itself more than twice").toEqual([]);
  }
}
