import { readFileSync } from "node:fs";
import { createServer } from "node:http";

// A web server that does nothing but send the bytes it was given: how fast this machine sends them from Node.
// raw.ts PORT FOLDER: each file of the folder at its name, with the headers of its twin NAME.headers.json

const [port, folder = "."] = process.argv.slice(2);
const known = new Map<string, { headers: Record<string, string>; body: Buffer }>();

createServer((req, res) => {
  const path = req.url ?? "/";
  let page = known.get(path);
  if (!page) {
    try {
      const headers = JSON.parse(readFileSync(`${folder}${path}.headers.json`, "utf8"));
      page = { headers, body: readFileSync(`${folder}${path}`) };
      known.set(path, page);
    } catch {
      res.writeHead(200).end("ready");
      return;
    }
  }
  res.writeHead(200, page.headers);
  res.end(page.body);
}).listen(Number(port), "127.0.0.1");
