import { connect } from "node:net";
import { BETWEEN_REQUESTS_MS, HEADERS_MS, LOOK_FOR_LATE_MS, REQUEST_MS, STALLED_MS } from "#server/connections.ts";
import { ask } from "../../support/ask.ts";
import { HANG_MS } from "./judge.ts";
import type { Means } from "./means.ts";

/** A busy machine looks later than it means to. */
const SLACK_MS = LOOK_FOR_LATE_MS + 6_000;
const BYTE_EVERY_MS = 500;

type Slow = { name: string; begins: string; drips: boolean; reads: boolean; within: number };

/** Those who take for ever, many at once, while a visitor goes about. Each has to be shown out in its time. */
export async function takeForEver(
  means: Means,
  each: number,
  whole: boolean,
): Promise<{ sent: number; wrong: string[] }> {
  const host = `Host: ${means.host}\r\n`;
  const form = `${host}Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const page = `GET /reading HTTP/1.1\r\n${host}\r\n`;
  const kinds: Slow[] = [
    {
      name: "headers, a byte at a time",
      begins: `GET / HTTP/1.1\r\n${host}X: `,
      drips: true,
      reads: true,
      within: HEADERS_MS,
    },
    { name: "a connection that says nothing", begins: "", drips: false, reads: true, within: HEADERS_MS },
    { name: "half a request", begins: "GET / HTTP/1.1\r\nHo", drips: false, reads: true, within: HEADERS_MS },
    { name: "nothing after an answer", begins: page, drips: false, reads: true, within: BETWEEN_REQUESTS_MS },
    ...(whole
      ? [
          {
            name: "a body, a byte at a time",
            begins: `POST /contact HTTP/1.1\r\n${form}Content-Length: 9999\r\n\r\n`,
            drips: true,
            reads: true,
            within: REQUEST_MS,
          },
          {
            name: "a body that does not come",
            begins: `POST /contact HTTP/1.1\r\n${form}Content-Length: 9999\r\n\r\n`,
            drips: false,
            reads: true,
            within: REQUEST_MS,
          },
          {
            name: "an endless body in pieces",
            begins: `POST /contact HTTP/1.1\r\n${form}Transfer-Encoding: chunked\r\n\r\nffff\r\n`,
            drips: true,
            reads: true,
            within: REQUEST_MS,
          },
          {
            name: "a length beyond the body of a webhook",
            begins: `POST /webhooks/stripe HTTP/1.1\r\n${host}Stripe-Signature: t=1,v1=00\r\nContent-Length: 500\r\n\r\n`,
            drips: false,
            reads: true,
            within: REQUEST_MS,
          },
          {
            name: "nobody reads the answers",
            begins: page.repeat(400),
            drips: false,
            reads: false,
            // Node counts what the network took of the answers as a sign of life, and looks again after as long
            within: 2 * STALLED_MS,
          },
        ]
      : []),
  ];
  let over = false;
  const visitor = visit(means, () => over);
  const wrong = await Promise.all(
    kinds.flatMap((kind) => Array.from({ length: each }, () => lastUntilClosed(means.port, kind))),
  );
  over = true;
  const late = await visitor;
  return { sent: kinds.length * each, wrong: [...new Set(wrong.flat()), ...late] };
}

/** Holds on until it is shown out. */
function lastUntilClosed(port: number, { name, begins, drips, reads, within }: Slow): Promise<string[]> {
  return new Promise((done) => {
    const began = performance.now();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const drip = drips ? setInterval(() => socket.write("x"), BYTE_EVERY_MS) : undefined;
    const patience = setTimeout(
      () => end([`${name}: still there after ${(within + SLACK_MS) / 1_000} s`]),
      within + SLACK_MS,
    );
    let isOver = false;
    const end = (wrong: string[]) => {
      if (isOver) return;
      isOver = true;
      clearInterval(drip);
      clearTimeout(patience);
      socket.destroy();
      const ms = performance.now() - began;
      done(ms < within - HANG_MS && wrong.length === 0 ? [`${name}: shown out after ${Math.round(ms)} ms`] : wrong);
    };
    socket.on("error", () => end([]));
    socket.on("end", () => end([]));
    socket.on("close", () => end([]));
    if (reads) socket.resume();
    socket.write(begins);
    // who does not read does not hear of the end either, until they write
    if (!reads) setTimeout(() => socket.on("error", () => {}).resume(), within + SLACK_MS / 2).unref();
  });
}

/** Somebody who reads and searches meanwhile. Gives what they had to wait for. */
async function visit(means: Means, isOver: () => boolean): Promise<string[]> {
  const late: string[] = [];
  const url = means.site.settings.siteUrl;
  while (!isOver()) {
    for (const path of ["/", "/search?q=october", "/donate", "/robots.txt"]) {
      const began = performance.now();
      const { status } = await ask(url, path);
      const ms = performance.now() - began;
      if (status !== 200 || ms > HANG_MS) late.push(`a visitor got ${status} for ${path} after ${Math.round(ms)} ms`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return late;
}
