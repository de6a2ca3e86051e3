import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { isPackable, varyOf } from "../encoding.ts";
import type { OutgoingHeaders, Rendered } from "../rendered.ts";

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

export type Encoding = "identity" | "br" | "gzip";

/**
 * A body in one encoding, and its headers one after the other, name and value, as Node sends them with the least ado.
 * `head` is the status line and the same headers as they go over the wire.
 */
export type Packed = { body: Buffer; headers: string[]; head: Buffer };

/** The quickest brotli that is well smaller than gzip, for whoever waits; and the smallest, made while nobody does. */
const AT_ONCE = 5;
export const AT_LEISURE = 11;
/** A page asked for so often is worth packing tighter. */
const OFTEN = 3;

/** What the headers, the names and the rest of an entry take, in bytes, beside its bodies: some 3,000 a head. */
const AROUND = 15_000;

type Keeping = {
  madeAt?: number;
  until?: number;
  /** Told of every byte it grows by. */
  grown?(bytes: number): void;
  /** False once it is sent to nobody any more: packing it tighter would be work for nothing. */
  isWanted?(): boolean;
  quality?: number;
};

/** One page as it is sent, in every encoding it was asked for so far. */
export class KeptPage {
  readonly etag: string;
  /** When it was made, and from when on it may be different without anything having been told, in ms. */
  readonly madeAt: number;
  readonly until: number;
  readonly rendered: Rendered;
  /** Sent with it in every encoding. */
  readonly headers: OutgoingHeaders;
  readonly #bodies = new Map<Encoding, Promise<Buffer>>();
  readonly #ready = new Map<Encoding, Packed>();
  readonly #grown: (bytes: number) => void;
  #sent = 0;
  #tight: boolean;
  readonly #quality: number;
  /** In bytes, all encodings together, with what surrounds them. */
  size: number;
  #asItWas: KeptPage | undefined;
  #unchanged: Buffer | undefined;
  readonly isWanted: () => boolean;

  constructor(rendered: Rendered, { madeAt = 0, until = Number.POSITIVE_INFINITY, ...keeper }: Keeping = {}) {
    this.#quality = keeper.quality ?? AT_ONCE;
    this.#tight = this.#quality === AT_LEISURE;
    this.#grown = keeper.grown ?? (() => {});
    this.isWanted = keeper.isWanted ?? (() => true);
    this.rendered = rendered;
    const { headers } = rendered;
    this.headers = isPackable(String(headers["content-type"])) ? { ...headers, vary: varyOf(headers.vary) } : headers;
    this.madeAt = madeAt;
    this.until = until;
    this.etag = etagOf(rendered.body);
    this.size = rendered.body.length + AROUND;
  }

  /** What is sent in this encoding where it was made before. */
  ready(encoding: Encoding): Packed | undefined {
    const ready = this.#ready.get(encoding);
    if (ready && encoding === "br" && ++this.#sent > OFTEN && !this.#tight) {
      this.#tight = true;
      packTighter(this);
    }
    return ready;
  }

  /** What is sent in this encoding, made where it has to be. */
  async in(encoding: Encoding): Promise<Packed> {
    const ready = this.ready(encoding);
    if (ready) return ready;
    let making = this.#bodies.get(encoding);
    if (!making) {
      making = packed(this.rendered.body, encoding, this.#quality);
      this.#bodies.set(encoding, making);
      making.then((body) => this.take(encoding, body)).catch(() => this.#bodies.delete(encoding));
    }
    await making;
    return this.#ready.get(encoding) ?? this.take(encoding, await making);
  }

  /** The status line and headers for whoever has it already. */
  get unchanged(): Buffer {
    this.#unchanged ??= headOf("304 Not Modified", pairsOf({ ...this.headers, etag: this.etag }));
    return this.#unchanged;
  }

  /** The page as it is sent while no new one can be made; made when it is first needed, and counted with this one. */
  asItWas(make: () => Rendered): KeptPage {
    if (this.#asItWas) return this.#asItWas;
    const grown = (bytes: number) => {
      this.size += bytes;
      this.#grown(bytes);
    };
    const page = new KeptPage(make(), { grown });
    grown(page.size);
    this.#asItWas = page;
    return page;
  }

  /** Keeps a body made for an encoding. */
  take(encoding: Encoding, body: Buffer): Packed {
    const before = this.#ready.get(encoding)?.body.length ?? 0;
    const grown = encoding === "identity" ? 0 : body.length - before;
    this.size += grown;
    this.#grown(grown);
    const headers = this.#headers(encoding, body.length);
    const made = { body, headers, head: headOf("200 OK", headers) };
    this.#ready.set(encoding, made);
    return made;
  }

  #headers(encoding: Encoding, length: number): string[] {
    const all: OutgoingHeaders = {
      ...this.headers,
      etag: this.etag,
      "content-length": String(length),
      ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
    };
    return pairsOf(all);
  }
}

const pairsOf = (headers: OutgoingHeaders) => Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);

function headOf(status: string, pairs: readonly string[]): Buffer {
  let text = `HTTP/1.1 ${status}\r\n`;
  for (let at = 0; at < pairs.length; at += 2) text += `${pairs[at]}: ${pairs[at + 1]}\r\n`;
  return Buffer.from(text, "latin1");
}

export const etagOf = (body: Buffer): string =>
  `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;

export async function packed(body: Buffer, encoding: Encoding, quality = AT_ONCE): Promise<Buffer> {
  if (encoding === "gzip") return gz(body);
  if (encoding === "identity") return body;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  return brotli(body, { params });
}

/** One page after another, so that the machine has a core left for those who ask; and never a long line of them. */
let queue: Promise<unknown> = Promise.resolve();
let waiting = 0;
const MOST_WAITING = 50;

function packTighter(page: KeptPage): void {
  if (waiting >= MOST_WAITING) return;
  waiting++;
  queue = queue
    .then(async () => {
      if (page.isWanted()) page.take("br", await packed(page.rendered.body, "br", AT_LEISURE));
    })
    .catch(() => {}) // it stays as it was
    .finally(() => waiting--);
}
