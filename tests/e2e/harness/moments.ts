// Moments: when a fault can strike. Each goes to its page, types, and says what is pressed, which request that is, and how
// it ends once nothing is in the way any more.
import { randomUUID } from "node:crypto";
import { type Locator, type Page, expect } from "@playwright/test";
import type { Admin } from "./admin.ts";
import type { App } from "./app.ts";
import { Authenticator } from "./authenticator.ts";
import type { Blame, Family, Hit } from "./faults.ts";
import type { SelfService } from "./self-service.ts";
import type { Servers } from "./server.ts";
import type { Person } from "./test.ts";
import { totp } from "./totp.ts";
import type { Watch } from "./watch.ts";

/** What a moment is made with. */
export interface Stage {
  admin: Admin;
  app: App;
  /** What is going to happen: some of it needs an account of its own kind. */
  family: Family;
  page: Page;
  person: Person;
  selfService: SelfService;
  servers: Servers;
  watch: Watch;
}

/** The page right before the gesture. */
export interface Scene {
  hit: Hit;
  /** What was typed, by field. */
  kept?: Record<string, string>;
  /** What was typed and must be seen by nobody, by field. */
  secrets?: Record<string, string>;
  /** The one thing that the person does. */
  gesture(): Promise<void>;
  /** The same once more; without it, what is missing is typed and the gesture is made again. */
  again?(): Promise<void>;
  /** Asserts that all went well in the end. */
  end(): Promise<void>;
  /** What Kratos says of a field, or of a credential; the secrets that it has refused with it. */
  blame?: Blame;
  refused?: string[];
  /** Makes true what the fault says, where the page will ask for it elsewhere. */
  truth?(): Promise<void>;
  /** The address that a 422 names. */
  elsewhere?: string;
  /** Asserts that the other page is there that the fault means. */
  arrived?(): Promise<void>;
  /** Goes from there to the end. */
  onward?(): Promise<void>;
}

export type Moment = (stage: Stage) => Promise<Scene>;

/** What Kratos finds wrong, in its own words. */
const missing = (property: string, node = property): Blame => ({
  node,
  message: { id: 4000002, text: `Property ${property} is missing.`, type: "error", context: { property } },
});
const invalidAddress = (node: string): Blame => ({
  node,
  message: { id: 4000040, text: "Enter a valid email address", type: "error", context: { value: "x" } },
});
const tooShort: Blame = {
  node: "traits.name.first",
  message: { id: 4000003, text: "length must be >= 2, but got 1", type: "error", context: { actual_length: 1, min_length: 2 } },
};
const refusedPassword: Blame = {
  node: "password",
  message: { id: 4000031, text: "The password can not be used because it is too similar to the identifier.", type: "error" },
};
const said = (id: number, text: string): Blame => ({ message: { id, text, type: "error" } });
const taken = said(4000007, "An account with the same identifier (email, phone, username, ...) exists already.");

async function account({ admin, person }: Stage): Promise<string> {
  return (await admin.createIdentity(person.email, person.password)).id;
}

/** Signed in with the first factor only, with a second one to give: an authenticator app, whose secret this is. */
async function signedInWithOne(stage: Stage): Promise<string> {
  const { app, person, selfService } = stage;
  await account(stage);
  await selfService.signIn(person);
  const secret = await selfService.addTotp();
  await app.forget();
  await selfService.signIn(person);
  return secret;
}

async function giveSecondFactor({ app }: Stage, code: string): Promise<void> {
  await app.fill({ totp_code: code });
  await app.method("totp").click();
}

async function expectSecondFactor({ app, page }: Stage): Promise<void> {
  await expect(page.getByRole("heading", { name: "Two-Factor Authentication" })).toBeVisible({ timeout });
  await expect(app.field("totp_code").or(app.field("lookup_secret")).first()).toBeVisible({ timeout });
  expect(app.path()).toBe("/login");
}

async function expectSignIn({ app }: Stage): Promise<void> {
  await expect(app.field("password")).toBeVisible({ timeout });
  await expect(app.method("password")).toBeEnabled({ timeout });
  expect(app.path()).toBe("/login");
}

