// What a newer server may send: groups, types of nodes, kinds of inputs, messages and actions that nobody has heard of.
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

interface Body {
  state: string;
  ui: { messages?: object[]; nodes: object[] };
}

async function change(page: Page, kind: string, how: (flow: Body) => void): Promise<void> {
  await page.route(new RegExp(`/self-service/${kind}/browser`), async (route) => {
    const response = await route.fetch();
    const flow = (await response.json()) as Body;
    how(flow);
    await route.fulfill({ response, json: flow });
  });
}

const text = (id: number, text: string) => ({ id, text, type: "info", context: { new: [{ deep: true }] } });

for (const kind of ["login", "registration"] as const) {
  test(`UX-40: ${kind}: the unknown is shown or left out, and the rest works`, async ({ account, app, page, person, watch }) => {
    await change(page, kind, (flow) => {
      flow.state = "a_state_from_the_future";
      flow.ui.messages = [text(9123456, "Something new.")];
      flow.ui.nodes.push(
        { type: "hologram", group: "default", attributes: { node_type: "hologram", id: "h" }, messages: [text(9123457, "Above the hologram.")], meta: {} },
        { type: "input", group: "telepathy", attributes: { node_type: "input", name: "thought", type: "brainwave", disabled: false }, messages: [], meta: { label: text(9123458, "Think hard") } },
        { type: "input", group: "telepathy", attributes: { node_type: "input", name: "method", type: "submit", value: "telepathy", disabled: false }, messages: [], meta: { label: text(9123459, "Sign in by thought") } },
      );
    });
    await app.open(`/${kind}`);
    await expect(app.message(9123456)).toHaveText("Something new.");
    await expect(app.message(9123456)).toHaveCount(1);
    await expect(page.getByTestId("node/input/thought")).toContainText("Think hard");
    await expect(app.method("telepathy")).toHaveText("Sign in by thought");

    if (kind === "login") {
      await app.fill({ identifier: account.email, password: account.password });
      await app.method("password").click();
      await app.expectSignedIn(account.email);
    } else {
      await app.fill({ "traits.email": `new-${person.email}`, "traits.name.first": person.first });
      await app.method("profile").click();
      await expect(app.message(1040009)).toBeVisible();
    }
    expect(watch.post.body).not.toMatchObject({ method: "telepathy" });
  });
}

test("UX-40: settings: an unknown group has a part of its own, and its button is sent alone", async ({ account, app, page, selfService, watch }) => {
  await selfService.signIn(account);
  await change(page, "settings", (flow) => {
    flow.ui.nodes.push(
      { type: "input", group: "telepathy", attributes: { node_type: "input", name: "telepathy_train", type: "submit", value: "true", disabled: false }, messages: [], meta: { label: text(9123459, "Train") } },
    );
  });
  await app.open("/settings");
  const part = app.section("telepathy");
  await expect(part.locator("form")).toHaveCount(1);
  await part.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => watch.posts.length).toBe(1);
  expect(Object.keys(watch.post.body).filter((name) => name !== "csrf_token")).toEqual(["telepathy_train"]);
  // Kratos does not know it either, and the page goes on.
  await expect(page.locator('[data-testid^="ui/message/4"]').first()).toBeVisible();
  await app.fill({ "traits.name.last": "Lovelace" });
  await app.method("profile").click();
  await expect(app.message(1050001)).toBeVisible();
});

test("nodes of SAML and of an organisation are buttons like those of OpenID", async ({ app, page }) => {
  await change(page, "login", (flow) => {
    flow.ui.nodes.push({ type: "input", group: "saml", attributes: { node_type: "input", name: "provider", type: "submit", value: "initech", disabled: false }, messages: [], meta: { label: { id: 1010002, text: "Sign in with Initech", type: "info", context: { provider: "Initech", provider_id: "initech" } } } });
  });
  await app.open("/login");
  await expect(page.locator("button[name=provider][value=initech]")).toHaveText(/Initech/);
});

test("UX-40: a select for a node with options", async ({ app, page }) => {
  await change(page, "registration", (flow) => {
    flow.ui.nodes.push({ type: "input", group: "default", attributes: { node_type: "input", name: "traits.size", type: "text", disabled: false, options: [{ value: "S" }, { value: "M" }, { value: 44 }] }, messages: [], meta: { label: text(1070002, "Size") } });
  });
  await app.open("/registration");
  const select = page.locator('select[name="traits.size"]');
  await expect(select.locator("option", { hasText: /\S/ })).toHaveText([/^S$/, /^M$/, /^44$/].map((pattern) => pattern));
  await expect(page.getByLabel("Size")).toHaveAttribute("name", "traits.size");
});
