import { connect, type Socket } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

/** What came back over one connection, read as HTTP/1.1 by nobody's client but ours: an odd answer stays odd. */
export type Answer = {
  /** 0 where no answer came at all. */
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
  /** Everything that came, all answers of a pipeline. */
  raw: Buffer;
  /** From the first byte sent to the end, in ms. */
  ms: number;
  /** Who ended it: we lost patience, or the connection was closed or broken off. */
  end: "closed" | "broken" | "patience";
};

/** Sends bytes on a connection of its own and reads until it is closed. Never throws for what the other side does. */
export function sendBytes(port: number, bytes: Buffer | readonly Buffer[], patienceMs: number): Promise<Answer> {
  const began = performance.now();
  const chunks: Buffer[] = [];
  return new Promise((done) => {
    const socket: Socket = connect({ port, host: "127.0.0.1" });
    let end: Answer["end"] = "closed";
    const timer = setTimeout(() => {
      end = "patience";
      socket.destroy();
    }, patienceMs);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {
      if (end === "closed") end = "broken";
    });
    socket.on("close", () => {
      clearTimeout(timer);
      const raw = Buffer.concat(chunks);
      done({ ...readFirst(raw), raw, ms: performance.now() - began, end });
    });
    for (const part of Array.isArray(bytes) ? bytes : [bytes as Buffer]) socket.write(part);
  });
}

const GAP = Buffer.from("\r\n\r\n");

/** The first answer that is more than "go on". */
function readFirst(raw: Buffer): Pick<Answer, "status" | "headers" | "body"> {
  const at = raw.indexOf(GAP);
  if (at < 0) return { status: 0, headers: [], body: Buffer.alloc(0) };
  const [first = "", ...lines] = raw.toString("latin1", 0, at).split("\r\n");
  const status = Number.parseInt(/^HTTP\/1\.1 (\d{3}) /.exec(`${first} `)?.[1] ?? "0", 10);
  const rest = raw.subarray(at + GAP.length);
  if (status >= 100 && status < 200) return readFirst(rest);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status, headers, body: bodyOf(headers, rest) };
}

function bodyOf(headers: [string, string][], rest: Buffer): Buffer {
  if (headers.some(([name, value]) => name === "transfer-encoding" && value === "chunked")) return unchunk(rest);
  const length = headers.find(([name]) => name === "content-length")?.[1];
  return length === undefined ? rest : rest.subarray(0, Number.parseInt(length, 10));
}

function unchunk(rest: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = rest.indexOf("\r\n", at);
    const size = line < 0 ? Number.NaN : Number.parseInt(rest.toString("latin1", at, line), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

export const headerOf = (answer: Answer, name: string): string | undefined =>
  answer.headers.find(([one]) => one === name)?.[1];

/** What an answer says, unpacked. */
export function textOf(answer: Answer): string {
  const { body } = answer;
  if (body.length === 0) return "";
  switch (headerOf(answer, "content-encoding")) {
    case "br":
      return brotliDecompressSync(body).toString();
    case "gzip":
      return gunzipSync(body).toString();
    default:
      return body.toString();
  }
}

/** The statuses of all answers that came, in the order in which they came. */
export const statusesIn = (raw: Buffer): number[] =>
  [...raw.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map((found) => Number(found[1]));
