// F-26 to F-41: a form is sent, and the answer is late, lost, or none of Kratos'. What was typed stays, and nothing is sent twice.
// Expired flows (F-36): expired-flows.spec.ts; replaced ones (F-37): verification.spec.ts; refusals of a sign-up (F-32 to F-34):
// registration-*.spec.ts; settings (F-42 to F-46): saving.spec.ts and privileged.spec.ts.
import type { Page } from "@playwright/test";
import { count, expectCard, expectSilent, faults, html, lost, noise, notice, refused } from "../../harness/answers.ts";
import { App } from "../../harness/app.ts";
import { type Person, expect, newcomer, test } from "../../harness/test.ts";

const submits = "**/self-service/login?**";

async function fillIn(app: App, person: Person): Promise<void> {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: person.password });
}

async function expectKept(app: App, person: Person): Promise<void> {
  await expect(app.field("identifier")).toHaveValue(person.email);
  await expect(app.field("password")).toHaveValue(person.password);
}

/** Presses again, now that the line is there. */
async function expectRepeated(app: App, person: Person): Promise<void> {
  await expect(app.method("password")).toBeEnabled();
  await expect(app.method("password")).not.toHaveAttribute("aria-disabled", "true");
  await app.method("password").click();
  await app.expectSignedIn(person.email);
}

/** Something is said, in a region that is read out. */
async function expectSaid(page: Page): Promise<void> {
  await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
}

test.describe("UX-08: whatever is answered, nothing typed is lost and nothing is repeated:", () => {
  for (const [name, fault] of Object.entries({ ...faults, "400 of an unknown kind": refused })) {
    test(name, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await fillIn(app, account);
      await page.route(submits, fault);
      await app.method("password").click();

      await expectSaid(page);
      await page.unroute(submits);
      // Nothing was refused, so nothing is taken away.
      await expectKept(app, account);
      // Nobody sends it a second time but the person.
      expect(watch.posts).toHaveLength(1);
      // After "too many requests", in a second.
      await expect(app.method("password")).not.toHaveAttribute("aria-disabled", "true");
      await expectRepeated(app, account);
    });
  }
});

test("F-26, UX-06, A-10: a double click or three Enters: one submit", async ({ account, app, page, watch }) => {
  await fillIn(app, account);
  const line = await app.holdSubmits();
  await app.method("password").dblclick();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));
  expect(await focused()).toBe("method");
  await app.field("password").press("Enter");
  await app.field("password").press("Enter");
  await app.field("identifier").press("Enter");
  await app.method("password").click({ force: true });
  // Nothing is taken away while the answer is awaited: neither what was typed nor the focus.
  await expectKept(app, account);
  expect(await focused()).toBe("method");
  await expect(app.method("password")).toBeVisible();
  await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
  await expect(app.method("password")).not.toHaveAttribute("disabled");
  await expect(app.field("identifier")).not.toHaveAttribute("disabled");
  await expect(page.locator("form[aria-busy=true]")).toHaveCount(1);
  // The event of the request may come after the clicks.
  await expect.poll(() => watch.posts.length).toBe(1);

  line.release();
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(1);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("UX-06, A-10: the button that was pressed says after a moment that something is being done", async ({ account, app, page }) => {
  await page.clock.install();
  await fillIn(app, account);
  const button = app.method("password");
  const label = await button.innerText();
  const line = await app.holdSubmits();
  await button.click();
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await page.clock.runFor(400);
  await expect(button).not.toHaveText(label);
  await expect(button).toHaveText(/\w/);
  // No other button says so.
  await expect(app.method("code")).not.toHaveText(await button.innerText());
  line.release();
  await app.expectSignedIn(account.email);
});

test("F-27 the line breaks before the request has left: said, kept, and sent again by a press only", async ({ account, app, page, watch }) => {
  watch.allow(noise);
  await fillIn(app, account);
  const flow = app.flow();
  const whoami = count(page, /^\/sessions\/whoami/);
  const asked = count(page, /^\/self-service\/login\/flows/);
  await page.route(submits, (route) => route.abort("connectionreset"));
  await app.method("password").click();
  await expect(notice(page)).toContainText(/not sent/i);
  await expect(notice(page)).toContainText(/connection/i);
  await expectKept(app, account);
  // Before that the page has asked what became of it.
  expect(whoami()).toBe(1);
  expect(asked()).toBe(1);
  expect(watch.posts).toHaveLength(1);
  expect(app.flow()).toBe(flow);

  await page.unroute(submits);
  await expectRepeated(app, account);
  expect(watch.posts).toHaveLength(2);
});

