/** What a plain request for a page says, as far as the answer depends on it. */
export type PlainGet = {
  /** As it was written: a path, and a query where there is one. */
  address: string;
  host: string;
  /** False where the connection is to be closed after the answer. */
  staysOpen: boolean;
  acceptEncoding: string | undefined;
  ifNoneMatch: string | undefined;
};

/** Longer ones are rare, and no business of a fast path. In bytes. */
const LONGEST = 8_192;
/** Node refuses a request of a thousand headers; browsers and proxies send some thirty. */
const MOST_HEADERS = 100;
const FIRST_LINE = /^GET (\/[!-~]*) HTTP\/1\.1\r\n/;
/** RFC 9110 5.6.2 and 5.5: a name of token characters, a value without controls. */
const HEADER = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~\x80-\xff]*)\r\n/y;

/** What the answer depends on. */
const HEEDED = new Set(["host", "connection", "accept-encoding", "if-none-match"]);

/**
 * Headers that change what a request is, or who asks: whoever sends one is answered the ordinary way. A cookie may show
 * on the page; a length or an encoding announces a body.
 */
const NOT_PLAIN = new Set([
  "content-length",
  "cookie",
  "expect",
  "http2-settings",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Reads bytes that are one whole GET request without a body and nothing else, of HTTP/1.1, with no header twice that
 * counts. Undefined for anything else, sound or not: whoever is told so has it read by Node. This may understand less
 * than Node does, and must never understand otherwise.
 */
export function readPlainGet(bytes: Buffer): PlainGet | undefined {
  if (bytes.length > LONGEST) return undefined;
  const text = bytes.toString("latin1");
  const first = FIRST_LINE.exec(text);
  if (!first) return undefined;
  const heeded = new Map<string, string>();
  const end = text.length - 2;
  HEADER.lastIndex = first[0].length;
  let headers = 0;
  while (HEADER.lastIndex < end) {
    if (++headers > MOST_HEADERS) return undefined;
    const header = HEADER.exec(text);
    const name = header?.[1]?.toLowerCase() ?? "";
    if (name === "" || NOT_PLAIN.has(name) || heeded.has(name)) return undefined;
    if (HEEDED.has(name)) heeded.set(name, bare(header?.[2] ?? ""));
  }
  const host = heeded.get("host");
  const connection = heeded.get("connection")?.toLowerCase() ?? "keep-alive";
  if (HEADER.lastIndex !== end || !text.endsWith("\r\n") || !host) return undefined;
  if (connection !== "keep-alive" && connection !== "close") return undefined;
  return {
    address: first[1] ?? "",
    host,
    staysOpen: connection === "keep-alive",
    acceptEncoding: heeded.get("accept-encoding"),
    ifNoneMatch: heeded.get("if-none-match"),
  };
}

/** Without the spaces and tabs around it: no other sign is one that may stand there. */
function bare(written: string): string {
  let [from, to] = [0, written.length];
  while (from < to && isSpace(written, from)) from++;
  while (to > from && isSpace(written, to - 1)) to--;
  return written.slice(from, to);
}

const isSpace = (text: string, at: number) => text[at] === " " || text[at] === "\t";
