import type { FormErrors } from "./form-errors.ts";

type ErrorSummaryProps = {
  /** Field name → sentence, in page order. Nothing is shown where there is none. */
  errors: FormErrors | undefined;
  /** Where a field's control has an id other than its name: name → id (for radios, the first radio's id). */
  ids?: Readonly<Record<string, string>>;
};

/**
 * Stands above the h1 of a page answered with 422. The same sentences stand at the fields.
 * `autofocus` brings the keyboard and the screen reader here without any script.
 */
export function ErrorSummary({ errors, ids = {} }: ErrorSummaryProps) {
  const found = Object.entries(errors ?? {}).filter(([, message]) => message !== undefined);
  if (found.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: the page was asked for by sending the form; its answer is what is looked for
    <div className="error-summary" role="alert" tabIndex={-1} autoFocus aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">There is a problem</h2>
      <ul>
        {found.map(([name, message]) => (
          <li key={name}>
            <a href={`#${ids[name] ?? name}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
