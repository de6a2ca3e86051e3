import type { Server } from "node:http";
import type { Socket } from "node:net";
import { BETWEEN_REQUESTS_MS, HEADERS_MS, STALLED_MS } from "../connections.ts";
import { type PlainGet, readPlainGet } from "./plain-get.ts";

/** An answer as it is sent: its status line and headers but for those that every answer has, and its body. */
export type Answer = { head: Buffer; body: Buffer | undefined };

/** Node grants the same over what it promises in Keep-Alive: the next request may be on its way. In ms. */
const GRACE_MS = 1_000;
const IDLE_MS = BETWEEN_REQUESTS_MS + GRACE_MS;

/**
 * Answers plain requests for what lies there ready without an `IncomingMessage`, a `ServerResponse` or a promise being
 * made for them, which is about half the work (bench/cached-page.ts). A connection is Node's, for good, from its first
 * request that is anything else: `find` then gives undefined, and Node reads that request from its first byte.
 */
export function openFastPath(server: Server, find: (asked: PlainGet) => Answer | undefined): void {
  const [toNode, ...others] = server.listeners("connection") as ((socket: Socket) => void)[];
  // another Node may take its connections in another way: then all go that way (a test tells)
  if (!toNode || others.length > 0) return;
  server.removeListener("connection", toNode);
  const here = new Set<Socket>();

  /** A fault here would be nobody's: the ordinary way has a page for it. */
  function findOrNot(request: PlainGet): Answer | undefined {
    try {
      return find(request);
    } catch {
      return undefined;
    }
  }

  server.on("connection", (socket: Socket) => {
    let deadline: NodeJS.Timeout | undefined;

    function hear(bytes: Buffer): void {
      if (!socket.writable) {
        // it is being closed, and each word more would put off the moment at which silence ends it
        deadline ??= setTimeout(() => socket.destroy(), STALLED_MS).unref();
        return;
      }
      // the last answer is not taken yet: Node knows how to have this one wait
      const request = socket.writableLength > 0 ? undefined : readPlainGet(bytes);
      const answer = request && findOrNot(request);
      if (!answer) {
        handOver(bytes);
        return;
      }
      if (socket.timeout !== IDLE_MS) socket.setTimeout(IDLE_MS);
      socket.cork();
      socket.write(answer.head);
      socket.write(tailOf(request.staysOpen));
      if (answer.body) socket.write(answer.body);
      socket.uncork();
      if (!request.staysOpen) socket.destroySoon();
    }

    /** Node takes it as it came, bytes and all. */
    function handOver(bytes: Buffer): void {
      here.delete(socket);
      for (const [event, listener] of Object.entries(listeners)) socket.removeListener(event, listener);
      socket.setTimeout(0);
      socket.pause();
      socket.unshift(bytes);
      toNode?.call(server, socket);
      socket.resume();
    }

    /** Nothing was asked for a while; or nothing is taken of an answer, for which there is more time, from each byte on. */
    function lookAfter(): void {
      if (socket.writableLength === 0 || socket.timeout === STALLED_MS) socket.destroy();
      else socket.setTimeout(STALLED_MS);
    }

    const listeners = {
      data: hear,
      end: () => socket.destroySoon(),
      timeout: lookAfter,
      error: () => {}, // it broke, and Node destroys it; nobody is left to tell
      close: () => {
        here.delete(socket);
        clearTimeout(deadline);
      },
    };
    here.add(socket);
    socket.setTimeout(HEADERS_MS);
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  });

  // Node closes those it knows of; an answer under way is finished
  const [closeIdle, closeAll] = [server.closeIdleConnections, server.closeAllConnections];
  server.closeIdleConnections = () => {
    closeIdle.call(server);
    for (const socket of here) socket.destroySoon();
  };
  server.closeAllConnections = () => {
    closeAll.call(server);
    for (const socket of here) socket.destroy();
  };
}

const KEPT_ALIVE = `keep-alive\r\nKeep-Alive: timeout=${BETWEEN_REQUESTS_MS / 1000}`;
let tails = { second: 0, open: Buffer.alloc(0), closing: Buffer.alloc(0) };

/** What the headers of every answer end with, made once a second. */
function tailOf(staysOpen: boolean): Buffer {
  const now = Date.now();
  const second = Math.floor(now / 1000);
  if (tails.second !== second) {
    const date = new Date(now).toUTCString();
    const tail = (connection: string) => Buffer.from(`Date: ${date}\r\nConnection: ${connection}\r\n\r\n`, "latin1");
    tails = { second, open: tail(KEPT_ALIVE), closing: tail("close") };
  }
  return staysOpen ? tails.open : tails.closing;
}
