/** One request as it goes over the wire. Each text is latin1: one letter is one byte. */
export type Draft = {
  /** The pattern of the route it is meant for, as the build has it. */
  route: string;
  method: string;
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** What a browser would have sent before it began to be odd: only told in a report. */
  why: string;
};

/** The bytes of a request. Nothing is added: its headers say where it ends. */
export function bytesOf({ method, target, headers, body }: Draft): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n${body}`, "latin1");
}

const SHOWN = 600;

/** A request as a person can read it, shortened in the middle of what is long. */
export function show(draft: Draft): string {
  const short = (text: string) =>
    text.length <= SHOWN ? text : `${text.slice(0, SHOWN / 2)} … ${text.length} bytes … ${text.slice(-SHOWN / 4)}`;
  const lines = [`${draft.method} ${short(draft.target)}`, ...draft.headers.map(([n, v]) => `${n}: ${short(v)}`)];
  return [...lines, "", short(draft.body)].map((line) => JSON.stringify(line).slice(1, -1)).join("\n");
}
