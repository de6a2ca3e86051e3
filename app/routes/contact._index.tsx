import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitor, seeOther, wasRefused } from "#app/forms/answer.ts";
import { FORM_KEY, newFormToken } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, readQuery } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { reachedLimit } from "#app/limits/limits.ts";
import { questionLimits } from "#app/limits/of-forms.ts";
import { askQuestion, findAbout, replyTo } from "#app/questions/ask.ts";
import { AskQuery, questionForm } from "#app/questions/forms.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import { TextArea } from "#app/ui/forms/text-area.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { Phone } from "#app/ui/phone.tsx";

export const headers = forOneVisitor;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { settings, db, clock } = context;
  const query = readQuery(request, AskQuery);
  const about = query.ok && query.value.about ? await findAbout(db, query.value.about) : undefined;
  return {
    party: settings.party,
    about: about && { slug: about.slug, title: about.title },
    token: newFormToken(settings.formSecret, "question", clock.now()),
    refused: wasRefused(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const body = await readBody(request);
  const form = questionForm(body, context.settings.formSecret, context.clock.now());
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { [FORM_KEY]: formKey, question, reply: replyBy, email, phone, name, about } = read.value;
  const asked = { formKey, question, replyBy, email, phone, name, about };
  const limits = questionLimits(context.settings, context.visitor, replyTo(asked));
  const limit = await reachedLimit(context, limits, formKey);
  if (limit) return answerTooOften(context, limit, body, form);
  return seeOther(await askQuestion(context, asked));
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, {
    page: data?.about ? `Ask a member about ${data.about.title}` : "Ask a member",
    section: "Contact",
    error: data?.refused ?? false,
    path: "/contact",
    description: "Ask about anything you have read. A member, not a machine, will answer.",
  });

export default function ContactPage() {
  const { party, about, token } = useLoaderData<typeof loader>();
  const { errors, typed } = useActionData<Refused>() ?? {};
  return (
    <FormPage title="Ask a member" errors={errors} ids={{ form: "question", about: "question" }}>
      <p className="lede">
        Ask about anything you have read. A member, not a machine, will answer, usually within {party.replyWorkingDays}{" "}
        working days.
      </p>
      <PostForm action={about ? `/contact?about=${about.slug}` : "/contact"} formKey={token} decoy>
        {about ? (
          <p>
            About: {about.title}{" "}
            <a href="/contact">
              Remove<span className="visually-hidden"> what it is about</span>
            </a>
            <input type="hidden" name="about" value={about.slug} />
          </p>
        ) : null}
        <TextArea name="question" label="Your question" rows={6} value={typed?.question} errors={errors} />
        <Radios
          name="reply"
          legend="How should we reply?"
          choices={[
            { value: "email", label: "Email" },
            { value: "phone", label: "Phone" },
          ]}
          value={typed?.reply ?? "email"}
          errors={errors}
          inline
        />
        <Field
          name="email"
          label="Email, if we should reply by email"
          type="email"
          autoComplete="email"
          value={typed?.email}
          errors={errors}
        />
        <Field
          name="phone"
          label="Phone, if we should reply by phone"
          type="tel"
          width="medium"
          autoComplete="tel"
          value={typed?.phone}
          errors={errors}
        />
        <Field name="name" label="Your name (optional)" autoComplete="name" value={typed?.name} errors={errors} />
        <Button>Send your question</Button>
      </PostForm>
      <h2>Other ways to reach us</h2>
      <ul>
        <li>
          Email <a href={`mailto:${party.email}`}>{party.email}</a>
        </li>
        <li>
          Phone <Phone number={party.phone} />, {party.phoneHours}
        </li>
        <li>
          Post: {party.name}, {party.address}
        </li>
      </ul>
      <p>A complaint comes the same way: a person reads it and answers.</p>
    </FormPage>
  );
}
