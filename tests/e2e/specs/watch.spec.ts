// The watch itself: on a page that leaks it throws, on one that does not it is silent.
import type { Page } from "@playwright/test";
import { App } from "../harness/app.ts";
import { expect, test as base } from "../harness/test.ts";
import { Watch } from "../harness/watch.ts";

// Everything there is in one configuration, second factors too.
base.use({ kratos: "everything" });

/** A page in a browser of its own, whose watch may throw. */
const test = base.extend<{ open: { app: App; page: Page; own: Watch } }>({
  open: async ({ browser, servers }, use) => {
    const context = await browser.newContext({ baseURL: servers.origin });
    const own = await Watch.over(context, servers.origin, servers.between && "at first");
    const page = await context.newPage();
    await use({ app: new App(page), page, own });
    await context.close();
  },
});

const leaks: Record<string, [how: (secret: string) => unknown, seen: RegExp]> = {
  "the title": [(secret) => (document.title = `Hello ${secret}`), /in title/],
  "a title that did not stay": [
    async (secret) => {
      for (const title of [secret, "Sign in"]) {
        document.title = title;
        await new Promise(requestAnimationFrame);
      }
    },
    /in title/,
  ],
  "the address": [(secret) => (location.hash = encodeURIComponent(secret)), /in address/],
  "the history": [(secret) => history.replaceState({ typed: [secret] }, ""), /in the history/],
  "an address that did not stay": [
    (secret) => {
      history.pushState(null, "", `?p=${encodeURIComponent(secret)}`);
      history.replaceState(null, "", "?");
    },
    /in the history/,
  ],
  "the local storage": [(secret) => localStorage.setItem("typed", secret), /in storage/],
  "the session storage, past its methods": [(secret) => (sessionStorage.typed = secret), /in storage/],
  "a storage that was emptied": [
    (secret) => {
      localStorage.setItem("typed", secret);
      localStorage.clear();
    },
    /in storage/,
  ],
  "a database": [
    (secret) =>
      new Promise((done) => {
        const opening = indexedDB.open("typed", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("typed").add({ secret }, "key");
        opening.onsuccess = () => {
          opening.result.close();
          done(null);
        };
      }),
    /in storage/,
  ],
  "a cookie": [(secret) => (document.cookie = `typed=${encodeURIComponent(secret)}`), /in cookies/],
  "the console": [(secret) => console.debug(secret), /console debug[\s\S]*in console/],
  "an error": [(secret) => void setTimeout(() => { throw new Error(secret); }), /uncaught[\s\S]*in console/],
  "a query": [(secret) => fetch(`/config.json?x=${encodeURIComponent(secret)}`), /in a request/],
  "a header": [(secret) => fetch("/config.json", { headers: { "x-typed": secret } }), /in a request/],
  "a header, in base64": [(secret) => fetch("/config.json", { headers: { authorization: `Basic ${btoa(secret)}` } }), /in a request/],
  "another member of a submit": [
    (secret) => fetch("/self-service/login?flow=x", { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: JSON.stringify({ method: "x", note: secret }) }),
    /in another member of a submit/,
  ],
  "an attribute": [(secret) => document.querySelector("h1")!.setAttribute("data-typed", secret), /in the attribute data-typed of H1/],
  "the attribute of a new element": [
    (secret) => {
      const field = document.createElement("input");
      field.defaultValue = secret;
      document.querySelector("main")!.append(field);
    },
    /in the attribute value of INPUT/,
  ],
};

test.describe("T-11, T-12, T-15: a page that leaks into", () => {
  for (const [name, [leak, seen]] of Object.entries(leaks)) {
    test(name, async ({ account, open: { app, page, own } }) => {
      await app.open("/login");
      await app.fill({ identifier: account.email, password: account.password });
      // The change of a field is known when somebody leaves it.
      await app.field("identifier").focus();
      await page.evaluate(leak as (secret: string) => void, account.password);
      await expect(own.verdict()).rejects.toThrow(seen);
    });
  }

  test("its address the token of its flow", async ({ open: { app, page, own } }) => {
    await app.open("/login");
    await page.evaluate(() => {
      location.hash = document.querySelector<HTMLInputElement>("input[name=csrf_token]")!.value;
    });
    await expect(own.verdict()).rejects.toThrow(/in address/);
  });

  test("an attribute the token of its flow", async ({ open: { app, page, own } }) => {
    await app.open("/login");
    await page.evaluate(() => {
      document.body.dataset.token = document.querySelector<HTMLInputElement>("input[name=csrf_token]")!.value;
    });
    await expect(own.verdict()).rejects.toThrow(/in attributes/);
  });

  test("its storage what it sent", async ({ account, open: { app, page, own } }) => {
    await app.signIn(account);
    await page.evaluate((password) => (localStorage.last = password), account.password);
    await expect(own.verdict()).rejects.toThrow(/in storage/);
  });

  test("its storage the key of an authenticator app, and backup codes", async ({ account, open: { app, page, own } }) => {
    await app.signIn(account);
    await app.open("/settings");
    const key = (await page.getByTestId("node/text/totp_secret_key/text").textContent())!;
    await page.evaluate((key) => (localStorage.key1 = key), key);
    await app.button("lookup_secret_regenerate").click();
    const codes = page.getByTestId("node/text/lookup_secret_codes/text").locator("code");
    await expect(codes).toHaveCount(12);
    const code = (await codes.first().textContent())!;
    await page.evaluate((code) => (localStorage.key2 = code), code);
    const verdict = await own.verdict().catch(String);
    expect(verdict).toContain(`secret ${key} in storage`);
    expect(verdict).toContain(`secret ${code} in storage`);
  });

  test("its title a code", async ({ account, admin, open: { app, page, own } }) => {
    await app.askForCode(account.email);
    const code = await admin.code(account.email);
    await app.enterCode(code);
    await app.expectSignedIn(account.email);
    await page.evaluate((code) => (document.title = `${code} is your code`), code);
    await expect(own.verdict()).rejects.toThrow(/in title/);
  });
});

test("a page that leaks nothing", async ({ account, open: { app, own } }) => {
  await app.signIn(account);
  await own.verdict();
});

test("six digits within a time, an id or an address are no code", async ({ account, admin, open: { app, page, own } }) => {
  await app.askForCode(account.email);
  const code = await admin.code(account.email);
  await app.enterCode(code);
  await app.expectSignedIn(account.email);
  await page.evaluate((code) => {
    sessionStorage.setItem("times", `2026-11-21T10:00:00.${code}Z 7b4a6c62-4b1c-4c0e-${code}-0f6e6a1d9a11 1${code} ${code}0 a${code}`);
    sessionStorage.clear();
  }, code);
  await own.verdict();
});

test("a page that loads itself again and again", async ({ open: { app, page, own } }) => {
  const again = async () => {
    const loaded = page.waitForEvent("load");
    await page.evaluate(() => location.reload());
    await loaded;
  };
  await app.open("/login");
  await again();
  await again();
  await own.verdict();
  await again();
  await expect(own.verdict()).rejects.toThrow(/opened \/login over and over/);
});

test("a page that begins a flow again and again", { tag: "@client" }, async ({ open: { app, page, own } }) => {
  await app.open("/login");
  const begin = () => page.evaluate(async () => void (await fetch("/self-service/login/browser", { headers: { accept: "application/json" } })));
  await begin();
  await begin();
  await own.verdict();
  await begin();
  await expect(own.verdict()).rejects.toThrow(/began \/self-service\/login\/browser over and over/);
});

test("T-10, T-32: a submit that a page repeats by itself", async ({ open: { app, page, own } }) => {
  await app.open("/login");
  const send = async () => {
    const over = page.waitForEvent("requestfinished", (request) => request.method() === "POST");
    await page.evaluate(async () => {
      await fetch("/self-service/login?flow=x", { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: '{"method":"x"}' });
    });
    await over;
  };
  await send();
  await own.verdict();
  await app.field("identifier").click();
  await send();
  await own.verdict();
  await send();
  await expect(own.verdict()).rejects.toThrow(/sent again by itself/);
});
