import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import {
  createReadableStreamFromReadable,
  createRequestHandler,
  type ServerBuild,
  writeReadableStreamToWritable,
} from "@remix-run/node";
import type { Built } from "#app/site.ts";
import { openSite } from "#server/site.ts";

// serve.ts BUILD: Remix's adapter for Express, without Express, over a build. No gate, no headers, no limits, no packing.

const build: ServerBuild = await import(pathToFileURL(process.argv[2] ?? "").href);
const handle = createRequestHandler(build, "production");
const { site } = openSite();
const built: Built = { version: build.assets.version, files: new Map(), weigh: async () => undefined };

createServer(async (req, res) => {
  try {
    const url = new URL(`http://${req.headers.host}${req.url}`);
    const headers = new Headers();
    for (const [name, value] of Object.entries(req.headers))
      for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
    const controller = new AbortController();
    res.on("finish", () => controller.abort());
    const { method = "GET" } = req;
    const body = method === "GET" || method === "HEAD" ? null : createReadableStreamFromReadable(req);
    // undici wants to be told that a body is sent while it is read, which the DOM's types do not know
    const init: RequestInit & { duplex?: "half" } = {
      method,
      headers,
      body,
      signal: controller.signal,
      duplex: "half",
    };
    const response = await handle(new Request(url, init), { ...site, requestId: "bare", visitor: "bare", built });
    res.statusCode = response.status;
    for (const [name, value] of response.headers.entries()) res.appendHeader(name, value);
    if (response.body) await writeReadableStreamToWritable(response.body, res);
    else res.end();
  } catch {
    res.writeHead(500).end();
  }
}).listen(site.settings.port, "127.0.0.1");
