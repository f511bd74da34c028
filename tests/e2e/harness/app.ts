// App: what a person sees and does on the pages, by the names that the page promises to keep.
import { type Locator, type Page, expect } from "@playwright/test";
import type { Authenticator } from "./authenticator.ts";
import type { Person } from "./test.ts";

export class App {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The one control of this name that a person can see. */
  field(name: string): Locator {
    return this.page.locator(`input[name="${name}"]:not([type=hidden])`);
  }

  /** The button that submits with a method. */
  method(value: string): Locator {
    return this.page.locator(`button[name=method][value="${value}"]`);
  }

  /** Any other button of a node. */
  button(name: string): Locator {
    return this.page.locator(`button[name="${name}"]`);
  }

  /** The settings of one group of nodes. */
  section(group: string): Locator {
    return this.page.getByTestId(`settings/${group}`);
  }

  message(id: number): Locator {
    return this.page.getByTestId(`ui/message/${id}`);
  }

  /** Opens a page and waits until its form can be used. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.locator("form button[type=submit]").first()).toBeVisible();
    // The address is told by an event of its own, which may come later.
    await expect.poll(() => this.flow()).not.toBeNull();
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) await this.field(name).fill(value);
  }

  async signIn({ email, password }: Pick<Person, "email" | "password">): Promise<void> {
    await this.open("/login");
    await this.fill({ identifier: email, password });
    await this.method("password").click();
    await this.expectSignedIn(email);
  }

  /** Asks for a code on a login page that shows every method. */
  async askForCode(email: string): Promise<void> {
    await this.open("/login");
    await this.fill({ identifier: email });
    await this.method("code").click();
    await expect(this.field("code")).toBeVisible();
  }

  /** The first step of a sign-up in two steps, up to the choice of a credential. */
  async enterTraits({ email, first }: Pick<Person, "email" | "first">): Promise<void> {
    await this.open("/registration");
    await this.fill({ "traits.email": email, "traits.name.first": first });
    await this.method("profile").click();
    await expect(this.message(1040009)).toBeVisible();
  }

  /** An account with a passkey, made in two steps by the page itself; afterwards nobody is signed in. */
  async signUpWithPasskey(person: Person, authenticator: Authenticator): Promise<void> {
    await this.enterTraits(person);
    await this.touchOnce("passkey_register_trigger", authenticator);
    await expect(this.field("code")).toBeVisible();
    await this.forget();
  }

  /**
   * Presses a passkey button and touches the authenticator for that one ceremony: it is taken away before the
   * answer comes, or autofill on the next page would sign in by itself.
   */
  async touchOnce(trigger: string, authenticator: Authenticator): Promise<void> {
    const line = await this.holdSubmits();
    const submit = this.page.waitForRequest((request) => request.method() === "POST");
    await authenticator.setPresent(true);
    await this.button(trigger).click();
    await submit;
    await authenticator.setPresent(false);
    line.release();
  }

  /** Types a code and sends it with Enter. */
  async enterCode(code: string): Promise<void> {
    await this.field("code").fill(code);
    await this.field("code").press("Enter");
  }

  /** Says yes or no at the OpenID provider, where the page has sent the person. */
  async decide(decision: "Allow" | "Refuse", account = ""): Promise<void> {
    await this.page.getByLabel("Account").fill(account);
    await this.page.getByRole("button", { name: decision }).click();
  }

  /** Marks the document, so that `hasStayed` can tell whether the page was loaded again. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => ((window as { stayed?: boolean }).stayed = true));
  }

  async hasStayed(): Promise<boolean> {
    return this.page.evaluate(() => Boolean((window as { stayed?: boolean }).stayed));
  }

  /** Asserts that the home page says who is signed in. */
  async expectSignedIn(email: string): Promise<void> {
    await expect(this.page.getByTestId("session-content")).toContainText(email);
    await expect.poll(() => this.path()).toBe("/");
  }

  async expectSignedOut(): Promise<void> {
    await this.page.goto("/");
    await expect(this.page.getByTestId("logout")).toHaveClass(/(^|\s)disabled(\s|$)/);
  }

  /** Forgets who is signed in, in this browser only. */
  async forget(): Promise<void> {
    await this.page.context().clearCookies();
  }

  /** Asserts that the page says whose step this is: as text, or in a field that nobody can change. */
  async expectShown(email: string): Promise<void> {
    const asText = this.page.getByText(email);
    const asField = this.page.locator(`input[readonly][value="${email}"]:visible`);
    await expect(asText.or(asField).first()).toBeVisible();
  }

  /** Whether the server knows a session of this browser, asked past the page. */
  async hasSession(): Promise<boolean> {
    return (await this.page.request.get("/sessions/whoami")).ok();
  }

  path(): string {
    return new URL(this.page.url()).pathname;
  }

  /** The flow's id, which every page of a flow carries in its address. */
  flow(): string | null {
    return new URL(this.page.url()).searchParams.get("flow");
  }

  /** Holds back submits until they are released, as a slow line would. */
  async holdSubmits(): Promise<{ release(): void }> {
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    await this.page.route("**/self-service/**", async (route) => {
      if (route.request().method() === "POST") await released;
      await route.fallback();
    });
    return { release };
  }
}