/** Signs in on the page that is there, and asks nothing of what comes then. */
async function giveFirstFactor({ app, person }: Stage): Promise<void> {
  const identifier = app.field("identifier");
  if (await identifier.isEditable()) await identifier.fill(person.email);
  await app.fill({ password: person.password });
  await app.method("password").click();
}

/** An assertion that is made again and again is made quickly. */
const timeout = 150;

/** A page is opened: its flow is made. */
const init: Moment = async (stage) => {
  const { app, family, page } = stage;
  if (family === "offline") {
    // The page itself is there already; its next one is not.
    await app.open("/login");
    await page.getByTestId("cta-link").focus();
    return {
      hit: { kind: "registration", call: "create" },
      gesture: () => page.getByTestId("cta-link").click(),
      end: () => expect(app.field("traits.email")).toBeVisible({ timeout }),
    };
  }
  return opened(stage, "create", async () => "");
};

/** A page is opened whose flow there is already. */
const get: Moment = async (stage) => {
  const { app, family, page, selfService } = stage;
  if (family === "offline") {
    await app.open("/login");
    await expect.poll(() => app.flow()).not.toBeNull();
    await page.getByTestId("cta-link").click();
    await expect(app.field("traits.email")).toBeVisible();
    return {
      hit: { kind: "login", call: "fetch" },
      gesture: async () => void (await page.goBack()),
      end: () => expect(app.field("identifier")).toBeVisible({ timeout }),
    };
  }
  // Who is not signed in has the id from somewhere else.
  const id = async (kind: string) => (family === "401" ? randomUUID() : (await selfService.create(kind)).id);
  return opened(stage, "fetch", async (kind) => `?flow=${await id(kind)}`);
};

/** The sign-in page is opened, or the settings, where it takes a session that is not there or not enough. */
async function opened(stage: Stage, call: "create" | "fetch", query: (kind: string) => Promise<string>): Promise<Scene> {
  const { app, family, page } = stage;
  if (family !== "401" && family !== "403-aal2") {
    const address = `/login${await query("login")}`;
    return {
      hit: { kind: "login", call },
      gesture: async () => void (await page.goto(address)),
      end: () => expect(app.field("identifier")).toBeVisible({ timeout }),
    };
  }
  const needsSession = family === "401";
  const secret = needsSession ? (await account(stage), "") : await signedInWithOne(stage);
  const address = `/settings${await query("settings")}`;
  return {
    hit: { kind: "settings", call },
    gesture: async () => void (await page.goto(address)),
    arrived: () => (needsSession ? expectSignIn(stage) : expectSecondFactor(stage)),
    onward: () => (needsSession ? giveFirstFactor(stage) : giveSecondFactor(stage, totp(secret))),
    end: () => expectSettings(stage),
  };
}

async function expectSettings({ app, person }: Stage): Promise<void> {
  await expect(app.field("traits.email")).toHaveValue(person.email, { timeout });
  expect(app.path()).toBe("/settings");
}

/** A password is sent. */
const submitLogin: Moment = async (stage) => {
  const { app, person } = stage;
  await account(stage);
  const second = await secondFactorFor422(stage);
  await app.open("/login");
  const kept = { identifier: person.email };
  const secrets = { password: person.password };
  await app.fill({ ...kept, ...secrets });
  return {
    hit: { kind: "login", call: "submit" },
    kept,
    secrets,
    gesture: () => app.method("password").click(),
    end: () => expectHome(stage),
    ...(stage.family === "400-field"
      ? { blame: missing("identifier") }
      : { blame: said(4000006, "The provided credentials are invalid, check for spelling mistakes in your password or username, email address, or phone number."), refused: ["password"] }),
    ...second,
  };
};

/** After a 422 the sign-in is asked for a second factor. */
async function secondFactorFor422(stage: Stage): Promise<Partial<Scene>> {
  const { app, family, selfService, servers } = stage;
  if (family !== "422") return {};
  await selfService.signIn(stage.person);
  const secret = await selfService.addTotp();
  await app.forget();
  return {
    elsewhere: `${servers.origin}/self-service/login/browser?aal=aal2`,
    arrived: () => expectSecondFactor(stage),
    onward: () => giveSecondFactor(stage, totp(secret)),
  };
}

