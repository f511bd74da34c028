// Text messages: a browser that reads codes out of them, as those of phones do.
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    /** Requests for the code of a text message: what became of each. */
    __messages?: string[];
    /** Delivers a text message with this code. */
    __deliver?: (code: string) => void;
  }
}

/** A browser that reads codes out of text messages. */
export async function withMessages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {} });
    const messages: string[] = (window.__messages = []);
    const get = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = function (options?: CredentialRequestOptions & { otp?: { transport: string[] } }) {
      if (!options?.otp) return get.call(this, options);
      const at = messages.push(`asked ${options.otp.transport}`) - 1;
      return new Promise((resolve, reject) => {
        window.__deliver = (code) => resolve({ code } as unknown as Credential);
        options.signal?.addEventListener("abort", () => {
          messages[at] = "ended";
          reject(options.signal?.reason);
        });
      });
    };
  });
}
