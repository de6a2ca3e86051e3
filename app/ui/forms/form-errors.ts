/**
 * What is wrong with a form: the field's name, and one sentence that says what to do. The order is the order on the
 * page. A field's id on the page is its name, unless its component was given another `id`.
 */
export type FormErrors = Readonly<Record<string, string | undefined>>;

/** The ids a control is described by, in the order they are read out: hint, then error. */
export function describedBy(id: string, hint: unknown, error: unknown): string | undefined {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter((part) => part !== "");
  return ids.length > 0 ? ids.join(" ") : undefined;
}
