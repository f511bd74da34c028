// What is read of a session, in the form of Kratos' `whoami`.

import { Refusal } from "./refusal.js";

// Milliseconds since 1970; what cannot be read has ended.
export function end(session) {
  if (!session.active) return 0;
  if (session.expires_at == null) return Infinity;
  return Date.parse(session.expires_at) || 0;
}

// The session itself, unless it has ended.
export function current(session) {
  if (end(session) <= Date.now()) throw Refusal.noSession();
  return session;
}

export function isSession(value) {
  return typeof value?.identity?.id === "string";
}

export function profile({ identity }) {
  const email = typeof identity.traits?.email === "string" ? identity.traits.email : null;
  const normal = (address) => address.trim().toLowerCase();
  // Found by its value: an identity may have several addresses, verified or not. Kratos keeps them in lower case.
  const verified = (identity.verifiable_addresses ?? []).some(
    (one) => email !== null && one.via === "email" && one.verified && normal(one.value) === normal(email),
  );
  return { id: identity.id, email, verified };
}
