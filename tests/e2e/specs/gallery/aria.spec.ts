// What a screen reader is told of each page, in order. What stands here must be there; more may be.
import { expect, test } from "../../harness/gallery.ts";

const pages: Record<string, string> = {
  login: `
    - main:
      - heading "Sign in" [level=1]
      - textbox "E-Mail"
      - textbox "Password"
      - button "Show password"
      - button "Sign in with password"
      - list:
        - listitem:
          - button "Sign in with passkey"
        - listitem:
          - button "Send sign in code"
      - list:
        - listitem:
          - button "Sign in with Acme"
        - listitem:
          - button "Sign in with Globex"
      - paragraph:
        - link "Forgot your password?"
      - paragraph:
        - text: No account yet?
        - link "Create an account"`,
  "login-wrong-password": `
    - main:
      - heading "Sign in" [level=1]
      - alert:
        - paragraph: /credentials are invalid/
      - textbox "E-Mail"
      - textbox "Password"`,
  "login-code": `
    - main:
      - heading "Enter your code" [level=1]
      - status:
        - paragraph: /A code was sent/
      - textbox "Login code"
      - button "Continue"
      - button "Resend code"`,
  registration: `
    - main:
      - heading "Create an account" [level=1]
      - textbox "E-Mail"
      - textbox "First name"
      - textbox "Last name (optional)"
      - textbox "Age (optional)"
      - checkbox "Send me the newsletter"
      - button "Sign up"
      - list:
        - listitem:
          - button "Sign up with Acme"
      - paragraph:
        - text: Already have an account?
        - link "Sign in"`,
  recovery: `
    - main:
      - heading "Recover your account" [level=1]
      - textbox "Email"
      - button "Continue"
      - link "Go to sign-in"`,
  verification: `
    - main:
      - heading "Verify your address" [level=1]
      - textbox "Email"
      - button "Continue"`,
  settings: `
    - main:
      - heading "Account settings" [level=1]
      - heading "Password" [level=3]
      - textbox "Password"
      - button "Show password"
      - button "Save"`,
  sessions: `
    - main:
      - heading "Sessions" [level=1]
      - paragraph: This device
      - heading "Other devices" [level=2]
      - button /^Sign out there – /
      - button "Sign out everywhere else"
      - navigation:
        - link "Account settings"
        - link "Go to the start page"`,
  error: `
    - main:
      - heading "Something went wrong" [level=1]
      - alert:
        - paragraph: This is not your fault. Please try again.
      - group: Details
      - button "Copy"
      - link "Go to the start page"`,
  "home-signed-in": `
    - main:
      - heading "Welcome" [level=1]
      - status: /You are signed in as \\S+@example.com/
      - navigation:
        - link "Account settings"
        - link "Sessions"
        - button "Sign out"`,
};

for (const [entry, tree] of Object.entries(pages)) {
  test(`A-11 A-12 A-22: what is heard of ${entry}`, async ({ open, page }) => {
    await open(entry);
    await expect(page.locator("body")).toMatchAriaSnapshot(tree);
  });
}
