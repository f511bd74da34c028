// G-27: a change of settings that asks who it is was lost when one confirmed it at a provider. Every way to confirm × every such change: it is made
// once, and said.
import type { Page } from "@playwright/test";
import type { Admin } from "../../harness/admin.ts";
import type { App } from "../../harness/app.ts";
import type { Authenticator } from "../../harness/authenticator.ts";
import type { Provider } from "../../harness/provider.ts";
import { type SelfService, attributes } from "../../harness/self-service.ts";
import { type Person, expect, newcomer, test } from "../../harness/test.ts";
import { totp } from "../../harness/totp.ts";
import type { Watch } from "../../harness/watch.ts";

test.use({ kratos: "confirm" });

/** How long a sign-in is good for such changes (kratos/confirm.yml), in milliseconds. */
const FRESH = 4_000;

interface Cell {
  account: Person & { id: string };
  admin: Admin;
  app: App;
  authenticator: Authenticator;
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
async function link(cell: Cell, id: string): Promise<void> {
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
  await cell.authenticator.setPresent(true);
  const made = await cell.page.evaluate(async ({ publicKey }) => {
    const parsed = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey as PublicKeyCredentialCreationOptionsJSON);
    const credential = (await navigator.credentials.create({ publicKey: parsed })) as PublicKeyCredential;
    return JSON.stringify(credential.toJSON());
  }, options);
  await cell.authenticator.setPresent(false);
  const answer = await cell.selfService.submit("settings", flow, { [to!]: made, webauthn_register_displayname: "Key" });
  expect(answer.status(), await answer.text()).toBe(200);
}

const password = async ({ account, app }: Cell) => {
  await app.fill({ password: account.password });
  await app.method("password").click();
};

interface Way {
  /** Gives the account what is confirmed with. */
  prepare?(cell: Cell): Promise<unknown>;
  confirm(cell: Cell): Promise<unknown>;
  /** Whether the browser leaves the page for it, and Kratos makes the change. */
  leaves?: boolean;
  /** Whether it is a second factor, which the session did not have before. */
  second?: boolean;
}

const ways: Record<string, Way> = {
  password: { confirm: password },
  code: {
    async confirm({ account, admin, app }) {
      await app.method("code").click();
      await expect(app.field("code")).toBeVisible();
      await app.enterCode(await admin.code(account.email));
    },
  },
  passkey: {
    prepare: (cell) => enrol(cell, "passkey"),
    confirm: ({ app, authenticator }) => app.touchOnce("passkey_login_trigger", authenticator),
  },
  "security key": {
    second: true,
    prepare: (cell) => enrol(cell, "webauthn"),
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.touchOnce("webauthn_login_trigger", cell.authenticator);
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
    prepare: async (cell) => (cell.totp = await cell.selfService.addTotp()),
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.fill({ totp_code: totp(cell.totp) });
      await cell.app.method("totp").click();
    },
  },
  "backup code": {
    second: true,
    prepare: async (cell) => (cell.codes = await cell.selfService.addLookupSecrets()),
    async confirm(cell) {
      await password(cell);
      await expect(cell.app.message(1010004)).toBeVisible();
      await cell.app.fill({ lookup_secret: cell.codes[0]! });
      await cell.app.method("lookup_secret").click();
    },
  },
};

