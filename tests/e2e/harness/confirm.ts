// Confirm: every way to say who one is again, and every change of settings that Kratos wants it for.
import { type Page, expect } from "@playwright/test";
import type { Admin } from "./admin.ts";
import type { App } from "./app.ts";
import type { Authenticator } from "./authenticator.ts";
import type { Provider } from "./provider.ts";
import { type SelfService, attributes } from "./self-service.ts";
import type { Person } from "./test.ts";
import { totp } from "./totp.ts";
import type { Watch } from "./watch.ts";

/** How long a sign-in is good for such changes (kratos/confirm.yml), in milliseconds. */
const FRESH = 4_000;

export interface Cell {
  account: Person & { id: string };
  admin: Admin;
  app: App;
  /** Not there where no script runs. */
  authenticator?: Authenticator;
  page: Page;
  provider: Provider;
  selfService: SelfService;
  watch: Watch;
  /** The person's names at the provider, by the id of the provider. */
  subjects: Record<string, string>;
  totp: string;
  codes: string[];
}

/** Links a provider past the page. */
export async function link(cell: Cell, id: string): Promise<void> {
  cell.subjects[id] = cell.provider.account({ email: cell.account.email });
  const answer = await cell.selfService.submit("settings", await cell.selfService.create("settings"), { link: id });
  const { redirect_browser_to: to } = (await answer.json()) as { redirect_browser_to: string };
  await cell.page.request.post(to, { form: { account: cell.subjects[id], decision: "allow" } });
}

/** Adds a passkey or a security key past the pages. */
async function enrol(cell: Cell, kind: "passkey" | "webauthn"): Promise<void> {
  const flow = await cell.selfService.create("settings");
  const [from, to] = kind === "passkey" ? ["passkey_create_data", "passkey_settings_register"] : ["webauthn_register_trigger", "webauthn_register"];
  const options = JSON.parse(String(attributes(flow, from!).value)) as { publicKey: object };
  await cell.page.goto("/health/alive");
  await cell.authenticator!.setPresent(true);
  const made = await cell.page.evaluate(async ({ publicKey }) => {
    const parsed = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey as PublicKeyCredentialCreationOptionsJSON);
    const credential = (await navigator.credentials.create({ publicKey: parsed })) as PublicKeyCredential;
    return JSON.stringify(credential.toJSON());
  }, options);
  await cell.authenticator!.setPresent(false);
  const answer = await cell.selfService.submit("settings", flow, { [to!]: made, webauthn_register_displayname: "Key" });
  expect(answer.status(), await answer.text()).toBe(200);
}

const addPasskey = (cell: Cell) => enrol(cell, "passkey");
const addKey = (cell: Cell) => enrol(cell, "webauthn");
const addTotp = async (cell: Cell) => (cell.totp = await cell.selfService.addTotp());
const addCodes = async (cell: Cell) => (cell.codes = await cell.selfService.addLookupSecrets());

const password = async ({ account, app }: Cell) => {
  await expect(app.field("password")).toBeVisible();
  // Of an account with a second factor Kratos does not say who it is.
  if (await app.field("identifier").isVisible()) await app.fill({ identifier: account.email });
  await app.fill({ password: account.password });
  await app.method("password").click();
};

export interface Way {
  /** Gives the account what is confirmed with. */
  prepare?(cell: Cell): Promise<unknown>;
  confirm(cell: Cell): Promise<unknown>;
  /** Whether the browser leaves the page for it, and Kratos makes the change. */
  leaves?: boolean;
  /** Whether it is a second factor, which the session did not have before. */
  second?: boolean;
}

