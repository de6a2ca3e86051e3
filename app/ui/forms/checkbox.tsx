import type { ReactNode } from "react";
import { FieldError, Hint } from "./field-parts.tsx";
import { describedBy, type FormErrors } from "./form-errors.ts";

type CheckboxProps = {
  name: string;
  label: ReactNode;
  /** Sent when ticked. */
  value?: string;
  checked?: boolean | undefined;
  hint?: ReactNode;
  errors?: FormErrors | undefined;
  id?: string;
};

/** One thing to agree to or ask for. Never ticked beforehand for consent. */
export function Checkbox({ name, label, value = "yes", checked, hint, errors, id = name }: CheckboxProps) {
  const error = errors?.[name];
  return (
    <div className={error ? "field field-wrong" : "field"}>
      {error ? <FieldError id={id}>{error}</FieldError> : null}
      <div className="choice">
        <input
          type="checkbox"
          id={id}
          name={name}
          value={value}
          defaultChecked={checked}
          aria-describedby={describedBy(id, hint, error)}
          aria-invalid={error ? true : undefined}
        />
        <label htmlFor={id}>{label}</label>
        {hint ? <Hint id={id}>{hint}</Hint> : null}
      </div>
    </div>
  );
}
