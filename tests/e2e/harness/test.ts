// Test: Playwright's `test` with servers, a person, and the watch on every test.
//
// A spec says which configuration of kratos/ it needs: `test.use({ kratos: "identifier-first" })`.
// A worker keeps its servers for all specs of one configuration; accounts never meet, their addresses are unique.
import { randomInt, randomUUID } from "node:crypto";
import { type Locator, test as base } from "@playwright/test";
import { Admin, type Identity } from "./admin.ts";
import { App } from "./app.ts";
import { Authenticator } from "./authenticator.ts";
import type { Captcha } from "./captcha.ts";
import { type Driver, takeMouse } from "./keyboard.ts";
import type { OAuth2Server } from "./oauth2.ts";
import type { Provider } from "./provider.ts";
import { SelfService } from "./self-service.ts";
import { type Passkeys, type Render, type Servers, start } from "./server.ts";
import { Watch } from "./watch.ts";

export { expect } from "@playwright/test";

export interface ServerOptions {
  /** The configuration, a file name of kratos/ without its ending. */
  kratos: string;
  /** More members of the app's config.json. */
  config: object;
  passkeys: Passkeys;
  /** Who draws the pages. */
  render: Render;
  /** More options of the front door. */
  door: string[];
  /** What people have in their hands. */
  driver: Driver;
}

/** Somebody who is not known to the server yet. */
export interface Person {
  email: string;
  password: string;
  first: string;
}

/** What the page asks in dialogs of its own, and what a person says to it at the next thing they do or look at. */
export interface Dialogs {
  /** Yes, unless a test says otherwise. */
  answer: boolean;
  readonly asked: string[];
  /** Where it asks. */
  readonly question: Locator;
}

interface Fixtures {
  dialogs: Dialogs;
  admin: Admin;
  app: App;
  watch: Watch;
  /** A newcomer. */
  person: Person;
  /** Makes a newcomer's account behind the page's back, with a password. */
  account: Person & { id: string };
  /** Plugs an authenticator into the page. */
  authenticator: Authenticator;
  /** What a person can do at the identity server, done past the page, in the page's browser. */
  selfService: SelfService;
  /** The OpenID provider, which people may be sent to in this test. */
  provider: Provider;
  /** The OAuth2 server, which people may be sent to in this test. */
  oauth2: OAuth2Server;
  /** The captcha, which takes part in the pages of this test. */
  captcha: Captcha;
}

export const test = base.extend<Fixtures, ServerOptions & { servers: Servers; hands: void }>({
  kratos: ["unified", { scope: "worker", option: true }],
  config: [{}, { scope: "worker", option: true }],
  passkeys: ["script", { scope: "worker", option: true }],
  render: ["client", { scope: "worker", option: true }],
  door: [[], { scope: "worker", option: true }],
  driver: ["mouse", { scope: "worker", option: true }],

  hands: [
    async ({ driver, browser }, use) => {
      if (driver === "mouse") return use();
      const page = await browser.newPage();
      const giveBack = takeMouse(page);
      await page.close();
      await use();
      giveBack();
    },
    { scope: "worker", auto: true },
  ],

  servers: [
    async ({ kratos, config, passkeys, render, door }, use, { workerIndex }) => {
      const servers = await start(kratos, config, passkeys, render, workerIndex, door);
      await use(servers);
      await servers.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ servers }, use) => use(servers.origin),

  // A page that is closed takes away what its routes still wait for: that is no failure of the test.
  page: async ({ page }, use) => {
    await use(page);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  },

  context: async ({ context }, use) => {
    await use(context);
    await context.unrouteAll({ behavior: "ignoreErrors" });
  },

  admin: async ({ servers }, use) => use(new Admin(servers.admin)),

  app: async ({ page }, use) => use(new App(page)),

  watch: [
    async ({ context, servers, javaScriptEnabled }, use) => {
      servers.between?.follow(context);
      const drawn = servers.between ? (javaScriptEnabled === false ? "for good" : "at first") : undefined;
      const watch = await Watch.over(context, servers.origin, drawn);
      await use(watch);
      const ended = servers.ended();
      if (ended) throw new Error(`A server went away: ${ended}`);
      await watch.verdict();
    },
    { auto: true },
  ],

  dialogs: [
    async ({ context, page }, use) => {
      const question = page.getByRole("dialog");
      const dialogs = { answer: true, asked: [] as string[], question };
      // A browser inside of an app shows none of these.
      const native: string[] = [];
      context.on("dialog", async (dialog) => {
        native.push(`${dialog.type()}: ${dialog.message()}`);
        await dialog.dismiss();
      });
      await page.addLocatorHandler(question, async () => {
        dialogs.asked.push(await question.locator("p").innerText());
        await question.getByRole("button").nth(dialogs.answer ? 1 : 0).click();
      });
      await use(dialogs);
      if (native.length) throw new Error(`The page has opened dialogs of the browser's: ${native.join(", ")}`);
    },
    { auto: true },
  ],

  person: async ({ watch }, use) => use(newcomer(watch)),

  account: async ({ admin, person }, use) => {
    const identity: Identity = await admin.createIdentity(person.email, person.password);
    await use({ ...person, id: identity.id });
  },

  authenticator: async ({ page }, use) => use(await Authenticator.attach(page, { present: false })),

  selfService: async ({ page }, use) => use(new SelfService(page.request)),

  provider: async ({ servers, watch }, use) => {
    const { provider } = servers.neighbours;
    watch.allowNavigation(provider.server.origin);
    await use(provider);
  },

  oauth2: async ({ servers, watch }, use) => {
    const { oauth2 } = servers.neighbours;
    watch.allowNavigation(oauth2.server.origin);
    await use(oauth2);
  },

  captcha: async ({ servers, watch }, use) => {
    const { captcha } = servers.neighbours;
    watch.allowGuest(captcha.server.origin);
    Object.assign(captcha, { isUp: true, asked: [] });
    await use(captcha);
  },
});

/** A person nobody has met, whose address and password must not leak. */
export function newcomer(watch: Watch): Person {
  return {
    email: watch.secret(`ada-${randomUUID().slice(0, 13)}@example.com`),
    password: watch.secret(`CANARY-pw-${randomUUID()}`),
    first: "Ada",
  };
}

/** Another code of six digits. */
export function wrongCode(right: string): string {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  return code === right ? wrongCode(right) : code;
}