test("F-27 the line breaks before a sign-up has left", async ({ app, page, person, watch }) => {
  watch.allow(noise);
  await app.open("/registration");
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, "traits.age": "36" });
  await page.route("**/self-service/registration?**", (route) => route.abort("connectionreset"));
  await app.method("profile").click();
  await expect(notice(page)).toContainText(/not sent/i);
  await expect(app.field("traits.email")).toHaveValue(person.email);
  await expect(app.field("traits.age")).toHaveValue("36");
  expect(watch.posts).toHaveLength(1);
  await page.unroute("**/self-service/registration?**");
  await app.method("profile").click();
  await expect(app.message(1040009)).toBeVisible();
});

test("F-27 offline, and online again", async ({ account, app, context, page, watch }) => {
  watch.allow(noise);
  await fillIn(app, account);
  await context.setOffline(true);
  await app.method("password").click();
  await expectSaid(page);
  await expectKept(app, account);

  await context.setOffline(false);
  await expectSilent(page.getByTestId("connection"));
  expect(watch.posts).toHaveLength(1);
  await expectRepeated(app, account);
});

test("F-28, UX-31: the line breaks after the server has signed the person in: on, without a second submit", async ({ account, app, page, watch }) => {
  watch.allow(noise);
  await fillIn(app, account);
  await page.route(submits, lost);
  await app.method("password").click();
  // The page asks who is signed in before it asks anybody to repeat.
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(1);
});

test("F-28, UX-31: the line breaks after the server has refused: its refusal is shown", async ({ account, app, page, watch }) => {
  watch.allow(noise);
  await app.open("/login");
  await app.fill({ identifier: account.email, password: watch.secret("CANARY-wrong-password") });
  await page.route(submits, lost);
  await app.method("password").click();
  await expect(app.message(4000006)).toBeVisible();
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue("");
  expect(watch.posts).toHaveLength(1);
  await page.unroute(submits);
  await app.fill({ password: account.password });
  await expectRepeated(app, account);
});

test("F-28, UX-31: the line breaks after a sign-up: on, without a second account", async ({ admin, app, page, person, watch }) => {
  watch.allow(noise);
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await page.route("**/self-service/registration?**", lost);
  await app.method("password").click();
  await expect.poll(() => app.hasSession()).toBe(true);
  await expect(app.field("password")).toHaveCount(0);
  expect(watch.posts).toHaveLength(2);
  expect(await admin.findIdentity(person.email)).toBeDefined();
});

test.describe("F-29 no answer for 15 seconds", () => {
  test("F-29, UX-30: no answer for 15 seconds, though the server has signed the person in: on", async ({ account, app, page, watch }) => {
    await page.clock.install();
    await fillIn(app, account);
    const arrived = page.waitForResponse((response) => response.url().includes("/sessions/whoami"));
    let done = () => {};
    const signedIn = new Promise<void>((resolve) => (done = resolve));
    await page.route(submits, async (route) => {
      await route.fetch();
      done(); // … and the answer never comes
    });
    await app.method("password").click();
    await signedIn;
    await page.clock.runFor(15_500);
    await arrived;
    await app.expectSignedIn(account.email);
    expect(watch.posts).toHaveLength(1);
  });

  test("F-29, UX-30: no answer for 15 seconds, and nothing has happened: said, and everything stays", async ({ account, app, page, watch }) => {
    await page.clock.install();
    await fillIn(app, account);
    await page.route(submits, () => {});
    await app.method("password").click();
    await expect.poll(() => watch.posts.length).toBe(1);
    await page.clock.runFor(14_000);
    await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
    await page.clock.runFor(1_500);
    await expect(notice(page)).toContainText(/not sent|answer/i);
    await expectKept(app, account);
    await page.unroute(submits);
    await expectRepeated(app, account);
    expect(watch.posts).toHaveLength(2);
  });
});

