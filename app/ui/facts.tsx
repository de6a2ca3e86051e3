import type { ReactNode } from "react";

export type Fact = { name: string; value: ReactNode };

/** Names and values: provenance, rights, the particulars of a pamphlet. What has no value is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter((fact) => fact.value !== undefined && fact.value !== null && fact.value !== "");
  return (
    <dl className="facts">
      {known.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
