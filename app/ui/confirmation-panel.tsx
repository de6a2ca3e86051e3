import type { ReactNode } from "react";

type ConfirmationPanelProps = {
  /** The page's h1: what has happened. Only what has really happened. */
  title: ReactNode;
  /** To quote in a letter or on the phone. */
  reference?: string;
  /** `waiting` where the money has not been seen yet. */
  state?: "done" | "waiting";
  children?: ReactNode;
};

/** The head of a result page. */
export function ConfirmationPanel({ title, reference, state = "done", children }: ConfirmationPanelProps) {
  return (
    <div className={`confirmation confirmation-${state}`}>
      <h1>{title}</h1>
      {reference ? (
        <p className="confirmation-reference">
          Reference <strong>{reference}</strong>
        </p>
      ) : null}
      {children}
    </div>
  );
}
