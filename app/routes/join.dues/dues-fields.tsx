import type { Refused } from "#app/forms/read-form.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { Checkbox } from "#app/ui/forms/checkbox.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import type { DuesPageData } from "./answer-dues.ts";

type DuesFieldsProps = {
  action: string;
  legend: string;
  button: string;
  page: DuesPageData;
  refused: Refused | undefined;
};

/** The fields of page 2, for paying now and for not. */
export function DuesFields({ action, legend, button, page, refused }: DuesFieldsProps) {
  const { errors, typed } = refused ?? {};
  const { chosen } = page;
  const ticked = (name: string, before: boolean | undefined) => (typed ? typed[name] === "yes" : before);
  const another = (
    <Field
      name="amount"
      label="Amount each month, in pounds"
      prefix="£"
      width="amount"
      inputMode="decimal"
      autoComplete="off"
      value={typed?.amount ?? chosen?.amount}
      errors={errors}
    />
  );
  return (
    <PostForm action={action} formKey={page.token} decoy>
      <Radios
        name="rate"
        legend={legend}
        choices={[
          ...page.rates.map((rate) => ({ value: rate.id, label: rate.label })),
          { value: "other", label: "Another amount", more: another },
        ]}
        value={typed?.rate ?? chosen?.rate}
        errors={errors}
      />
      <Checkbox
        name="agree"
        label={
          <>
            {page.agreement} (<a href="/about">our aims</a>)
          </>
        }
        checked={ticked("agree", chosen !== undefined)}
        errors={errors}
      />
      <p>
        Being a member shows your political opinion. We keep it private, share it only with firms that process it for
        us, and delete it {page.recordsKept} after you leave. <a href="/privacy">Privacy</a>
      </p>
      <Checkbox
        name="news-email"
        label="Email me news and appeals"
        checked={ticked("news-email", chosen?.newsByEmail)}
        errors={errors}
      />
      <Checkbox name="news-text" label="Text me" checked={ticked("news-text", chosen?.newsByText)} errors={errors} />
      <Button>{button}</Button>
    </PostForm>
  );
}