async function expectHome({ app, page, person }: Stage): Promise<void> {
  await expect(page.getByTestId("session-content")).toContainText(person.email, { timeout });
  expect(["/", "/welcome"]).toContain(app.path());
}

/** After a 422 the sign-up is over, and goes on where Kratos says. */
function elsewhereAfterSignUp(stage: Stage): Partial<Scene> {
  const { page, servers } = stage;
  const elsewhere = `${servers.origin}/welcome?from=elsewhere`;
  return {
    elsewhere,
    arrived: async () => {
      await expect(page).toHaveURL(elsewhere, { timeout });
      await expectHome(stage);
    },
    onward: async () => {},
  };
}

/** A sign-up with a password is sent. */
const submitRegistration: Moment = async (stage) => {
  const { app, person } = stage;
  await app.open("/registration");
  const kept = { "traits.email": person.email, "traits.name.first": person.first };
  const secrets = { password: person.password };
  await app.fill({ ...kept, ...secrets });
  return {
    hit: { kind: "registration", call: "submit" },
    kept,
    secrets,
    gesture: () => app.method("password").click(),
    end: () => expectHome(stage),
    ...(stage.family === "400-field" ? { blame: tooShort } : { blame: refusedPassword, refused: ["password"] }),
    ...elsewhereAfterSignUp(stage),
  };
};

/** A mailed code is sent. */
const submitCode: Moment = async (stage) => {
  const { admin, app, person, watch } = stage;
  await account(stage);
  const second = await secondFactorFor422(stage);
  await app.askForCode(person.email);
  const secrets = { code: watch.secret(await admin.code(person.email)) };
  await app.fill(secrets);
  return {
    hit: { kind: "login", call: "submit" },
    kept: { identifier: person.email },
    secrets,
    gesture: () => app.method("code").click(),
    again: async () => {
      if (await app.field("code").count()) await app.fill(secrets);
      else await askAgain(stage);
      await app.method("code").click();
    },
    end: () => expectHome(stage),
    refused: ["code"],
    blame: stage.family === "400-field" ? missing("code") : said(4010008, "The login code is invalid or has already been used. Please try again."),
    ...second,
  };
};

/** A new flow wants a new code, for the address that is still there. */
async function askAgain(stage: Stage): Promise<void> {
  const { app, person } = stage;
  await expect(app.field("identifier")).toHaveValue(person.email);
  await newCode(stage, () => app.method("code").click());
}

/** Has one more code mailed, and types it. */
async function newCode({ admin, app, person, watch }: Stage, ask: () => Promise<void>): Promise<void> {
  const before = (await admin.messages(person.email)).length;
  await ask();
  await expect.poll(async () => (await admin.messages(person.email)).length).toBe(before + 1);
  await expect(app.method("code")).toBeEnabled();
  await app.field("code").fill(watch.secret(await admin.code(person.email)));
}

/** Another code is asked for, while one is half typed. */
const resend: Moment = async (stage) => {
  const { app, person } = stage;
  await account(stage);
  await app.askForCode(person.email);
  const secrets = { code: "4711" };
  await app.fill(secrets);
  return {
    hit: { kind: "login", call: "submit" },
    kept: { identifier: person.email },
    secrets,
    gesture: () => app.button("resend").click(),
    again: async () => {
      if (await app.field("code").count()) await newCode(stage, () => app.button("resend").click());
      else await askAgain(stage);
      await app.method("code").click();
    },
    end: () => expectHome(stage),
  };
};

/** An address is sent, to recover or to verify. */
const address =
  (kind: "recovery" | "verification"): Moment =>
  async (stage) => {
    const { app, person } = stage;
    await account(stage);
    await app.open(`/${kind}`);
    const kept = { email: person.email };
    await app.fill(kept);
    return {
      hit: { kind, call: "submit" },
      kept,
      gesture: () => app.method("code").click(),
      end: async () => {
        await expect(app.field("code")).toBeVisible({ timeout });
        await expect(app.message(kind === "recovery" ? 1060003 : 1080003)).toBeVisible({ timeout });
      },
      blame: invalidAddress("email"),
    };
  };

