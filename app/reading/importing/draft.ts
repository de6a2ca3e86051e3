import type { Block } from "./blocks.ts";
import type { Facts } from "./facts.ts";

/** A file to bring in. `name` is its path inside the folder that is brought in, or its own name. */
export type Source = {
  name: string;
  bytes: Uint8Array;
  /** The bytes of another file of the same folder, by its path; undefined where there is none that may be read. */
  sibling?: (name: string) => Uint8Array | undefined;
};

/** A file taken apart, before notes, furniture and facts are told from its text. */
export type Read = {
  blocks: Block[];
  facts: Facts;
  /** What the source shows in the window's bar. Its words are counted. */
  windowTitle: string;
  siblings: (file: string) => Block[] | undefined;
  /** True where headings of the first level are parts of the text, because the title is told apart from it. */
  ours: boolean;
};
