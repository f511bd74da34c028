import assert from "node:assert/strict";
import { test } from "node:test";
import { Kratos } from "../src/kratos.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");

// Stubs whoami, with a session that lasts so many milliseconds from NOW. Returns the number of calls.
function whoami(t, lifespan) {
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const session = {
    active: true,
    expires_at: new Date(NOW + lifespan).toISOString(),
    identity: { id: "1" },
  };
  const mock = t.mock.method(globalThis, "fetch", async () => Response.json(session));
  return () => mock.mock.callCount();
}

test("a session is cached for five seconds", async (t) => {
  const calls = whoami(t, 3_600_000);
  const kratos = new Kratos("http://kratos");
  const get = () => kratos.session({ "x-session-token": "t" });
  await get();
  t.mock.timers.setTime(NOW + 4_999);
  await get();
  assert.equal(calls(), 1);
  t.mock.timers.setTime(NOW + 5_000);
  await get();
  assert.equal(calls(), 2);
});

test("a session is not cached beyond its end", async (t) => {
  const calls = whoami(t, 2_000);
  const kratos = new Kratos("http://kratos");
  const get = () => kratos.session({ "x-session-token": "t" });
  await get();
  t.mock.timers.setTime(NOW + 2_000);
  await assert.rejects(get, { status: 401 });
  assert.equal(calls(), 2);
});

test("requests at the same time share one call", async (t) => {
  const calls = whoami(t, 3_600_000);
  const kratos = new Kratos("http://kratos");
  await Promise.all([1, 2, 3].map(() => kratos.session({ cookie: "ory_kratos_session=1" })));
  assert.equal(calls(), 1);
});
