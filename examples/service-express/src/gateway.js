// Sessions by the JWT (ES256) that a gateway in front of this service puts into `Authorization`.

import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { Refusal } from "./refusal.js";
import { current, isSession } from "./session.js";

// Errors of jose that are not about the token: the keys are unavailable.
const OUTAGES = new Set([errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code]);

export class Gateway {
  #keys;
  #options;

  // `cooldown`: seconds between two fetches for an unknown key id.
  constructor(jwks, { issuer, audience, cooldown = 5 }) {
    this.#keys = createRemoteJWKSet(new URL(jwks), {
      cacheMaxAge: 300_000,
      cooldownDuration: cooldown * 1_000,
      timeoutDuration: 5_000,
    });
    this.#options = {
      algorithms: ["ES256"],
      issuer,
      audience,
      requiredClaims: ["exp", "sub"],
      clockTolerance: 5,
    };
  }

  async session(headers) {
    const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
    if (token === undefined) throw Refusal.noSession();
    const { sub, session } = await this.#claims(token);
    if (!isSession(session) || session.identity.id !== sub) throw Refusal.noSession();
    return current(session);
  }

  async #claims(token) {
    // Before any request: a token without a key id is none of the gateway's.
    if (keyId(token) === undefined) throw Refusal.noSession();
    try {
      const { payload } = await jwtVerify(token, this.#keys, this.#options);
      return payload;
    } catch (error) {
      const isAboutToken = error instanceof errors.JOSEError && !OUTAGES.has(error.code);
      throw isAboutToken ? Refusal.noSession() : Refusal.unavailable(error);
    }
  }
}

function keyId(token) {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
