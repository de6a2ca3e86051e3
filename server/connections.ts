import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** In ms. Headers and the whole request have to be here by then; a connection that says nothing is closed. */
export const HEADERS_MS = 10_000;
export const REQUEST_MS = 30_000;
export const BETWEEN_REQUESTS_MS = 5_000;
/** A reader who takes nothing of an answer for so long is gone. */
export const STALLED_MS = 30_000;
/** How often late ones are looked for: Node's own 30 s would triple the time a slow one may take. */
export const LOOK_FOR_LATE_MS = 1_000;
/** An answer not begun by then is given up: the reader is told to try again. */
export const ANSWER_MS = 20_000;
/** What is left of a refused body is read and dropped for so long, so that the sender can read the refusal. */
const LEFT_OVER_MS = 5_000;
/** Beyond so many, new connections are refused rather than all of them slow. */
const MOST_CONNECTIONS = 4_000;

const STATUS: Record<string, [status: number, word: string]> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "Content Too Large"],
};

/** Sets how long anybody may take, and answers what is not HTTP enough to become a request. */
export function boundConnections(server: Server, headers: Record<string, string>): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = BETWEEN_REQUESTS_MS;
  server.timeout = STALLED_MS;
  server.maxConnections = MOST_CONNECTIONS;

  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const end = (socket: Duplex, status: number, word: string) => {
    if (!socket.writable) return void socket.destroy();
    const text = `${word}\n`;
    socket.end(
      `HTTP/1.1 ${status} ${word}\r\n${lines.join("")}Content-Type: text/plain; charset=utf-8\r\n` +
        `Cache-Control: no-store\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
    setTimeout(() => socket.destroy(), 1_000).unref(); // it may not be listening
  };
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET") return void socket.destroy();
    const [status, word] = STATUS[error.code ?? ""] ?? [400, "Bad Request"];
    end(socket, status, word);
  });
  // a tunnel to elsewhere
  server.on("connect", (_req: IncomingMessage, socket: Duplex) => end(socket, 405, "Method Not Allowed"));
}

/** Reads on past a refusal for a little while; then the connection goes, and with it what was still to come. */
export function dropTheRest(req: IncomingMessage): void {
  if (req.complete) return;
  req.resume();
  const timer = setTimeout(() => req.socket.destroy(), LEFT_OVER_MS);
  req.once("close", () => clearTimeout(timer));
  req.once("end", () => clearTimeout(timer));
}
