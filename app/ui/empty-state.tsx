import type { ReactNode } from "react";

/** Nothing here, said plainly, with a way on. */
export function EmptyState({ children, wayOn }: { children: ReactNode; wayOn?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {wayOn ? <p>{wayOn}</p> : null}
    </div>
  );
}
