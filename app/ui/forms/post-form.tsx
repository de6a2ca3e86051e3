import type { ReactNode } from "react";
import { DecoyField } from "./decoy-field.tsx";

type PostFormProps = {
  /** Its own address, as a rule: it answers 422 there, or leads on with 303. */
  action: string;
  /** The one-use key: a second sending is shown the first result. */
  formKey?: string | undefined;
  /** Adds the decoy field. */
  decoy?: boolean;
  children: ReactNode;
};

/** The name the one-use key is sent under. */
export const FORM_KEY = "form-key";

/** A form that is checked by us and not by the browser, so that every browser gives the same words. */
export function PostForm({ action, formKey, decoy, children }: PostFormProps) {
  return (
    <form className="form" method="post" action={action} noValidate>
      {formKey ? <input type="hidden" name={FORM_KEY} value={formKey} /> : null}
      {children}
      {decoy ? <DecoyField /> : null}
    </form>
  );
}