/** A passkey signs in. */
const passkeyGet: Moment = async (stage) => {
  const { app, page, person, selfService, servers } = stage;
  const authenticator = await Authenticator.attach(page, { present: true });
  await authenticator.ignoreAutofill();
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first });
  await app.button("passkey_register_trigger").click();
  await app.expectSignedIn(person.email);
  const secret = stage.family === "422" ? await selfService.addTotp() : "";
  await app.forget();
  await app.open("/login");
  const kept = { identifier: person.email };
  await app.fill(kept);
  return {
    hit: { kind: "login", call: "submit" },
    kept,
    gesture: () => app.button("passkey_login_trigger").click(),
    // A passkey that Kratos does not know is forgotten; there are other ways.
    ...(stage.family === "400-creds" && {
      again: async () => {
        await askAgain(stage);
        await app.method("code").click();
      },
    }),
    end: () => expectHome(stage),
    blame: said(4000015, "This account does not exist or has no passkey set up."),
    elsewhere: `${servers.origin}/self-service/login/browser?aal=aal2`,
    arrived: () => expectSecondFactor(stage),
    onward: () => giveSecondFactor(stage, totp(secret)),
  };
};

/** A passkey is made, and signs up. */
const passkeyCreate: Moment = async (stage) => {
  const { app, page, person } = stage;
  const authenticator = await Authenticator.attach(page, { present: true });
  await authenticator.ignoreAutofill();
  await app.open("/registration");
  const kept = { "traits.email": person.email, "traits.name.first": person.first };
  await app.fill(kept);
  return {
    hit: { kind: "registration", call: "submit" },
    kept,
    gesture: () => app.button("passkey_register_trigger").click(),
    end: () => expectHome(stage),
    blame: stage.family === "400-field" ? tooShort : taken,
    ...elsewhereAfterSignUp(stage),
  };
};

/** Somebody signs out. */
const logout: Moment = async (stage) => {
  const { admin, app, family, page, person, selfService } = stage;
  const id = await account(stage);
  await selfService.signIn(person);
  await page.goto("/");
  await app.expectSignedIn(person.email);
  const ends = family === "403-csrf" || family === "reset-after" || family === "truncated";
  return {
    hit: { kind: "logout", call: ends ? "end" : "create" },
    gesture: () => page.getByTestId("logout").click(),
    again: () => page.getByTestId("logout").click(),
    end: async () => {
      await expect(page.getByTestId("session-content")).toHaveCount(0, { timeout });
      await expect(app.field("identifier").or(page.locator("a[href*=login]")).first()).toBeVisible({ timeout });
      expect(await app.hasSession()).toBe(false);
    },
    truth: async () => void (family === "401" && (await admin.deleteSessions(id))),
    arrived: () => expectSignIn(stage),
    onward: async () => {},
  };
};

/** The groups of the settings. */
export const groups = ["profile", "password", "totp", "lookup_secret", "webauthn", "passkey", "oidc"] as const;
export type Group = (typeof groups)[number];

/** What one group of the settings types, presses, and shows when it is saved. */
interface Part {
  kept?: Record<string, string>;
  secrets?: Record<string, string>;
  button: Locator;
  end?(): Promise<void>;
  again?(): Promise<void>;
  blame?: Blame;
  refused?: string[];
}

