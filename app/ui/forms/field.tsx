import type { InputHTMLAttributes, ReactNode } from "react";
import { FieldError, Hint } from "./field-parts.tsx";
import { describedBy, type FormErrors } from "./form-errors.ts";

type FieldProps = {
  /** The form's name for it; also its id. Its error is looked up in `errors` by this name. */
  name: string;
  /** Sentence case; add " (optional)" where it is. */
  label: ReactNode;
  hint?: ReactNode;
  /** What was typed before, kept as it was. */
  value?: string | undefined;
  errors?: FormErrors | undefined;
  /** Text inputs are never `type=number`: ask for figures by `inputMode`. */
  type?: "text" | "email" | "tel" | "search";
  /** Length suggested by the width. `full` is the whole measure. */
  width?: "postcode" | "amount" | "short" | "medium" | "full";
  /** Stands before the input, such as "£". */
  prefix?: string;
  autoComplete?: string;
  inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  maxLength?: number;
  /** Given only where the id must differ from the name. */
  id?: string;
};

/** A label, its hint, its error and one line to type in. */
export function Field(props: FieldProps) {
  const { name, label, hint, value, errors, type = "text", width = "full", prefix, id = name } = props;
  const error = errors?.[name];
  const personal = type === "email" || props.autoComplete?.includes("name");
  const input = (
    <input
      className={`input input-${width}`}
      id={id}
      name={name}
      type={type}
      defaultValue={value}
      autoComplete={props.autoComplete}
      inputMode={props.inputMode}
      maxLength={props.maxLength}
      spellCheck={personal ? false : undefined}
      aria-describedby={describedBy(id, hint, error)}
      aria-invalid={error ? true : undefined}
    />
  );
  return (
    <div className={error ? "field field-wrong" : "field"}>
      <label htmlFor={id}>{label}</label>
      {hint ? <Hint id={id}>{hint}</Hint> : null}
      {error ? <FieldError id={id}>{error}</FieldError> : null}
      {prefix ? (
        <span className="prefixed">
          <span className="prefix" aria-hidden="true">
            {prefix}
          </span>
          {input}
        </span>
      ) : (
        input
      )}
    </div>
  );
}
