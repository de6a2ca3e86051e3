import type { ReactNode } from "react";

/** Facts about one thing on one line. The dots between them are drawn, and read out as a pause. */
export function MetaLine({ facts }: { facts: readonly ReactNode[] }) {
  const shown = facts.filter((fact) => fact !== undefined && fact !== null && fact !== false && fact !== "");
  return (
    <p className="meta">
      {shown.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <span key={index}>{fact}</span>
      ))}
    </p>
  );
}
