import { type IncomingHttpHeaders, request } from "node:http";

export type Reply = {
  status: number;
  headers: IncomingHttpHeaders;
  body: string /** As they came, packed or not. */;
  bytes: Buffer;
};

type Asking = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

/** One request exactly as written: no redirect is followed, no header is added, an odd path stays odd. */
export function ask(site: string, path: string, { method = "GET", headers = {}, body }: Asking = {}): Promise<Reply> {
  const { hostname, port } = new URL(site);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: bytes.toString(), bytes });
      });
      res.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A form of ours, sent as a browser on one of our pages sends it. */
export function post(
  site: string,
  path: string,
  fields: Record<string, string> | [string, string][] | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = typeof fields === "string" ? fields : new URLSearchParams(fields).toString();
  return ask(site, path, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      "Sec-Fetch-Site": "same-origin",
      Origin: site,
      ...headers,
    },
  });
}
