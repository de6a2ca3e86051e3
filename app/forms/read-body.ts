/**
 * What a form sent, as text by field name, before any of it is believed. `fault` says in a sentence why nothing could
 * be read at all.
 */
export type Body = { fields: ReadonlyMap<string, readonly string[]>; fault?: string };

/** The longest question, percent-encoded, with room for the rest of its form. */
const MOST_BYTES = 128 * 1024;
const MOST_FIELDS = 200;

const NOT_A_FORM = "Nothing could be read from what was sent. Fill in the form and send it again.";
const TOO_LONG = "That was too long to read. Shorten it and send it again.";

const faulty = (fault: string): Body => ({ fields: new Map(), fault });

/** Reads the body of a posted form. Never throws for what a browser or anybody else sends: a fault is an answer. */
export async function readBody(request: Request): Promise<Body> {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded" || request.bodyUsed) return faulty(NOT_A_FORM);
  let text: string | undefined;
  try {
    text = await readAtMost(request, MOST_BYTES);
  } catch {
    return faulty(NOT_A_FORM); // the connection broke off
  }
  return text === undefined ? faulty(TOO_LONG) : collect(new URLSearchParams(text));
}

/** The same for a query, where a link or a GET form carries the fields. */
export function readQueryFields(url: string): Body {
  return collect(new URL(url).searchParams);
}

function collect(pairs: URLSearchParams): Body {
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of pairs) {
    if (++count > MOST_FIELDS) return faulty(TOO_LONG);
    const held = fields.get(name);
    if (held) held.push(value);
    else fields.set(name, [value]);
  }
  return { fields };
}

async function readAtMost(request: Request, limit: number): Promise<string | undefined> {
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
