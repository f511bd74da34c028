// Captcha: a service that tells people from programs, on an origin of its own. Like others of its kind it knows nothing of the headers of
// the pages that it stands in: it frames without headers for that, sets addresses and markup from strings, and loads parts of its own.
import { Neighbour } from "./neighbours.ts";

const api = (own: string) => `{
  let place, told, solved = 0;
  const part = document.createElement("script");
  part.src = "${own}/part.js";
  document.head.append(part);
  const draw = () => {
    place.innerHTML = '<iframe title="Captcha" src="${own}/frame"></iframe>';
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "I am human";
    button.onclick = async () => {
      const { token } = await (await fetch("${own}/token")).json();
      told.callback(token + ++solved);
    };
    place.append(button);
  };
  window.turnstile = {
    render(element, options) { place = element; told = options; draw(); return "widget"; },
    reset() { draw(); },
    expire() { told["expired-callback"](); },
    fail() { told["error-callback"]("300010"); },
  };
}`;

export class Captcha {
  server!: Neighbour;
  /** Whether its script is there. */
  isUp = true;
  /** What was asked for, path by path. */
  asked: string[] = [];

  static async start(): Promise<Captcha> {
    const captcha = new Captcha();
    captcha.server = await Neighbour.start(({ url }, own) => {
      captcha.asked.push(url.pathname);
      if (!captcha.isUp) return { status: 503 };
      switch (url.pathname) {
        case "/captcha.js":
          return { script: api(own) };
        case "/part.js":
          return { script: "document.documentElement.dataset.part = 'there';" };
        case "/frame":
          return { html: "<!doctype html><title>Captcha</title><p>Are you human?</p>" };
        case "/token":
          return { json: { token: "CANARY-token-" }, headers: { "access-control-allow-origin": "*" } };
        default:
          return { status: 404 };
      }
    });
    return captcha;
  }
}