const parts: Record<Group, (stage: Stage) => Promise<Part>> = {
  profile: async ({ app, family }) => ({
    kept: { "traits.name.last": "Lovelace", "traits.name.first": "Augusta" },
    button: app.method("profile"),
    blame: family === "400-field" ? tooShort : taken,
  }),
  password: async ({ app, person, watch }) => ({
    secrets: { password: watch.secret(`CANARY-new-${person.password}`) },
    button: app.method("password"),
    blame: refusedPassword,
    refused: ["password"],
  }),
  totp: async ({ app, family, page }) => {
    const code = async () => totp((await page.getByTestId("node/text/totp_secret_key/text").innerText()).trim());
    return {
      secrets: { totp_code: await code() },
      button: app.method("totp"),
      // A new flow has a new secret.
      again: async () => {
        await app.fill({ totp_code: await code() });
        await app.method("totp").click();
      },
      blame:
        family === "400-field"
          ? missing("totp_code")
          : { node: "totp_code", message: { id: 4000008, text: "The provided authentication code is invalid, please try again.", type: "error" } },
      refused: ["totp_code"],
    };
  },
  lookup_secret: async ({ app, page }) => ({
    button: app.button("lookup_secret_regenerate"),
    end: () => expect(page.getByTestId("node/text/lookup_secret_codes/text").locator("code")).toHaveCount(12, { timeout }),
  }),
  webauthn: async ({ app }) => ({
    kept: { webauthn_register_displayname: "My yellow key" },
    button: app.button("webauthn_register_trigger"),
    end: () => expect(app.section("webauthn").getByTestId("credential")).toContainText("My yellow key", { timeout }),
    blame: missing("webauthn_register_displayname"),
  }),
  passkey: async ({ app }) => ({
    button: app.button("passkey_register_trigger"),
    end: () => expect(app.section("passkey").getByTestId("credential")).toHaveCount(1, { timeout }),
  }),
  oidc: async ({ page, servers, watch }) => {
    watch.allowNavigation(servers.neighbours.provider.server.origin);
    return {
      button: page.locator("button[name=link][value=acme]"),
      end: () => expect(page.getByRole("button", { name: "Allow" })).toBeVisible({ timeout }),
    };
  },
};

/** A group of the settings is sent. */
export const submitSettings =
  (group: Group): Moment =>
  async (stage) => {
    const { admin, app, family, page, person, selfService } = stage;
    if (group === "webauthn" || group === "passkey") {
      const authenticator = await Authenticator.attach(page, { present: true });
      await authenticator.ignoreAutofill();
    }
    const id = await account(stage);
    await selfService.signIn(person);
    const give = family === "403-aal2" ? await factorBeside(stage, group) : async () => {};
    await app.open("/settings");
    const { button, ...part } = await parts[group](stage);
    await app.fill({ ...part.kept, ...part.secrets });
    const end = part.end ?? (() => expect(app.section(group).getByTestId("ui/message/1050001")).toBeVisible({ timeout }));

    const other: Partial<Record<Family, Partial<Scene>>> = {
      "401": {
        truth: () => admin.deleteSessions(id),
        arrived: () => expectSignIn(stage),
        onward: async () => {
          await giveFirstFactor(stage);
          await expect.poll(() => app.path()).toBe("/settings");
          await expect(button).toBeVisible();
          for (const [name, value] of Object.entries(part.kept ?? {})) await expect(app.field(name)).toHaveValue(value);
          if (part.again) return part.again();
          await app.fill({ ...part.secrets });
          await button.click();
        },
      },
      // After these two the change is made without another press.
      "403-refresh": {
        arrived: async () => {
          await expectSignIn(stage);
          await expect(app.message(1010003)).toBeVisible({ timeout });
        },
        onward: () => giveFirstFactor(stage),
      },
      "403-aal2": { arrived: () => expectSecondFactor(stage), onward: give },
      "422": { arrived: end, onward: async () => {} },
    };
    // A save of the profile asks for the newest traits first, and offline gets no further.
    const call = group === "profile" && family === "offline" ? "fetch" : "submit";
    return { hit: { kind: "settings", call }, ...part, gesture: () => button.click(), end, ...other[family] };
  };

/** Signed in with one factor, with a second one to give which is not of the group itself; gives it. */
async function factorBeside({ app, person, selfService, watch }: Stage, group: Group): Promise<() => Promise<void>> {
  const codes = group === "totp" ? await selfService.addLookupSecrets() : [];
  const secret = group === "totp" ? "" : await selfService.addTotp();
  await app.forget();
  await selfService.signIn(person);
  return async () => {
    const [name, value] = group === "totp" ? ["lookup_secret", watch.secret(codes[0]!)] : ["totp_code", totp(secret)];
    await app.fill({ [name]: value });
    await app.method(name.replace("_code", "")).click();
  };
}

/** All moments but the settings, which have one for each group. */
export const moments = {
  init,
  get,
  "submit-login": submitLogin,
  "submit-registration": submitRegistration,
  "submit-code": submitCode,
  resend,
  "submit-recovery": address("recovery"),
  "submit-verification": address("verification"),
  "passkey-get": passkeyGet,
  "passkey-create": passkeyCreate,
  logout,
};
