// Gets the session from the JWT of the gateway in front.

import { Gateway } from "./gateway.js";
import { serve, setting } from "./service.js";

serve(
  new Gateway(setting("GATEWAY_JWKS_URL", "http://127.0.0.1:4455/.ory/jwks.json"), {
    issuer: setting("GATEWAY_ISSUER", "http://localhost:4455"),
    audience: setting("GATEWAY_AUDIENCE", "http://localhost:4455"),
    cooldown: Number(setting("GATEWAY_COOLDOWN", "5")),
  }),
);