test.describe("F-30 no answer for 4 seconds", () => {
  test("F-30, UX-30: no answer for 4 seconds: said once, and the answer is still taken", async ({ account, app, page, watch }) => {
    await page.clock.install();
    await fillIn(app, account);
    const line = await app.holdSubmits();
    await app.method("password").click();
    await page.clock.runFor(3_500);
    await expectSilent(page.getByTestId("slow"));
    await expect(page.getByTestId("stop-waiting")).toHaveCount(0);
    await page.clock.runFor(1_000);
    await expect(page.getByTestId("slow")).toHaveText(/\w+ \w+/);
    await expect(page.getByTestId("stop-waiting")).toBeVisible();
    await expectKept(app, account);
    line.release();
    await app.expectSignedIn(account.email);
    expect(watch.posts).toHaveLength(1);
  });

  test("F-30, UX-30: no answer for 4 seconds: who does not want to wait can stop", async ({ account, app, page, watch }) => {
    await page.clock.install();
    await fillIn(app, account);
    await page.route(submits, () => {});
    await app.method("password").click();
    await page.clock.runFor(4_500);
    await page.getByTestId("stop-waiting").click();
    await expect(notice(page)).toContainText(/not sent|answer/i);
    await expectSilent(page.getByTestId("slow"));
    await expect(page.getByTestId("stop-waiting")).toHaveCount(0);
    await expect(page.locator("body")).not.toBeFocused();
    await expectKept(app, account);
    await page.unroute(submits);
    await expectRepeated(app, account);
    expect(watch.posts).toHaveLength(2);
  });
});

test("F-31, UX-09: wrong credentials: the password is taken back, nothing else, and recovery knows the address", async ({ account, app, page, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: watch.secret("CANARY-wrong-password") });
  await page.getByRole("button", { name: "Show password" }).click();
  await app.method("password").click();

  await expect(app.message(4000006)).toHaveCount(1);
  await expect(app.message(4000006)).toBeVisible();
  await expect(page.getByRole("alert")).toContainText(await app.message(4000006).innerText());
  await expect(app.field("identifier")).toHaveValue(account.email);
  await expect(app.field("password")).toHaveValue("");
  await expect(app.field("password")).toHaveAttribute("type", "password");
  await expect(page.locator("body")).not.toBeFocused();

  await page.getByTestId("forgot-password").click();
  await expect(app.field("email")).toHaveValue(account.email);
  expect(app.path()).toBe("/recovery");
  await page.goBack();
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test.describe("F-35 the cookies have changed under the form", () => {
  test("F-35, UX-25: signed in and out again in another tab: a new flow, everything stays, and one press signs in", async ({ account, app, context, page, watch }) => {
    await fillIn(app, account);
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    const tab = new App(await context.newPage());
    await tab.signIn(account);
    await tab.page.getByTestId("logout").click();
    await expect.poll(() => tab.hasSession()).toBe(false);
    await tab.page.close();

    const sent = watch.posts.length;
    await app.method("password").click();
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(notice(page)).toContainText(/press/i);
    await expectKept(app, account);
    expect(watch.posts).toHaveLength(sent + 1);
    await expectRepeated(app, account);
  });

  test("F-35, UX-28: signed in in another tab: said, and no error", async ({ account, app, context, page }) => {
    // Both tabs hold a flow; signing in in one changes the CSRF cookie under the other.
    await fillIn(app, account);
    const tab = new App(await context.newPage());
    await tab.signIn(account);
    await tab.page.close();

    await app.method("password").click();
    await app.expectSignedIn(account.email);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page.locator("main:visible")).toContainText(account.email);
  });

  test("F-35, UX-25: the cookies are gone: a new flow, and nothing typed is lost", async ({ account, app, page, watch }) => {
    await fillIn(app, account);
    await expect.poll(() => app.flow()).not.toBeNull();
    const flow = app.flow();
    await app.forget();
    await app.method("password").click();

    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(notice(page)).toContainText(/\w+ \w+/);
    expect(app.path()).toBe("/login");
    await expectKept(app, account);
    expect(watch.posts).toHaveLength(1);
    await expectRepeated(app, account);
  });

  test("F-35, UX-25: the cookies never come back: the second time, help with cookies", async ({ account, app, page }) => {
    await fillIn(app, account);
    await app.forget();
    const flow = app.flow();
    await app.method("password").click();
    await expect.poll(() => app.flow()).not.toBe(flow);
    await expect(app.method("password")).toBeVisible();

    await app.forget();
    await app.method("password").click();
    await expect(page.getByText(/cookies/i).first()).toBeVisible();
    // Kratos' own reason is there for who has to mend it.
    await page.locator("main:visible summary").click();
    await expect(page.locator("main:visible details")).toHaveText(/csrf|cookie|token/i);
  });

  test("F-35, T-26, UX-25: a neighbour's site has put its own cookie over the real one: help to clear the cookies", async ({ account, app, context, page }) => {
    await fillIn(app, account);
    const name = (await context.cookies()).find(({ name }) => name.startsWith("csrf_token_"))!.name;
    // The longer path comes first.
    await context.addCookies([{ name, value: "tossed", domain: "localhost", path: "/self-service" }]);
    await app.method("password").click();
    await expect(notice(page)).toContainText(/\w+ \w+/);
    await expectKept(app, account);
    await app.method("password").click();
    await expectCard(page);
    await expect(page.locator("main:visible")).toContainText(/cookies/i);
    await expect(page.locator("main:visible")).toContainText(/clear|delete|remove/i);
  });
});

