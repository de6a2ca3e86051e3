import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Means } from "./means.ts";

/** Visitors who leave: before a word, within each part of a request, and before, within and after its answer. */
export async function hangUp(means: Means, times: number): Promise<{ sent: number; wrong: string[] }> {
  const body = "question=Where%3F&reply=email&email=ada%40reader.example";
  const head = `Host: ${means.host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const post = `POST /contact HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${means.host}\r\n\r\n`;
  const phases: { text: string; until: "sent" | "answered" | number }[] = [
    { text: "", until: "sent" },
    { text: "GE", until: "sent" },
    { text: "GET / HTTP/1.1\r\nHos", until: "sent" },
    { text: post.slice(0, -body.length), until: "sent" },
    { text: post.slice(0, -10), until: "sent" },
    {
      text: post.replace(/Content-Length: \d+/, "Transfer-Encoding: chunked").replace(body, "5\r\nquest"),
      until: "sent",
    },
    { text: post, until: "sent" },
    { text: post, until: 5 },
    { text: get("/search?q=october"), until: "sent" },
    { text: get("/search?q=october"), until: 5 },
    { text: get("/reading"), until: "answered" },
    { text: get("/reading").repeat(50), until: "answered" },
    { text: get("/texts").repeat(50), until: "sent" },
  ];
  const all = Array.from({ length: times }, () => phases).flat();
  for (let at = 0; at < all.length; at += 20) {
    await Promise.all(all.slice(at, at + 20).map(({ text, until }, i) => leave(means.port, text, until, i % 2 === 0)));
  }
  return { sent: all.length, wrong: [] };
}

/** @param rudely breaks the connection off, where another would close it */
async function leave(port: number, text: string, until: "sent" | "answered" | number, rudely: boolean): Promise<void> {
  const socket: Socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  await new Promise((done) => socket.once("connect", done).once("error", done));
  const answered = new Promise((done) => socket.once("data", done).once("close", done));
  await new Promise((done) => socket.write(text, done));
  if (until === "answered") await answered;
  else if (typeof until === "number") await wait(until);
  if (rudely) socket.resetAndDestroy();
  else socket.destroy();
}
