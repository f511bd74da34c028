// An application shows the pages in a frame, or renews its sign-in in a hidden one, which the operator has allowed.
import { expect, test } from "../../harness/test.ts";

// Of the same site, so that the session goes along.
test.use({ kratos: "oauth2", door: ["--frame-ancestors", "http://localhost:5597"] });

test("G-24: a hidden frame of an application renews the sign-in without a word", async ({ account, app, baseURL, oauth2, page, watch }) => {
  const shop = `http://localhost:${oauth2.server.port}`;
  watch.allowNavigation(shop);
  await app.signIn(account);
  const challenge = oauth2.challenge({ skip: true });
  await page.goto(`${shop}/called-back`);
  await page.evaluate((to) => {
    const frame = document.createElement("iframe");
    frame.src = to;
    frame.hidden = true;
    document.body.append(frame);
  }, `${baseURL}/login?login_challenge=${challenge}`);
  await expect.poll(() => page.frames().at(-1)?.url()).toContain(`/oauth2/auth?login_verifier=${challenge}`);
  expect(oauth2.accepted.has(challenge)).toBe(true);
});

// The application demands something of all that it embeds, and gets it.
test("G-24: who signs in in the frame of an application sees and uses the form there", async ({ account, baseURL, oauth2, page, watch }) => {
  const shop = `http://localhost:${oauth2.server.port}`;
  watch.allowNavigation(shop);
  await page.goto(`${shop}/shop`);
  await page.evaluate((to) => {
    const frame = document.createElement("iframe");
    frame.src = to;
    document.body.append(frame);
  }, `${baseURL}/login`);
  const inside = page.frameLocator("iframe");
  await inside.locator("input[name=identifier]:visible").fill(account.email);
  await inside.locator("input[name=password]").fill(account.password);
  await inside.locator("button[name=method][value=password]").click();
  await expect(inside.getByTestId("session-content")).toContainText(account.email);
});
