import { FieldError } from "./field-parts.tsx";
import type { FormErrors } from "./form-errors.ts";

type QuantityStepperProps = {
  /** Of the input; unique on the page, such as `quantity-in-defence-of-october`. Its error is looked up by it. */
  name: string;
  /** What is counted: read out after "Quantity of", not shown. */
  of: string;
  /** As typed, where it was wrong; else the number as text. */
  value: string;
  errors?: FormErrors | undefined;
  /** Name and value the "Update" button sends. */
  update: { name: string; value: string };
  /** Leave out "Remove" by leaving this out. */
  remove?: { name: string; value: string };
};

/** How many: a short field with "Update", and "Remove". It lives in its page's form. */
export function QuantityStepper({ name, of, value, errors, update, remove }: QuantityStepperProps) {
  const error = errors?.[name];
  return (
    <div className={error ? "field field-wrong stepper" : "field stepper"}>
      {error ? <FieldError id={name}>{error}</FieldError> : null}
      <div className="stepper-row">
        <label htmlFor={name}>
          Quantity<span className="visually-hidden"> of {of}</span>
        </label>
        <input
          className="input input-count"
          id={name}
          name={name}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={value}
          aria-describedby={error ? `${name}-error` : undefined}
          aria-invalid={error ? true : undefined}
        />
        <button className="button-small" type="submit" name={update.name} value={update.value}>
          Update<span className="visually-hidden"> quantity of {of}</span>
        </button>
        {remove ? (
          <button className="button-link" type="submit" name={remove.name} value={remove.value}>
            Remove<span className="visually-hidden"> {of}</span>
          </button>
        ) : null}
      </div>
    </div>
  );
}
