import type { ReactNode } from "react";
import { Main } from "./document.tsx";
import { BackLink } from "./forms/back-link.tsx";
import { ErrorSummary } from "./forms/error-summary.tsx";
import type { FormErrors } from "./forms/form-errors.ts";
import { Row } from "./row.tsx";

type FormPageProps = {
  title: string;
  /** Stands before everything, above the h1: the way back. */
  back?: string | undefined;
  errors?: FormErrors | undefined;
  /** Where a field's control has another id than its name; `form` is what is said of the form as a whole. */
  ids?: Readonly<Record<string, string>>;
  /** Said above the h1: what just happened. */
  notice?: ReactNode;
  aside?: ReactNode;
  asideLabel?: string;
  children: ReactNode;
};

/** A page that is a form, or a step of one: way back, what is wrong, the heading, the rest. */
export function FormPage({ title, back, errors, ids, notice, aside, asideLabel, children }: FormPageProps) {
  return (
    <Main>
      <Row aside={aside} asideLabel={asideLabel}>
        {back ? <BackLink to={back} /> : null}
        <ErrorSummary errors={errors} ids={ids} />
        {notice}
        <h1>{title}</h1>
        {children}
      </Row>
    </Main>
  );
}
