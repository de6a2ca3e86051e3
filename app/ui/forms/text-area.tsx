import type { ReactNode } from "react";
import { FieldError, Hint } from "./field-parts.tsx";
import { describedBy, type FormErrors } from "./form-errors.ts";

type TextAreaProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  value?: string | undefined;
  errors?: FormErrors | undefined;
  rows?: number;
  id?: string;
};

/** Several lines to type in. It has no `maxlength`: too long is answered in words, with nothing cut off. */
export function TextArea({ name, label, hint, value, errors, rows = 6, id = name }: TextAreaProps) {
  const error = errors?.[name];
  return (
    <div className={error ? "field field-wrong" : "field"}>
      <label htmlFor={id}>{label}</label>
      {hint ? <Hint id={id}>{hint}</Hint> : null}
      {error ? <FieldError id={id}>{error}</FieldError> : null}
      <textarea
        className="input input-full"
        id={id}
        name={name}
        rows={rows}
        defaultValue={value}
        aria-describedby={describedBy(id, hint, error)}
        aria-invalid={error ? true : undefined}
      />
    </div>
  );
}
