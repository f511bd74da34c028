// A second factor: the code comes from paper.
import { expect, test } from "../harness/test.ts";

test.use({ kratos: "everything" });

test("UX-12: a backup code has letters, so no keyboard of digits; spaces are taken out", async ({ account, app, selfService, watch }) => {
  await selfService.signIn(account);
  const [code] = await selfService.addLookupSecrets();
  await app.forget();
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  const field = app.field("lookup_secret");
  await expect(field).toBeVisible();
  await expect(field).not.toHaveAttribute("inputmode");
  for (const [name, value] of [["autocapitalize", "none"], ["spellcheck", "false"]] as const) await expect(field).toHaveAttribute(name, value);
  watch.secret(code!);
  await field.fill(` ${code!.slice(0, 4)} ${code!.slice(4)} `);
  await app.method("lookup_secret").click();
  await app.expectSignedIn(account.email);
  expect(watch.posts.at(-1)?.body.lookup_secret).toBe(code);
});
