import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPlainGet } from "#server/fast-path/plain-get.ts";
import { speak } from "../support/wire.ts";

const HOST = "Host: pamphlets.example\r\n";
const read = (text: string) => readPlainGet(Buffer.from(text, "latin1"));

describe("a plain request", () => {
  test("is read with what the answer depends on", () => {
    expect(
      read(
        `GET /reading?page=2 HTTP/1.1\r\nhOST: \t pamphlets.example \r\nAccept-Encoding:gzip, br\r\nUser-Agent: x\r\nIf-None-Match: W/"a"\r\n\r\n`,
      ),
    ).toEqual({
      address: "/reading?page=2",
      host: "pamphlets.example",
      staysOpen: true,
      acceptEncoding: "gzip, br",
      ifNoneMatch: 'W/"a"',
    });
    expect(read(`GET / HTTP/1.1\r\n${HOST}Connection: Close\r\n\r\n`)?.staysOpen).toBe(false);
    expect(read(`GET / HTTP/1.1\r\nConnection: keep-alive\r\n${HOST}\r\n`)?.staysOpen).toBe(true);
  });

  const others: [string, string][] = [
    ["another method", `HEAD / HTTP/1.1\r\n${HOST}\r\n`],
    ["an older HTTP", `GET / HTTP/1.0\r\n${HOST}\r\n`],
    ["the whole address", `GET http://pamphlets.example/ HTTP/1.1\r\n${HOST}\r\n`],
    ["a space in the address", `GET /a b HTTP/1.1\r\n${HOST}\r\n`],
    ["a letter beyond ASCII in the address", `GET /\xe9 HTTP/1.1\r\n${HOST}\r\n`],
    ["no host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"],
    ["an empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"],
    ["two hosts", `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ["a cookie", `GET / HTTP/1.1\r\n${HOST}Cookie: basket=x\r\n\r\n`],
    ["a body of a length", `GET / HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`],
    ["a body in pieces", `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`],
    ["another protocol", `GET / HTTP/1.1\r\n${HOST}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ["Connection twice", `GET / HTTP/1.1\r\n${HOST}Connection: close\r\nConnection: keep-alive\r\n\r\n`],
    ["a question first", `GET / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\n\r\n`],
    ["half of it", `GET / HTTP/1.1\r\n${HOST}`],
    ["another behind it", `GET / HTTP/1.1\r\n${HOST}\r\nGET / HTTP/1.1\r\n${HOST}\r\n`],
    ["a byte behind it", `GET / HTTP/1.1\r\n${HOST}\r\nx`],
    ["bare line ends", "GET / HTTP/1.1\nHost: pamphlets.example\n\n"],
    ["a bare line end in a value", `GET / HTTP/1.1\r\n${HOST}X: a\nb\r\n\r\n`],
    ["a value that goes on in the next line", `GET / HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`],
    ["a space before the colon", `GET / HTTP/1.1\r\n${HOST}X : a\r\n\r\n`],
    ["no name", `GET / HTTP/1.1\r\n${HOST}: a\r\n\r\n`],
    ["a NUL", `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`],
    ["nothing", ""],
    ["more headers than Node takes", `GET / HTTP/1.1\r\n${"a:\r\n".repeat(1_000)}${HOST}\r\n`],
    ["very much", `GET / HTTP/1.1\r\n${HOST}X: ${"a".repeat(9_000)}\r\n\r\n`],
  ];
  test.each(others)("is not one with %s", (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  test("a space that only looks like one is part of the host", () => {
    expect(read("GET / HTTP/1.1\r\nHost: pamphlets.example\xa0\r\n\r\n")?.host).toBe("pamphlets.example\xa0");
  });
});

describe("never understands otherwise than Node", () => {
  let server: Server;
  let seen: IncomingMessage[] = [];
  let refused = 0;
  beforeAll(async () => {
    server = createServer({ requireHostHeader: false }, (req, res) => {
      seen.push(req);
      res.end();
    });
    server.on("clientError", (_, socket) => {
      refused++;
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => server.close());

  const oneOf = (...values: string[]) => fc.constantFrom(...values);
  const name = oneOf(
    ...["Host", "host", "Accept-Encoding", "If-None-Match", "If-none-match", "Connection", "Cookie", "Content-Length"],
    ...[
      "Transfer-Encoding",
      "Expect",
      "Upgrade",
      "X-Any",
      "Host ",
      "\tHost",
      "Range",
      "Proxy-Connection",
      "!#$%&'*+-.^_`|~",
    ],
  );
  const value = fc.oneof(
    oneOf("pamphlets.example", "close", "keep-alive", "Keep-Alive, x", "0", "5", "chunked", "br", 'W/"a"', "*", ""),
    fc.string({
      unit: oneOf("a", " ", "\t", "\x7f", "\x80", "\xa0", "\xff", "\0", "\n", "\r", ":", "é"),
      maxLength: 5,
    }),
  );
  const colon = oneOf(":", ": ", ":\t ", " : ", "");
  const end = fc.oneof({ weight: 19, arbitrary: oneOf("\r\n") }, oneOf("\n", "\r", "\r\n ", "\r\r\n"));
  const header = fc.tuple(name, colon, value, end).map((parts) => parts.join(""));
  const line = fc.oneof(
    { weight: 16, arbitrary: oneOf("GET / HTTP/1.1\r\n", "GET /a?b=c&d HTTP/1.1\r\n", 'GET //a/../%zz" HTTP/1.1\r\n') },
    oneOf(
      "GET / HTTP/1.0\r\n",
      "get / HTTP/1.1\r\n",
      "GET  / HTTP/1.1\r\n",
      "GET / HTTP/1.1 \r\n",
      "GET * HTTP/1.1\r\n",
    ),
  );
  const rest = fc.oneof(
    { weight: 16, arbitrary: oneOf("\r\n") },
    oneOf("", "\n", "\r\n\r\n", "\r\nx", "\r\nGET / HTTP/1.1\r\n\r\n"),
  );
  const request = fc
    .tuple(
      line,
      fc.array(fc.oneof(header, oneOf(HOST, "X-Any: é\r\n", "Accept-Encoding: br\r\n")), {
        maxLength: 5,
      }),
      rest,
    )
    .map(([first, headers, last]) => first + headers.join("") + last);

  test("on 4,000 odd requests, of which it understands many", async () => {
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(request, async (text) => {
        const ours = read(text);
        if (!ours) return;
        understood++;
        seen = [];
        refused = 0;
        const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const heard = await speak(site, [Buffer.from(text, "latin1")], { enough: (all) => all.includes("\r\n\r\n") });
        const [req] = seen;
        expect([heard.slice(0, 15), seen.length, refused, req?.method]).toEqual(["HTTP/1.1 200 OK", 1, 0, "GET"]);
        const { headers } = req as IncomingMessage;
        expect(ours).toEqual({
          address: req?.url,
          host: headers.host,
          staysOpen: /^Connection: keep-alive/m.test(heard),
          acceptEncoding: headers["accept-encoding"],
          ifNoneMatch: headers["if-none-match"],
        });
        for (const other of ["cookie", "content-length", "transfer-encoding", "upgrade", "expect"]) {
          expect(headers).not.toHaveProperty(other);
        }
      }),
      { numRuns: 4_000 },
    );
    expect(understood).toBeGreaterThan(200);
  });
});
