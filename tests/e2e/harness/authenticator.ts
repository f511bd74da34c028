// Authenticator: a virtual one, inside the browser, which keeps passkeys and stands in for the person's touch.
import { type CDPSession, type Page, expect } from "@playwright/test";

export interface Passkey {
  credentialId: string;
  rpId?: string;
  userHandle?: string;
  userName?: string;
  userDisplayName?: string;
  privateKey: string;
  signCount: number;
  isResidentCredential: boolean;
}

declare global {
  interface Window {
    /** Every way in which the page has asked for a passkey, in order: "conditional" (autofill) or "modal". */
    __asked?: string[];
    /** Nobody picks anything from autofill. */
    __nobodyPicks?: boolean;
  }
}

export class Authenticator {
  readonly #page: Page;
  readonly #cdp: CDPSession;
  readonly #id: string;
  /** Ids of the passkeys that a page asked to forget (`signalUnknownCredential`). */
  readonly deleted: string[] = [];
  /** How often a passkey signed something. */
  asserted = 0;

  private constructor(page: Page, cdp: CDPSession, id: string) {
    this.#page = page;
    this.#cdp = cdp;
    this.#id = id;
    cdp.on("WebAuthn.credentialAsserted", () => (this.asserted += 1));
    cdp.on("WebAuthn.credentialDeleted", (event) => this.deleted.push(event.credentialId));
  }

  /**
   * Plugs an authenticator into a page.
   *
   * `present`: somebody touches it whenever it is asked. Then autofill answers by itself as soon as a page
   * offers it, so pages that must stay as they are need `present: false`.
   */
  static async attach(page: Page, options: { present: boolean; verified?: boolean }): Promise<Authenticator> {
    await page.addInitScript(() => {
      const asked: string[] = (window.__asked = []);
      const get = CredentialsContainer.prototype.get;
      CredentialsContainer.prototype.get = function (options) {
        // A code out of a text message is asked for here too.
        if (options && "otp" in options) return get.call(this, options);
        const conditional = options?.mediation === "conditional";
        asked.push(conditional ? "conditional" : "modal");
        if (!conditional || !window.__nobodyPicks) return get.call(this, options);
        return new Promise((_, reject) => {
          options.signal?.addEventListener("abort", () => reject(options.signal?.reason));
        });
      };
    });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: options.verified ?? true,
        automaticPresenceSimulation: options.present,
      },
    });
    return new Authenticator(page, cdp, authenticatorId);
  }

  /** How this document has asked for a passkey so far. */
  async asked(): Promise<string[]> {
    return (await this.#page.evaluate(() => window.__asked)) ?? [];
  }

  /** Waits until autofill waits for a passkey, so that a touch from now on is for whatever is pressed next. */
  async autofillWaits(): Promise<void> {
    await expect.poll(() => this.asked()).toContain("conditional");
  }

  /**
   * From the next page on, autofill stays open as it does when a person picks nothing from it. The virtual
   * authenticator cannot tell autofill from a button: while somebody is present it answers both at once.
   */
  async ignoreAutofill(): Promise<void> {
    await this.#page.addInitScript(() => (window.__nobodyPicks = true));
  }

  /** From the next page on, a passkey that is asked for by a button, or is to be made, ends like this. */
  async endCeremonies(name: string): Promise<void> {
    await this.#page.addInitScript((name) => {
      const get = CredentialsContainer.prototype.get;
      const end = () => {
        window.__asked?.push("modal");
        return Promise.reject(new DOMException("as the test wants it", name));
      };
      CredentialsContainer.prototype.get = function (options) {
        return options?.mediation === "conditional" ? get.call(this, options) : end();
      };
      CredentialsContainer.prototype.create = end;
    }, name);
  }

  /** Whether somebody touches it when it is asked. */
  async setPresent(enabled: boolean): Promise<void> {
    await this.#cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.#id, enabled });
  }

  /** Whether the person's finger or PIN is the right one. */
  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.#cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.#id, isUserVerified });
  }

  async passkeys(): Promise<Passkey[]> {
    const { credentials } = await this.#cdp.send("WebAuthn.getCredentials", { authenticatorId: this.#id });
    return credentials;
  }

  async removePasskeys(): Promise<void> {
    await this.#cdp.send("WebAuthn.clearCredentials", { authenticatorId: this.#id });
  }

  /** Unplugs it, with whatever it was asked still open. */
  async remove(): Promise<void> {
    await this.#cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.#id });
  }
}
