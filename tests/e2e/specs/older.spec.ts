// Answers as older servers (v1.1, v1.2) give them: no state, no triggers but JavaScript source, no continue_with.
import type { BrowserContext } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

interface Body {
  state?: string;
  continue_with?: unknown;
  ui?: { nodes: { attributes: Record<string, unknown> }[] };
}

/** What an older server would have sent instead. */
function older(body: Body): Body {
  delete body.state;
  delete body.continue_with;
  for (const { attributes } of body.ui?.nodes ?? []) {
    const { onclickTrigger, onloadTrigger } = attributes;
    for (const name of ["onclickTrigger", "onloadTrigger", "maxlength"]) delete attributes[name];
    if (onclickTrigger) attributes.onclick = `window.${String(onclickTrigger)}()`;
    if (onloadTrigger) attributes.onload = `window.${String(onloadTrigger)}()`;
  }
  return body;
}

async function age(context: BrowserContext): Promise<void> {
  await context.route(/\/self-service\/[a-z]+(\/browser|\/flows)?\?/, async (route) => {
    const response = await route.fetch();
    const json = response.headers()["content-type"]?.startsWith("application/json");
    if (!json) return route.fulfill({ response });
    await route.fulfill({ response, json: older((await response.json()) as Body) });
  });
}

test.beforeEach(async ({ context }) => age(context));

test("a sign-in by password, and the way back to the home page", async ({ account, app }) => {
  await app.signIn(account);
});

test("a sign-in by code", async ({ account, admin, app }) => {
  await app.askForCode(account.email);
  await app.enterCode(await admin.code(account.email));
  await app.expectSignedIn(account.email);
});

test("a sign-up in two steps, and verification by hand", async ({ admin, app, page, person }) => {
  await app.enterTraits(person);
  await app.fill({ password: person.password });
  await app.method("password").click();
  // Nobody says that there is something to verify.
  await expect(page.getByTestId("session-content")).toContainText(person.email);
  await app.open("/verification");
  await app.fill({ email: person.email });
  await app.method("code").click();
  // The sign-up has mailed a code too; the page asks for the second one once that is on its way.
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(person.email));
  await expect(app.message(1080002)).toBeVisible();
});

test("recovery, and a new password", async ({ account, admin, app }) => {
  await app.open("/recovery");
  await app.fill({ email: account.email });
  await app.method("code").click();
  await expect(app.field("code")).toBeVisible();
  await app.enterCode(await admin.code(account.email));
  await expect(app.message(1060001)).toBeVisible();
  await app.fill({ password: `${account.password}-new` });
  await app.method("password").click();
  await expect(app.message(1050001)).toBeVisible();
});

test.describe("@passkey", () => {
  test("a passkey: the name of the trigger is read out of the source, which is never run", async ({ app, authenticator, page, person }) => {
    await app.enterTraits(person);
    await app.touchOnce("passkey_register_trigger", authenticator);
    await expect(page.getByTestId("session-content")).toContainText(person.email);
    await app.forget();

    await app.open("/login");
    await authenticator.autofillWaits();
    await authenticator.setPresent(true);
    await app.button("passkey_login_trigger").click();
    await app.expectSignedIn(person.email);
  });
});