test.describe("F-38 sent on to another site, which does not come", () => {
  test("F-38 sent on to another site, which does not come: busy, and after 10 seconds a link", async ({ account, app, page, watch }) => {
    const target = "https://idp.example/authorize?state=1";
    watch.allowNavigation("https://idp.example");
    watch.allow(/status of 422/);
    await page.clock.install();
    await fillIn(app, account);
    // "No content": the browser stays where it is.
    await page.route("https://idp.example/**", (route) => route.fulfill({ status: 204 }));
    await page.route(submits, (route) =>
      route.fulfill({ status: 422, json: { error: { id: "browser_location_change_required", code: 422, message: "go" }, redirect_browser_to: target } }),
    );
    const leaving = page.waitForRequest(target);
    await app.method("password").click();
    await leaving;
    // Nothing to press twice.
    await expect(app.method("password").and(page.locator(":not([aria-disabled=true])"))).toHaveCount(0);
    const forward = page.getByRole("link", { name: /continue/i });
    await expect(forward).toHaveCount(0);
    await page.clock.runFor(10_500);
    await expect(forward).toHaveAttribute("href", target);
    expect(watch.posts).toHaveLength(1);
  });
});

test.describe("F-39 sent on to where nobody may be sent", () => {
  for (const target of ["javascript:window.pwned=1", "data:text/html,evil", "file:///etc/passwd", "vbscript:evil", "blob:null/1"]) {
    test(`F-39 sent on to ${target.slice(0, 24)} after signing in: not followed, and said`, async ({ account, app, baseURL, page, watch }) => {
      watch.allow(noise);
      await fillIn(app, account);
      await page.route(submits, async (route) => {
        const response = await route.fetch();
        const body = (await response.json()) as object;
        await route.fulfill({ response, json: { ...body, continue_with: [{ action: "redirect_browser_to", redirect_browser_to: target }] } });
      });
      await app.method("password").click();
      await expect(page.getByRole("alert")).toHaveText(/\w+ \w+/);
      await expect(page.locator(`a[href^="${target.slice(0, 8)}"]`)).toHaveCount(0);
      expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
      expect(new URL(page.url()).origin).toBe(baseURL);
      // Signed in all the same; there is a way on.
      await page.locator("main:visible a, main:visible button").first().click();
      await app.expectSignedIn(account.email);
    });
  }
});

