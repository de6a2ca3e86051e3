import type { ReactNode } from "react";
import { FieldError, Hint } from "./field-parts.tsx";
import { describedBy, type FormErrors } from "./form-errors.ts";

export type Choice = {
  value: string;
  label: ReactNode;
  /** One line under the choice. */
  hint?: ReactNode;
  /** Shown under the choice, always: such as the field for "another amount". */
  more?: ReactNode;
};

type RadiosProps = {
  name: string;
  /** The question. */
  legend: ReactNode;
  choices: readonly Choice[];
  value?: string | undefined;
  hint?: ReactNode;
  errors?: FormErrors | undefined;
  /** Beside each other where there is room: for two or three short choices. */
  inline?: boolean;
  /** Where the question is the page's own heading. */
  big?: boolean;
};

/** One of a few. The first radio's id is the name, so that the error summary's link lands on it. */
export function Radios({ name, legend, choices, value, hint, errors, inline, big }: RadiosProps) {
  const error = errors?.[name];
  return (
    <fieldset
      className={`field choices${inline ? " choices-inline" : ""}${error ? " field-wrong" : ""}`}
      aria-describedby={describedBy(name, hint, error)}
    >
      <legend className={big ? "legend-big" : undefined}>{legend}</legend>
      {hint ? <Hint id={name}>{hint}</Hint> : null}
      {error ? <FieldError id={name}>{error}</FieldError> : null}
      <div className="choice-list">
        {choices.map((choice, index) => {
          const id = index === 0 ? name : `${name}-${choice.value}`;
          return (
            <div className="choice" key={choice.value}>
              <input
                type="radio"
                id={id}
                name={name}
                value={choice.value}
                defaultChecked={choice.value === value}
                aria-describedby={choice.hint ? `${id}-choice-hint` : undefined}
              />
              <label htmlFor={id}>{choice.label}</label>
              {choice.hint ? (
                <p className="hint" id={`${id}-choice-hint`}>
                  {choice.hint}
                </p>
              ) : null}
              {choice.more ? <div className="choice-more">{choice.more}</div> : null}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
