import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitorUnlisted, seeOther, wasRefused } from "#app/forms/answer.ts";
import { FORM_KEY, newFormToken } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, readQuery, refuse } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { reachedLimit } from "#app/limits/limits.ts";
import { typoLimits } from "#app/limits/of-forms.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import { findText } from "#app/reading/texts.ts";
import { TypoQuery, typoForm } from "#app/reading/typo-form.ts";
import { findTypoReport, findWords, reportTypo } from "#app/reading/typo-reports.ts";
import { ConfirmationPanel } from "#app/ui/confirmation-panel.tsx";
import { Button } from "#app/ui/forms/button.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { TextArea } from "#app/ui/forms/text-area.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";

export const headers = forOneVisitorUnlisted;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, settings, clock } = context;
  const text = await findText(db, params.slug ?? "");
  if (!text) throw await nothingThere(context.db, request);
  const query = readQuery(request, TypoQuery);
  const sent = query.ok && query.value.sent ? await findTypoReport(db, query.value.sent) : undefined;
  const at = sent?.anchor ?? (query.ok ? query.value.at : undefined);
  return {
    text: { slug: text.slug, title: text.title, edition: text.edition },
    paragraph: at ? await findWords(db, text.slug, at) : undefined,
    sent: sent?.slug === text.slug ? { says: sent.says } : undefined,
    token: newFormToken(settings.formSecret, "typo", clock.now()),
    refused: wasRefused(context),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const slug = params.slug ?? "";
  const text = await findText(context.db, slug);
  if (!text) throw await nothingThere(context.db, request);
  const body = await readBody(request);
  const form = typoForm(context.settings.formSecret, context.clock.now());
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { says, quoted, at } = read.value;
  const limits = typoLimits(context.settings, context.visitor, slug);
  const limit = await reachedLimit(context, limits, read.value[FORM_KEY]);
  if (limit) return answerTooOften(context, limit, body, form);
  const id = await reportTypo(context, slug, { formKey: read.value[FORM_KEY], says, quoted, at });
  if (id) return seeOther(`/texts/${slug}/wrong?sent=${id}`);
  const enough = "The editor has many reports of this text already. Write to us from the contact page instead.";
  return answer(context, refuse({ form: enough }, body, form), 429);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  data
    ? head(matches, {
        page: data.sent ? "Thank you" : "Something wrong in this text?",
        section: data.text.title,
        error: data.refused,
        noindex: true,
      })
    : [];

export default function WrongPage() {
  const { text, paragraph, sent, token } = useLoaderData<typeof loader>();
  const { errors, typed } = useActionData<Refused>() ?? {};
  const back = `/texts/${text.slug}${paragraph ? `#${paragraph.anchor}` : ""}`;
  const passage = paragraph ? (
    <div className="prose">
      <blockquote>
        <p>{paragraph.words}</p>
      </blockquote>
    </div>
  ) : null;
  if (sent)
    return (
      <FormPage title="Thank you" back={back}>
        <ConfirmationPanel title={null}>
          <p>The editor will look at what you sent. If it is right, the next edition of {text.title} is corrected.</p>
        </ConfirmationPanel>
        {passage ? <h2>The passage, as we found it</h2> : null}
        {passage}
        <h2>What you told us</h2>
        <blockquote>
          <p>{sent.says}</p>
        </blockquote>
      </FormPage>
    );
  return (
    <FormPage title="Something wrong in this text?" back={back} errors={errors} ids={{ form: "says", at: "quoted" }}>
      <p className="lede">
        A wrong letter, a missing word, a note that leads nowhere: tell the editor of {text.title}. You need not say who
        you are.
      </p>
      {passage}
      <PostForm action={`/texts/${text.slug}/wrong${paragraph ? `?at=${paragraph.anchor}` : ""}`} formKey={token} decoy>
        {paragraph ? <input type="hidden" name="at" value={paragraph.anchor} /> : null}
        <Field
          name="quoted"
          label="The words as they stand (optional)"
          hint="Copy a few, so that the editor finds the place"
          value={typed?.quoted}
          errors={errors}
        />
        <TextArea
          name="says"
          label="What is wrong, and what should it say?"
          rows={4}
          value={typed?.says}
          errors={errors}
        />
        <Button>Tell the editor</Button>
      </PostForm>
    </FormPage>
  );
}
