import type { ReactNode } from "react";
import { ButtonLink } from "./forms/button.tsx";
import { Drawing } from "./picture.tsx";

export type Step = {
  to: string;
  title: string;
  /** "about 9 minutes": hangs under the numeral. */
  time: string;
  meta: ReactNode;
  why: ReactNode;
  picture?: { file: string; width: number; height: number } | undefined;
};

/** Texts in the order to read them. Numerals hang left and carry the time; the drawings stand in the right third. */
export function ReadingPath({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="path">
      {steps.map((step, index) => (
        <li className="row step" key={step.to}>
          <div className="row-hang">
            <div className="numeral" aria-hidden="true">
              {index + 1}
            </div>
            <p className="step-time">{step.time}</p>
          </div>
          <div className="row-main flow">
            {index === 0 ? <p className="badge">Start here</p> : null}
            <h3>
              <a href={step.to}>{step.title}</a>
            </h3>
            {step.meta}
            <p>{step.why}</p>
            {index === 0 ? <ButtonLink to={step.to}>Start reading</ButtonLink> : null}
          </div>
          {step.picture ? (
            <div className="row-aside">
              <Drawing {...step.picture} />
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