test.describe("F-40 too many requests", () => {
  const limited: Record<string, { answer: { body?: string; contentType?: string; headers?: Record<string, string> }; seconds: number }> = {
    "in JSON, with seconds": {
      answer: { contentType: "application/json", body: JSON.stringify({ error: { code: 429, message: "slow down" } }), headers: { "retry-after": "30" } },
      seconds: 30,
    },
    "in HTML, without a word on when": { answer: { contentType: "text/html", body: html }, seconds: 30 },
    "with nothing, for an hour": { answer: { body: "", headers: { "retry-after": "3600" } }, seconds: 600 },
    "with nonsense": { answer: { body: "", headers: { "retry-after": "soon" } }, seconds: 30 },
  };

  for (const [name, { answer, seconds }] of Object.entries(limited)) {
    test(`F-40, T-24, UX-29: too many requests, ${name}: a countdown, everything stays, and a press after it signs in`, async ({ account, app, page, watch }) => {
      watch.allow(noise);
      await page.clock.install();
      await fillIn(app, account);
      await page.route(submits, (route) => route.fulfill({ status: 429, ...answer }));
      await app.method("password").click();
      await expectCountdown(page, seconds);
      await expect(notice(page)).toContainText(/not locked/i);
      await expectKept(app, account);

      // Meanwhile nothing is sent, and when it is over nothing either: the person decides.
      await page.unroute(submits);
      await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
      await app.field("password").press("Enter");
      await app.method("password").click({ force: true });
      await page.clock.runFor((seconds - 5) * 1_000);
      await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
      await page.clock.runFor(6_000);
      await expect(page.getByTestId("countdown")).toHaveCount(0);
      await expect(app.method("password")).not.toHaveAttribute("aria-disabled", "true");
      expect(watch.posts).toHaveLength(1);
      await expectKept(app, account);
      await expectRepeated(app, account);
    });
  }

  test("F-40, UX-29: too many requests, until a time of day", async ({ account, app, page, watch }) => {
    watch.allow(noise);
    await page.clock.install();
    await fillIn(app, account);
    await page.route(submits, async (route) => {
      const now = await page.evaluate(() => Date.now());
      await route.fulfill({ status: 429, headers: { "retry-after": new Date(now + 45_000).toUTCString() }, body: "" });
    });
    await app.method("password").click();
    await expectCountdown(page, 45);
    await page.unroute(submits);
    await page.clock.runFor(46_000);
    await expectRepeated(app, account);
  });

  test("F-40, UX-29: too many requests on opening: a countdown, and a button after it", async ({ app, page, watch }) => {
    watch.allow(noise);
    await page.clock.install();
    await page.route("**/self-service/login/browser**", (route) => route.fulfill({ status: 429, headers: { "retry-after": "20" }, body: "" }));
    const asked = count(page, /^\/self-service\/login\/browser/);
    await page.goto("/login");
    const forward = await expectCard(page);
    await expectCountdown(page, 20);
    await expect(page.locator("main:visible")).toContainText(/not locked/i);
    await page.unroute("**/self-service/login/browser**");
    await page.clock.runFor(21_000);
    await expect(forward).toBeEnabled();
    expect(asked()).toBe(1);
    await forward.click();
    await expect(app.field("identifier")).toBeVisible();
  });
});

/** Counts down from about so many seconds. */
async function expectCountdown(page: Page, seconds: number): Promise<void> {
  const timer = page.getByTestId("countdown");
  await expect(timer).toHaveAttribute("role", "timer");
  await expect(timer).toHaveText(/\d+:\d\d/);
  const [minutes, rest] = /(\d+):(\d\d)/.exec(await timer.innerText())!.slice(1).map(Number);
  const left = minutes! * 60 + rest!;
  expect(left).toBeLessThanOrEqual(seconds);
  expect(left).toBeGreaterThan(seconds - 5);
}

test.describe("F-41 out of service", () => {
  test("F-41, UX-29: out of service, in HTML: said as such, everything stays", async ({ account, app, page, watch }) => {
    watch.allow(noise);
    await fillIn(app, account);
    await page.route(submits, faults["503 in HTML"]);
    await app.method("password").click();
    await expect(notice(page)).toContainText(/temporary|out of service|unavailable/i);
    await expect(page.getByText("Be right back")).toHaveCount(0);
    await expect(page.getByText(/too many/i)).toHaveCount(0);
    await expectKept(app, account);
    await page.unroute(submits);
    await expectRepeated(app, account);
    expect(watch.posts).toHaveLength(2);
  });

  test("F-41, UX-29: out of service until it says so: a countdown", async ({ account, app, page, watch }) => {
    watch.allow(noise);
    await page.clock.install();
    await fillIn(app, account);
    await page.route(submits, (route) => route.fulfill({ status: 503, contentType: "text/html", headers: { "retry-after": "12" }, body: html }));
    await app.method("password").click();
    await expectCountdown(page, 12);
    await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
    await page.unroute(submits);
    await page.clock.runFor(13_000);
    await expectRepeated(app, account);
  });
});

test("every submit carries its flow's own token, in the body and nowhere else", async ({ account, app, page, selfService, watch }) => {
  await fillIn(app, account);
  const flow = await selfService.get("login", app.flow()!);
  const token = flow.ui.nodes.find(({ attributes }) => attributes.name === "csrf_token")!.attributes.value as string;
  watch.secret(token);
  await page.route(submits, async (route) => {
    expect(JSON.stringify(await route.request().allHeaders())).not.toContain(token);
    await route.fallback();
  });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.post.body.csrf_token).toBe(token);
});

test("two people at one form: what the first one typed is gone with them", async ({ account, admin, app, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await app.signIn(account);
  await app.forget();
  await app.open("/login");
  await expect(app.field("identifier")).toHaveValue("");
  await app.fill({ identifier: other.email, password: other.password });
  await app.method("password").click();
  await app.expectSignedIn(other.email);
});
