import type { ReactNode } from "react";

export type ListedText = { to: string; title: string; meta: ReactNode; words: ReactNode };

/** Texts, one under another, each with a sentence. */
export function TextList({ texts }: { texts: readonly ListedText[] }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari forgets that an unmarked list is one
    <ul className="texts" role="list">
      {texts.map((text) => (
        <li key={text.to}>
          <h3>
            <a href={text.to}>{text.title}</a>
          </h3>
          {text.meta}
          <p>{text.words}</p>
        </li>
      ))}
    </ul>
  );
}
