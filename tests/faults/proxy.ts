import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How a proxy misbehaves. Change the fields at will; every chunk that passes looks at them. */
export type ProxyFaults = {
  /**
   * - `cut`: whoever connects is reset at once, and so is who was connected
   * - `half-open`: connections are taken and never answered, and those there were fall silent for good without being
   *   closed, as when the far machine lost its cable or was replaced
   * - `garbage`: what the far side says arrives as bytes that mean nothing
   */
  mode: "pass" | "cut" | "half-open" | "garbage";
  /** Each chunk waits this long before it passes, in milliseconds, in both directions. */
  delayMs: number;
  /** Each byte is sent by itself. */
  drip: boolean;
};

/** One connection through the proxy, for a listener to pass bytes on with, or to cut. */
export type Link = {
  toServer(bytes: Buffer): Promise<void>;
  toClient(bytes: Buffer): Promise<void>;
  cut(): void;
};

/**
 * Hears what passes on one link and passes it on itself, so that it can act at an exact moment, hold the bytes as long as
 * it likes, or never pass them. Chunks of one direction come one after the other, never two at once.
 */
export type Ear = {
  fromClient(bytes: Buffer): Promise<void>;
  fromServer(bytes: Buffer): Promise<void>;
  /** The link is over, however that came. */
  closed?(): void;
};

/** A TCP proxy on 127.0.0.1. */
export type TcpProxy = {
  readonly port: number;
  readonly faults: ProxyFaults;
  /** Breaks every connection there is; new ones are taken as before. */
  cutAll(): void;
  close(): Promise<void>;
};

export type ProxyOptions = {
  /** Where it leads, asked for at each connection: what was started again may be elsewhere. */
  target: () => number;
  /** Any free one where left out. */
  port?: number;
  listen?: (link: Link) => Ear;
  /** Waits for a target that is not there yet, as a proxy before a restarting site does, instead of turning away. */
  patient?: boolean;
};

const RETRY_MS = 25;
const GARBAGE = Buffer.from("\u0007\u0000garbage \u00ff\u00fe not any protocol at all\r\n\r\n".repeat(3), "latin1");

const straight = (link: Link): Ear => ({ fromClient: link.toServer, fromServer: link.toClient });

/** Opens a proxy. Our own, because it needs no kernel module and can be told what to do at a byte (reliability.md 4.1). */
export async function openProxy(options: ProxyOptions): Promise<TcpProxy> {
  const faults: ProxyFaults = { mode: "pass", delayMs: 0, drip: false };
  const links = new Set<() => void>();
  const silencers = new Set<() => void>();
  const server = createServer({ noDelay: true }, (client) => {
    client.on("error", () => {});
    if (faults.mode === "cut") return void client.resetAndDestroy();
    let far: Socket | undefined;
    const cut = () => {
      links.delete(cut);
      if (!client.destroyed) client.resetAndDestroy();
      far?.destroy();
    };
    links.add(cut);
    client.once("close", cut);
    reach(options, () => client.destroyed).then((socket) => {
      far = socket;
      if (!far || client.destroyed) return cut();
      const silence = serve(client, far, faults, cut, options.listen ?? straight);
      silencers.add(silence);
      client.once("close", () => silencers.delete(silence));
    }, cut);
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port ?? 0, "127.0.0.1", done);
  });
  const cutAll = () => {
    for (const cut of [...links]) cut();
  };
  const watched = new Proxy(faults, {
    set(target, name, value) {
      Reflect.set(target, name, value);
      if (name === "mode" && value === "cut") cutAll();
      if (name === "mode" && value === "half-open") for (const silence of silencers) silence();
      return true;
    },
  });
  return { port: portOf(server), faults: watched, cutAll, close: () => close(server, cutAll) };
}

/** The far side; where it is not there, waits for it as long as whoever asked waits. */
async function reach({ target, patient }: ProxyOptions, gone: () => boolean): Promise<Socket | undefined> {
  for (;;) {
    const far = connect({ port: target(), host: "127.0.0.1", noDelay: true });
    far.on("error", () => {});
    const open = await new Promise<boolean>((done) =>
      far.once("connect", () => done(true)).once("close", () => done(false)),
    );
    if (open) return far;
    if (!patient || gone()) return undefined;
    await sleep(RETRY_MS);
  }
}

/** Passes bytes to and fro until either side ends. Gives how to make the link silent: the client is told nothing. */
function serve(
  client: Socket,
  far: Socket,
  faults: ProxyFaults,
  cut: () => void,
  listen: (link: Link) => Ear,
): () => void {
  let silent = faults.mode === "half-open";
  const pass = async (to: Socket, bytes: Buffer): Promise<void> => {
    if (faults.delayMs > 0) await sleep(faults.delayMs);
    if (silent) return;
    const said = faults.mode === "garbage" && to === client ? GARBAGE : bytes;
    if (!faults.drip) return write(to, said);
    for (const byte of said) {
      await write(to, Buffer.of(byte));
      await new Promise(setImmediate);
    }
  };
  const ear = listen({ toServer: (bytes) => pass(far, bytes), toClient: (bytes) => pass(client, bytes), cut });
  const pump = async (from: Socket, to: Socket, hear: (bytes: Buffer) => Promise<void>) => {
    try {
      for await (const bytes of from) await hear(bytes);
      if (!silent) to.end();
    } catch {
      if (!silent) cut();
    }
  };
  client.once("close", () => ear.closed?.());
  void pump(client, far, ear.fromClient);
  void pump(far, client, ear.fromServer);
  return () => {
    silent = true;
    far.destroy();
  };
}

function write(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((done) => {
    if (to.destroyed || !to.writable) done();
    else to.write(bytes, () => done());
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server, cutAll: () => void): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  cutAll();
  return closed;
}
