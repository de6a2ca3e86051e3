import type { ReactNode } from "react";

export type SummaryRow = {
  /** What was asked. */
  key: string;
  /** What was answered. */
  value: ReactNode;
  /** Where it can be changed. */
  change?: string;
};

/** Answers to check before they are sent. Each "Change" says what it changes. */
export function SummaryList({ rows }: { rows: readonly SummaryRow[] }) {
  return (
    <dl className="summary-list">
      {rows.map((row) => (
        <div key={row.key}>
          <dt>{row.key}</dt>
          <dd>{row.value}</dd>
          {row.change ? (
            <dd className="summary-change">
              <a href={row.change}>
                Change<span className="visually-hidden">: {row.key}</span>
              </a>
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}