export const ways: Record<string, Way> = {
  password: { confirm: password },
  code: {
    async confirm({ account, admin, app }) {
      await app.method("code").click();
      await expect(app.field("code")).toBeVisible();
      await app.enterCode(await admin.code(account.email));
    },
  },
  passkey: {
    prepare: addPasskey,
    confirm: ({ app, authenticator }) => app.touchOnce("passkey_login_trigger", authenticator!),
  },
  "security key": {
    second: true,
    prepare: addKey,
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.touchOnce("webauthn_login_trigger", cell.authenticator!);
    },
  },
  provider: {
    leaves: true,
    prepare: (cell) => link(cell, "acme"),
    async confirm({ app, page, subjects }) {
      await page.locator("button[name=provider][value=acme]").click();
      await app.decide("Allow", subjects.acme);
    },
  },
  "authenticator app": {
    second: true,
    prepare: addTotp,
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.fill({ totp_code: totp(cell.totp) });
      await cell.app.method("totp").click();
    },
  },
  "backup code": {
    second: true,
    prepare: addCodes,
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.fill({ lookup_secret: cell.codes[0]! });
      await cell.app.method("lookup_secret").click();
    },
  },
};

export interface Change {
  prepare?(cell: Cell): Promise<unknown>;
  make(cell: Cell): Promise<unknown>;
  /** What a person sees of it afterwards, once. */
  made(cell: Cell): Promise<unknown>;
  /** What the page says, where it is not that the change is saved. */
  silent?: boolean;
  /** Whether it goes on to a provider. */
  leaves?: boolean;
}

const cards = (app: App, group: string) => app.section(group).getByTestId("credential");
const provider = ({ app }: Cell, name: string) => app.section("oidc").locator(`button[name=${name}][value=globex]`);

export const changes: Record<string, Change> = {
  "a new password": {
    async make({ account, app, watch }) {
      await app.fill({ password: watch.secret(`CANARY-new-${account.password}`) });
      await app.method("password").click();
    },
    async made({ account, app, selfService }) {
      await app.forget();
      await selfService.signIn({ email: account.email, password: `CANARY-new-${account.password}` });
    },
  },
  "another address": {
    async make({ account, app, watch }) {
      await app.fill({ "traits.email": watch.secret(`new-${account.email}`) });
      await app.method("profile").click();
    },
    made: async ({ account, admin }) => expect((await admin.identity(account.id)).traits.email).toBe(`new-${account.email}`),
  },
  "a passkey": {
    make: ({ app, authenticator }) => app.touchOnce("passkey_register_trigger", authenticator!),
    made: ({ app }) => expect(cards(app, "passkey")).toHaveCount(1),
  },
  "no passkey": {
    prepare: addPasskey,
    make: ({ app }) => cards(app, "passkey").locator("button[name=passkey_remove]").click(),
    made: ({ app }) => expect(cards(app, "passkey")).toHaveCount(0),
  },
  "a security key": {
    async make({ app, authenticator }) {
      await app.fill({ webauthn_register_displayname: "My key" });
      await app.touchOnce("webauthn_register_trigger", authenticator!);
    },
    made: ({ app }) => expect(cards(app, "webauthn").filter({ hasText: "My key" })).toHaveCount(1),
  },
  "no security key": {
    prepare: addKey,
    make: ({ app }) => cards(app, "webauthn").locator("button[name=webauthn_remove]").click(),
    made: ({ app }) => expect(cards(app, "webauthn")).toHaveCount(0),
  },
  "an authenticator app": {
    async make({ app, page }) {
      await app.fill({ totp_code: totp(await page.getByTestId("node/text/totp_secret_key/text").innerText()) });
      await app.method("totp").click();
    },
    made: ({ app }) => expect(app.button("totp_unlink")).toHaveCount(1),
  },
  "no authenticator app": {
    prepare: addTotp,
    make: ({ app }) => app.button("totp_unlink").click(),
    made: ({ app }) => expect(app.field("totp_code")).toBeVisible(),
  },
  "backup codes": {
    silent: true,
    make: ({ app }) => app.button("lookup_secret_regenerate").click(),
    async made({ app, page }) {
      await expect(page.getByTestId("node/text/lookup_secret_codes/text").locator("code")).toHaveCount(12);
      await app.button("lookup_secret_confirm").click();
      await expect(app.message(1050001)).toBeVisible();
    },
  },
  "no backup codes": {
    prepare: addCodes,
    make: ({ app }) => app.button("lookup_secret_disable").click(),
    made: ({ app }) => expect(app.button("lookup_secret_reveal")).toHaveCount(0),
  },
  "a provider": {
    leaves: true,
    async make(cell) {
      cell.subjects.globex = cell.provider.account({ email: cell.account.email });
      await provider(cell, "link").click();
    },
    made: (cell) => expect(provider(cell, "unlink")).toHaveCount(1),
  },
  "no provider": {
    prepare: (cell) => link(cell, "globex"),
    make: (cell) => provider(cell, "unlink").click(),
    made: (cell) => expect(provider(cell, "link")).toHaveCount(1),
  },
};