interface Change {
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

const changes: Record<string, Change> = {
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
    make: ({ app, authenticator }) => app.touchOnce("passkey_register_trigger", authenticator),
    made: ({ app }) => expect(cards(app, "passkey")).toHaveCount(1),
  },
  "no passkey": {
    prepare: (cell) => enrol(cell, "passkey"),
    make: ({ app }) => cards(app, "passkey").locator("button[name=passkey_remove]").click(),
    made: ({ app }) => expect(cards(app, "passkey")).toHaveCount(0),
  },
  "a security key": {
    async make({ app, authenticator }) {
      await app.fill({ webauthn_register_displayname: "My key" });
      await app.touchOnce("webauthn_register_trigger", authenticator);
    },
    made: ({ app }) => expect(cards(app, "webauthn").filter({ hasText: "My key" })).toHaveCount(1),
  },
  "no security key": {
    prepare: (cell) => enrol(cell, "webauthn"),
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
    prepare: async (cell) => (cell.totp = await cell.selfService.addTotp()),
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
    prepare: async (cell) => (cell.codes = await cell.selfService.addLookupSecrets()),
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
const impossible: Record<string, string> = {
  "a passkey, passkey": "a device that has one makes no second one",
  "a security key, security key": "a device that is one makes no second one",
  "a passkey, security key": "a device that keeps a key of this account makes no passkey for it",
  "a security key, passkey": "a device that keeps a passkey of this account makes no key for it",
  "no security key, passkey": "the one device of the test cannot have both",
  "no passkey, security key": "the one device of the test cannot have both",
  "an authenticator app, authenticator app": "an account has one at most",
};

/** Makes the account of a cell, and opens the settings with a session that is no longer fresh. */
async function openStale(cell: Cell, way: Way, change: Change): Promise<void> {
  const { account, app, authenticator, selfService } = cell;
  // The virtual authenticator would answer autofill as well.
  await authenticator.ignoreAutofill();
  await selfService.signIn(account);
  for (const prepare of [way.prepare, change.prepare]) {
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
  await stale(app);
}

async function stale(app: App): Promise<void> {
  const since = Date.now();
  await app.open("/settings");
  await expect.poll(() => Date.now() - since, { intervals: [100], timeout: 2 * FRESH }).toBeGreaterThan(FRESH);
}

for (const [changed, change] of Object.entries(changes)) {
  for (const [confirmed, way] of Object.entries(ways)) {
    if (`${changed}, ${confirmed}` in impossible) continue;
    test(`G-27: ${changed}, confirmed by ${confirmed}`, async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
      const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
      await openStale(cell, way, change);
      await change.make(cell);
      await expect(app.message(1010003).or(app.message(1010004)).first()).toBeVisible();
      expect(app.path()).toBe("/login");
      await way.confirm(cell);
      if (change.leaves) {
        await page.waitForURL(/callback%2Fglobex/);
        await app.decide("Allow", cell.subjects.globex);
      }

      await giveSecond(cell);
      await expect.poll(() => app.path()).toBe("/settings");
      if (!change.silent) {
        await expect(app.message(1050001)).toHaveCount(1);
        await expect(app.message(1050001)).toBeVisible();
      }
      await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
      // Once: here after a refusal, or at Kratos where the page was left.
      const sent = watch.posts.filter(({ path }) => path === "/self-service/settings");
      expect(sent).toHaveLength(way.leaves ? 1 : 2);
      await change.made(cell);
    });
  }
}

/** Where the browser has left the page, Kratos asks an account with two factors for the second one too. */
async function giveSecond(cell: Cell): Promise<void> {
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
    await app.touchOnce("webauthn_login_trigger", authenticator);
  }
}

/** A cell whose account confirms at the provider. */
async function atProvider(cell: Cell, change: Change): Promise<void> {
  await openStale(cell, ways.provider!, change);
  await change.make(cell);
  await expect(cell.app.message(1010003)).toBeVisible();
  await cell.page.locator("button[name=provider][value=acme]").click();
  await expect(cell.page.getByRole("button", { name: "Allow" })).toBeVisible();
}

test.describe("confirmed at a provider", () => {
  const notice = (page: Page) => page.locator(".Toastify");

  test("G-27: by somebody else: nothing is changed, and that is said", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    const other = newcomer(watch);
    const { id } = await admin.createIdentity(other.email, other.password);
    await selfService.signIn(other);
    const theirs: Cell = { ...cell, account: { ...other, id }, subjects: {} };
    await link(theirs, "acme");
    await app.forget();
    await atProvider(cell, changes["another address"]!);
    await app.decide("Allow", theirs.subjects.acme);
    await expect(page.getByText(/your change was not made/i)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
    expect((await admin.identity(id)).traits.email).toBe(other.email);
  });

  test("G-27: what nobody has any more is said not to be made, and a second try works", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await atProvider(cell, changes["another address"]!);
    // As after a quarter of an hour.
    await selfService.create("settings");
    await app.decide("Allow", cell.subjects.acme);
    await expect(notice(page)).toContainText("Your change was not made. Make it again.");
    expect(app.path()).toBe("/settings");
    await expect(app.message(4000001)).toHaveCount(0);
    await expect(app.message(1050001)).toHaveCount(0);
    await app.fill({ "traits.email": watch.secret(`new-${account.email}`) });
    await app.method("profile").click();
    await expect(app.message(1050001)).toBeVisible();
    await changes["another address"]!.made(cell);
  });

  test("G-27: a change that is given up is not made with the next one", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await atProvider(cell, changes["another address"]!);
    await app.decide("Refuse", cell.subjects.acme);
    await expect.poll(() => app.path()).toBe("/login");
    await page.goto(`/settings`);
    await expect(app.field("traits.email")).toHaveValue(account.email);
    await changes["a new password"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await ways.provider!.confirm(cell);
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
    await changes["a new password"]!.made(cell);
  });

  test("G-27: who comes back without having confirmed reads that nothing was changed", async ({ account, admin, app, authenticator, page, provider, selfService, watch }) => {
    const cell: Cell = { account, admin, app, authenticator, page, provider, selfService, watch, subjects: {}, totp: "", codes: [] };
    await openStale(cell, ways.provider!, changes["another address"]!);
    const flow = app.flow();
    await changes["another address"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await page.locator("button[name=provider][value=acme]").click();
    await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
    await page.goto(`/settings?flow=${flow}`);
    await expect(notice(page)).toContainText("Your change was not made. Make it again.");
    // What Kratos remembered is gone with the old flow.
    await expect.poll(() => app.flow()).not.toBe(flow);
    await changes["a new password"]!.make(cell);
    await expect(app.message(1010003)).toBeVisible();
    await ways.provider!.confirm(cell);
    await expect(app.message(1050001)).toBeVisible();
    expect((await admin.identity(account.id)).traits.email).toBe(account.email);
  });
});
