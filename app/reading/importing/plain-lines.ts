/** Lines between two blank ones. `line` is the number of the first. */
export type Chunk = { lines: string[]; line: number };

/** Parts a text at its blank lines; where it has none and its lines are long, each line is a paragraph. */
export function chunkLines(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let open: string[] = [];
  const close = (line: number) => {
    if (open.length > 0) chunks.push({ lines: open, line: line - open.length });
    open = [];
  };
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    if (line.trim() === "") close(index + 1);
    else open.push(line.trimEnd());
  });
  close(lines.length + 1);
  return chunks.flatMap(apart);
}

const LONG = 130;

/** Nobody wraps at more than 130 characters: such lines are paragraphs, and so are their neighbours. */
function apart(chunk: Chunk): Chunk[] {
  if (chunk.lines.length < 2) return [chunk];
  const long = chunk.lines.filter((line) => line.length > LONG).length;
  if (long * 3 < chunk.lines.length) return [chunk];
  return chunk.lines.map((line, index) => ({ lines: [line], line: chunk.line + index }));
}

/** At which column a text is wrapped: what nearly all its full lines stay under. */
export function wrapWidth(chunks: readonly Chunk[]): number {
  const lengths = chunks
    .flatMap((chunk) => (chunk.lines.length > 2 ? chunk.lines.slice(0, -1).map((line) => line.length) : []))
    .sort((a, b) => a - b);
  if (lengths.length < 4) return 72;
  return Math.min(Math.max(lengths[Math.floor(lengths.length * 0.9)] ?? 72, 40), 110);
}