/** Pairs that cannot occur, and why. */
export const impossible: Record<string, string> = {
  "a passkey, passkey": "a device that has one makes no second one",
  "a security key, security key": "a device that is one makes no second one",
  "a passkey, security key": "a device that keeps a key of this account makes no passkey for it",
  "a security key, passkey": "a device that keeps a passkey of this account makes no key for it",
  "no security key, passkey": "the one device of the test cannot have both",
  "no passkey, security key": "the one device of the test cannot have both",
  "an authenticator app, authenticator app": "an account has one at most",
  "backup codes, backup code": "an account that has some is asked who it is when it looks at them, before it can make others",
};

/** Makes the account of a cell, and opens the settings with a session that is no longer fresh. */
export async function openStale(cell: Cell, way: Way, change: Change): Promise<void> {
  const { account, app, authenticator, page, selfService } = cell;
  // The virtual authenticator would answer autofill as well.
  await authenticator?.ignoreAutofill();
  await selfService.signIn(account);
  for (const prepare of new Set([way.prepare, change.prepare])) {
    if (!prepare) continue;
    // This wants a fresh sign-in itself.
    await app.forget();
    await selfService.signIn(account);
    await prepare(cell);
  }
  if (way.second) {
    await app.forget();
    await selfService.signIn(account);
  }
  const since = Date.now();
  await page.goto("/settings");
  await expect(app.section("profile")).toBeVisible();
  await expect.poll(() => Date.now() - since, { intervals: [100], timeout: 2 * FRESH }).toBeGreaterThan(FRESH);
}

/** Where the browser has left the page, Kratos asks an account with two factors for the second one too. */
export async function giveSecond(cell: Cell): Promise<void> {
  const { app, authenticator } = cell;
  const asked = app.message(1010004);
  await expect.poll(async () => app.path() === "/settings" || (await asked.isVisible())).toBe(true);
  if (app.path() === "/settings") return;
  if (cell.totp) {
    await app.fill({ totp_code: totp(cell.totp) });
    await app.method("totp").click();
  } else if (cell.codes.length) {
    await app.fill({ lookup_secret: cell.codes[0]! });
    await app.method("lookup_secret").click();
  } else {
    await app.touchOnce("webauthn_login_trigger", authenticator!);
  }
}

/** Makes the change of a cell, confirms it, and reads what the page says. */
export async function run(cell: Cell, change: Change, way: Way): Promise<void> {
  const { app, page } = cell;
  await change.make(cell);
  await expect(app.message(1010003).or(app.message(1010004)).first()).toBeVisible();
  expect(app.path()).toBe("/login");
  await way.confirm(cell);
  if (change.leaves) {
    await page.waitForURL(/callback%2Fglobex/);
    await app.decide("Allow", cell.subjects.globex);
  }

  if (way.leaves) await giveSecond(cell);
  await expect.poll(() => app.path()).toBe("/settings");
  if (!change.silent) {
    await expect(app.message(1050001)).toHaveCount(1);
    await expect(app.message(1050001)).toBeVisible();
  }
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
}
