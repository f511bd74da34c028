// What an OAuth2 client sends with a person: a long challenge, a language, whom it expects, its terms, and what went wrong.
import type { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "oauth2", config: { languages: ["de", "fr"] } });

async function expectAccepted(app: App): Promise<void> {
  await expect(app.page.getByRole("heading", { name: "The Shop goes on from here." })).toBeVisible();
}

// G-01: challenges of recent versions of Hydra have several thousand characters; the page asked Kratos for a sign-in of nobody's.
for (const length of [2_048, 2_049, 3_000, 8_000]) {
  test(`G-01: a challenge of ${length} characters reaches Kratos whole, from signing in`, async ({ account, app, oauth2, page }) => {
    const challenge = oauth2.challenge({ length });
    await page.goto(`/login?login_challenge=${challenge}`);
    await expect(page.getByTestId("oauth2-client")).toContainText("The Shop");
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await expectAccepted(app);
    expect(oauth2.accepted.get(challenge)).toBe(account.id);
  });
}

test("G-01: a long challenge reaches Kratos from signing up, and from one to the other", async ({ app, oauth2, page, person }) => {
  const challenge = oauth2.challenge({ length: 6_000 });
  await page.goto(`/registration?login_challenge=${challenge}`);
  await expect(page.getByTestId("oauth2-client")).toContainText("The Shop");
  await page.getByTestId("cta-link").click();
  await expect(app.field("identifier")).toBeVisible();
  await expect(page.getByTestId("oauth2-client")).toContainText("The Shop");
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toBeVisible();
  await app.fill({ "traits.email": person.email, "traits.name.first": person.first, password: person.password });
  await app.method("password").click();
  await expectAccepted(app);
  expect(oauth2.accepted.has(challenge)).toBe(true);
});

for (const query of [`login_challenge=${"x".repeat(60_000)}`, "login_challenge=%ff%fe"]) {
  test(`G-01: what cannot be taken is said: ${query.slice(0, 22)}`, async ({ page, watch }) => {
    // The front door says so in its status as well.
    watch.allow(/status of 4(00|14)/);
    await page.goto(`/login?${query}`);
    await expect(page.getByRole("heading", { level: 1, name: "This link cannot be used" })).toBeVisible();
    await expect(page.getByText("too long, or damaged")).toBeVisible();
  });
}

test("G-08: the page is in the language that the client asks for", async ({ app, oauth2, page }) => {
  await page.goto(`/login?login_challenge=${oauth2.challenge({ context: { ui_locales: ["it", "de", "fr"] } })}`);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByTestId("oauth2-client")).toContainText("um zu The Shop zu gelangen");
  await expect(app.method("password")).toHaveText(/Anmelden/i);
});

test("G-08: a client that asks for nothing leaves it to the person", async ({ oauth2, page }) => {
  await page.goto(`/login?login_challenge=${oauth2.challenge({ context: { ui_locales: ["it"] } })}`);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("G-08: whom the client expects stands in the field, and never in the address", async ({ account, app, oauth2, page }) => {
  const challenge = oauth2.challenge({ context: { login_hint: account.email } });
  await page.goto(`/login?login_challenge=${challenge}`);
  await expect(app.field("identifier")).toHaveValue(account.email);
  expect(page.url()).not.toContain(encodeURIComponent(account.email));
  await page.getByTestId("cta-link").click();
  await expect(app.field("traits.email")).toHaveValue(account.email);
  await page.getByTestId("cta-link").click();
  await app.fill({ password: account.password });
  await app.method("password").click();
  await expectAccepted(app);
});

test("G-08: the client's terms are links, where they are addresses to follow", async ({ oauth2, page }) => {
  const client = { tos_uri: "https://shop.example/terms", policy_uri: "javascript:alert(1)" };
  await page.goto(`/login?login_challenge=${oauth2.challenge({ client })}`);
  const links = page.getByTestId("oauth2-client").getByRole("link");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("href", "https://shop.example/terms");
  await expect(links).toHaveAttribute("rel", /noopener/);
});

test("G-09: what an OAuth2 server says in the address is read as text, and Kratos is not asked", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
  const error = new URLSearchParams({ error: "invalid_request", error_description: "The <b>scope</b> is wrong.", error_hint: "Ask for less." });
  await page.goto(`/error?${error}`);
  const told = page.getByTestId("oauth2-error");
  for (const text of error.values()) await expect(told.getByText(text, { exact: true })).toBeVisible();
  await expect(told.locator("b")).toHaveCount(0);
  await expect(page.locator("main:visible a[href='/']").first()).toBeVisible();
  expect(asked).not.toContain("/self-service/errors");
});

test("G-24: a hidden frame of a client gets through where nobody need sign in, whoever draws the pages", async ({ account, oauth2, page, selfService }) => {
  await selfService.signIn(account);
  const challenge = oauth2.challenge({ skip: true });
  const answer = await page.request.get(`/login?login_challenge=${challenge}`, { headers: { "sec-fetch-dest": "iframe" } });
  expect(answer.url()).toContain("/oauth2/auth?login_verifier=");
  expect(oauth2.accepted.get(challenge)).toBe(account.id);
});
