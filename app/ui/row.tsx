import type { ReactNode } from "react";

type RowProps = {
  /** Hangs left: a label, a numeral, a date. */
  hang?: ReactNode;
  /** Stands in the right third where there is one, else after the main matter. It comes later in the source. */
  aside?: ReactNode;
  /** Names the right third for those who hear the page. Without a name it is not a landmark. */
  asideLabel?: string;
  /** A plane behind the whole width. */
  band?: boolean;
  className?: string;
  children: ReactNode;
};

/** One row of a page: what hangs, the measure, the right third. */
export function Row({ hang, aside, asideLabel, band, className, children }: RowProps) {
  const row = (
    <div className={className ? `row ${className}` : "row"}>
      {hang ? <div className="row-hang">{hang}</div> : null}
      <div className="row-main flow">{children}</div>
      {aside && asideLabel ? (
        <aside className="row-aside flow" aria-label={asideLabel}>
          {aside}
        </aside>
      ) : null}
      {aside && !asideLabel ? <div className="row-aside flow">{aside}</div> : null}
    </div>
  );
  return band ? <div className="band">{row}</div> : row;
}

/** Matter that takes the whole width between the gutters. */
export function WideRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={className ? `row wide ${className}` : "row wide"}>
      <div className="flow">{children}</div>
    </div>
  );
}
