import { connect } from "node:net";
import { HANG_MS } from "./judge.ts";
import type { Means } from "./means.ts";

const MB = 1024 * 1024;
const SIZE = 30 * MB;
const PIECE = Buffer.alloc(64 * 1024, "a");
const CHUNK = Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from("\r\n")]);

/** 30 MB, said beforehand or not, to forms and to Stripe's door: refused so that the sender can read it. */
export async function sendBodies(means: Means, atOnce: number): Promise<{ sent: number; wrong: string[] }> {
  const form = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  const kinds = [
    { name: "30 MB with a length", path: "/contact", framing: `Content-Length: ${SIZE}\r\n`, piece: PIECE },
    { name: "30 MB without one", path: "/contact", framing: "Transfer-Encoding: chunked\r\n", piece: CHUNK },
    {
      name: "30 MB to the webhook",
      path: "/webhooks/stripe",
      framing: `Stripe-Signature: t=1,v1=00\r\nContent-Length: ${SIZE}\r\n`,
      piece: PIECE,
    },
    {
      name: "30 MB to the webhook without a length",
      path: "/webhooks/stripe",
      framing: "Stripe-Signature: t=1,v1=00\r\nTransfer-Encoding: chunked\r\n",
      piece: CHUNK,
    },
  ];
  const all = kinds.flatMap((kind) => Array.from({ length: atOnce }, () => kind));
  const answers = await Promise.all(
    all.map(async ({ name, path, framing, piece }) => {
      const { status, ms } = await pour(
        means.port,
        `POST ${path} HTTP/1.1\r\nHost: ${means.host}\r\n${form}${framing}\r\n`,
        piece,
      );
      if (status !== 413) return [`${name}: the sender read ${status || "nothing"}`];
      return ms > HANG_MS ? [`${name}: ${Math.round(ms)} ms until the answer`] : [];
    }),
  );
  return { sent: all.length, wrong: answers.flat() };
}

/** Sends as fast as it is taken, and reads at the end, as simple programs do. Gives when the answer was there. */
function pour(port: number, head: string, piece: Buffer): Promise<{ status: number; ms: number }> {
  return new Promise((done) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const began = performance.now();
    let left = SIZE;
    let told = "";
    let ms = 0;
    socket.setTimeout(4 * HANG_MS, () => socket.destroy());
    socket.on("data", (chunk) => {
      ms ||= performance.now() - began;
      told += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => done({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(told)?.[1] ?? 0), ms }));
    const go = () => {
      while (left > 0 && socket.writable) {
        left -= PIECE.length;
        if (!socket.write(piece)) return;
      }
      socket.end();
    };
    socket.on("drain", go);
    socket.write(head);
    go();
  });
}
