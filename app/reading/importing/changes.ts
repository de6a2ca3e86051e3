/** One kind of thing the importer did to a text, with how often and where. */
export type Change = { what: string; times: number; lines: number[]; examples: string[] };

const EXAMPLES = 5;
const LINES = 12;

/** Gathers what was done to one text, each kind once. */
export class Changes {
  readonly #kinds = new Map<string, Change>();

  /** `line` counts from 1 in the file; 0 where the file has no lines. `example` shows the words before and after. */
  add(what: string, { line = 0, example, times = 1 }: { line?: number; example?: string; times?: number } = {}): void {
    const kind = this.#kinds.get(what) ?? { what, times: 0, lines: [], examples: [] };
    kind.times += times;
    if (line > 0 && kind.lines.length < LINES && !kind.lines.includes(line)) kind.lines.push(line);
    if (example !== undefined && kind.examples.length < EXAMPLES && !kind.examples.includes(example))
      kind.examples.push(example.length > 120 ? `${example.slice(0, 119)}…` : example);
    this.#kinds.set(what, kind);
  }

  list(): Change[] {
    return [...this.#kinds.values()];
  }
}

/** Says on which line of a text a place is. Asked in rising order it reads the text once. */
export function lineCounter(text: string): (place: number) => number {
  let at = 0;
  let line = 1;
  return (place) => {
    if (place < at) {
      at = 0;
      line = 1;
    }
    for (let next = text.indexOf("\n", at); next !== -1 && next < place; next = text.indexOf("\n", next + 1)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
