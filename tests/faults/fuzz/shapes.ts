import { HANG_MS } from "./judge.ts";
import type { Means } from "./means.ts";
import { sendBytes, statusesIn } from "./wire.ts";

/** Bytes that are hardly HTTP, and the answers they may have: all of them, in order. */
type Shape = { name: string; bytes: Buffer; answers: readonly (readonly number[])[] };

const ANYTHING_REFUSED = [400, 404, 405, 408, 411, 413, 415, 417, 421, 431];
/** What stands behind the first request must never be answered as one of its own. */
const ONE_REFUSAL = [ANYTHING_REFUSED];

const LATIN = (text: string) => Buffer.from(text, "latin1");

/** Every odd shape known by name. `host` is the site's. */
function shapes(host: string): Shape[] {
  const head = `Host: ${host}\r\nConnection: close\r\n`;
  const get = (extra = "", path = "/robots.txt") => `GET ${path} HTTP/1.1\r\n${head}${extra}\r\n`;
  const stay = `GET /robots.txt HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const form = `${head}Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const post = (extra: string, body: string) => `POST /contact HTTP/1.1\r\n${form}${extra}\r\n${body}`;
  const open = form.replace("Connection: close\r\n", "");
  const hidden = `GET /hidden HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const one = (name: string, text: string | Buffer, ...answers: number[]): Shape => ({
    name,
    bytes: typeof text === "string" ? LATIN(text) : text,
    answers: [answers.length > 0 ? answers : ANYTHING_REFUSED],
  });
  return [
    one("one header of 64 kB", get(`X-Long: ${"x".repeat(65_536)}\r\n`), 431),
    one("8,000 headers", get("a: b\r\n".repeat(8_000)), 431),
    one("1,500 short headers", get("a: b\r\n".repeat(1_500)), 200, 431),
    one("an address of 64 kB", get("", `/${"a".repeat(65_536)}`), 431, 400),
    one("HTTP/0.9", "GET /\r\n\r\n"),
    one("HTTP/1.0 without a host", "GET / HTTP/1.0\r\n\r\n"),
    one("HTTP/9.9", `GET / HTTP/9.9\r\n${head}\r\n`),
    one("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    one("a TLS hello", Buffer.from("16030100c8010000c40303", "hex")),
    one("an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n"),
    one("no words at all", Buffer.alloc(2_000)),
    one("a method nobody has", `FETCH / HTTP/1.1\r\n${head}\r\n`),
    one("empty lines first", `\r\n\r\n${get()}`, 200),
    one("CONNECT", `CONNECT planted.example:443 HTTP/1.1\r\n${head}\r\n`, 405),
    one("CONNECT with a request inside", `CONNECT ${host} HTTP/1.1\r\n${head}\r\n${hidden}`, 405),
    one(
      "an upgrade",
      get("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n").replace("close", "close"),
      200,
    ),
    one("OPTIONS *", `OPTIONS * HTTP/1.1\r\n${head}\r\n`, 405),
    one("an absolute address", get("", `http://${host}/robots.txt`), 400, 200),
    one("an absolute address elsewhere", get("", "http://planted.example/"), 400),
    one("a bare line feed for an end", get().replaceAll("\r\n", "\n"), 200, ...ANYTHING_REFUSED),
    one("a bare carriage return", get("X: a\rb\r\n")),
    one("a folded line", get("X: a\r\n b\r\n")),
    one("a space before the colon", get("X : a\r\n")),
    one("a size that is none", post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")),
    one("a size below nothing", post("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n")),
    one("a size of all there is", post("Transfer-Encoding: chunked\r\n", `${"f".repeat(20)}\r\nabc\r\n0\r\n\r\n`)),
    one("a size and no line's end", post("Transfer-Encoding: chunked\r\n", "3 xyz\r\n0\r\n\r\n")),
    one("a piece longer than its size", post("Transfer-Encoding: chunked\r\n", "3\r\nabcdef\r\n0\r\n\r\n")),
    one(
      "60 kB of a piece's extension",
      post("Transfer-Encoding: chunked\r\n", `3;${"x".repeat(60_000)}\r\nabc\r\n0\r\n\r\n`),
      413,
    ),
    one("a trailer of 64 kB", post("Transfer-Encoding: chunked\r\n", `0\r\nX: ${"x".repeat(65_536)}\r\n\r\n`)),
    one("30 MB that are asked about first", post("Expect: 100-continue\r\nContent-Length: 31457280\r\n", ""), 413),
    one(
      "JSON that is asked about first",
      post("Expect: 100-continue\r\nContent-Length: 2\r\nContent-Type: application/json\r\n", "").replace(
        "application/x-www-form-urlencoded",
        "application/json",
      ),
      415,
    ),
    one("a form that is asked about first", post("Expect: 100-continue\r\nContent-Length: 3\r\n", "a=b"), 422),
    {
      name: "a length and pieces",
      bytes: LATIN(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${hidden}`)),
      answers: ONE_REFUSAL,
    },
    {
      name: "pieces and a length",
      bytes: LATIN(post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", `0\r\n\r\n${hidden}`)),
      answers: ONE_REFUSAL,
    },
    {
      name: "two lengths",
      bytes: LATIN(post("Content-Length: 0\r\nContent-Length: 40\r\n", hidden)),
      answers: ONE_REFUSAL,
    },
    { name: "two lengths in one", bytes: LATIN(post("Content-Length: 0, 40\r\n", hidden)), answers: ONE_REFUSAL },
    { name: "a length and a space", bytes: LATIN(post("Content-Length : 40\r\n", hidden)), answers: ONE_REFUSAL },
    { name: "a length with a sign", bytes: LATIN(post("Content-Length: +40\r\n", hidden)), answers: ONE_REFUSAL },
    { name: "a folded length", bytes: LATIN(post("Content-Length:\r\n 40\r\n", hidden)), answers: ONE_REFUSAL },
    {
      name: "pieces by another name",
      bytes: LATIN(post("Transfer-Encoding: xchunked\r\n", `0\r\n\r\n${hidden}`)),
      answers: ONE_REFUSAL,
    },
    {
      name: "pieces that are not the last coding",
      bytes: LATIN(post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${hidden}`)),
      answers: ONE_REFUSAL,
    },
    {
      name: "pieces in HTTP/1.0",
      bytes: LATIN(post("Transfer-Encoding: chunked\r\n", `0\r\n\r\n${hidden}`).replace("HTTP/1.1", "HTTP/1.0")),
      answers: [[...ANYTHING_REFUSED, 422]],
    },
    {
      name: "1,000 requests at once",
      bytes: LATIN(stay.repeat(999) + get()),
      answers: Array.from({ length: 1_000 }, () => [200]),
    },
    {
      name: "a form behind a refused one",
      bytes: LATIN(
        `POST /contact HTTP/1.1\r\n${open.replace("application/x-www-form-urlencoded", "application/json")}Content-Length: 2\r\n\r\n{}${post("Content-Length: 3\r\n", "a=b")}`,
      ),
      answers: [[415], [422]],
    },
    {
      name: "a page behind a form that is too long",
      bytes: LATIN(`POST /contact HTTP/1.1\r\n${open}Content-Length: 200000\r\n\r\n${"a".repeat(200_000)}${get()}`),
      answers: [[413], [200]],
    },
  ];
}

/** Sends each; gives what went wrong, in words. */
export async function sendShapes(means: Means): Promise<{ sent: number; wrong: string[] }> {
  const wrong: string[] = [];
  const all = shapes(means.host);
  for (const { name, bytes, answers } of all) {
    const answer = await sendBytes(means.port, bytes, 3 * HANG_MS);
    const statuses = statusesIn(answer.raw).filter((status) => status !== 100);
    const fits = statuses.length === answers.length && statuses.every((status, at) => answers[at]?.includes(status));
    if (!fits)
      wrong.push(`${name}: answered ${statuses.slice(0, 5).join(", ") || "by nothing"}, ${statuses.length} in all`);
    if (answer.ms > HANG_MS) wrong.push(`${name}: took ${Math.round(answer.ms)} ms`);
    if (name.startsWith("30 MB") && answer.raw.includes("100 Continue")) wrong.push(`${name}: was told to go on`);
  }
  return { sent: all.length, wrong };
}
