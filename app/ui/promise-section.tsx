import type { ReactNode } from "react";
import { Row } from "./row.tsx";

/** One thing to do about a monthly promise: what it is hangs left, the sentence and the button stand in the measure. */
export function PromiseSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="promise-section">
      <Row hang={<h2>{title}</h2>}>{children}</Row>
    </section>
  );
}
