// The service itself: one route for users with a session, which come from `source`.

import express from "express";
import { Refusal } from "./refusal.js";
import { profile } from "./session.js";

export function serve(source) {
  const [host, port] = setting("LISTEN", "127.0.0.1:3000").split(":");
  const server = service(source).listen(Number(port), host, (error) => {
    if (error) throw error;
    console.log(`listening on http://${host}:${server.address().port}`);
  });
}

export function setting(name, otherwise) {
  return process.env[name] || otherwise;
}

function service(source) {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((_request, response, next) => {
    // Everything is about one user: no shared cache may store it.
    response.set("cache-control", "no-store");
    next();
  });
  app.get("/users/profile", async (request, response) => {
    response.json(profile(await source.session(request.headers)));
  });
  app.use((error, _request, response, next) => {
    if (!(error instanceof Refusal)) return next(error);
    if (error.cause) console.warn("no session can be looked up:", error.cause);
    response.status(error.status).json(error);
  });
  return app;
}
