// Why a request gets no profile, in the form of Kratos' own errors.

import { STATUS_CODES } from "node:http";

export class Refusal extends Error {
  constructor(status, id, message, { cause, redirect } = {}) {
    super(message, { cause });
    this.status = status;
    this.id = id;
    this.redirect = redirect;
  }

  static noSession() {
    return new Refusal(401, "session_inactive", "The request has no session.");
  }

  static secondFactor(redirect) {
    return new Refusal(403, "session_aal2_required", "The session needs a second factor.", { redirect });
  }

  // An outage must not look like a sign-out.
  static unavailable(cause) {
    return new Refusal(502, "identity_server_unavailable", "The identity server is unavailable.", { cause });
  }

  toJSON() {
    const { id, status, message, redirect } = this;
    const error = { id, code: status, status: STATUS_CODES[status], message };
    return redirect === undefined ? { error } : { error, redirect_browser_to: redirect };
  }
}
