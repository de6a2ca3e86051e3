import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, seeOther, wasRefused } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.ts";
import { localPath } from "#app/reading/local-path.ts";
import { ReadingSettingsForm, readingSettingsCookie, readReadingSettings } from "#app/reading/reading-settings.ts";
import { Main } from "#app/ui/document.tsx";
import { Button } from "#app/ui/forms/button.tsx";
import { ErrorSummary } from "#app/ui/forms/error-summary.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Row } from "#app/ui/row.tsx";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  return {
    chosen: readReadingSettings(request.headers.get("Cookie")),
    back: localPath(asked.get("back")),
    isSaved: asked.has("saved"),
    isRefused: wasRefused(context),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await readForm(request, ReadingSettingsForm);
  if (!form.ok) return answer(context, form);
  const { back, ...settings } = form.value;
  const secure = context.settings.siteUrl.startsWith("https:");
  return seeOther(localPath(back) ?? "/reading-settings?saved", readingSettingsCookie(settings, secure));
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  head(matches, {
    page: "Reading settings",
    error: data?.isRefused ?? false,
    path: "/reading-settings",
    description: "Colours, text size and spacing for reading on this site.",
  });

export default function ReadingSettings() {
  const { chosen, back, isSaved } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const errors = answered?.errors;
  return (
    <Main>
      <Row>
        <ErrorSummary errors={errors} />
        {isSaved ? (
          <Notice kind="success" focus>
            Saved: your reading settings.
          </Notice>
        ) : null}
        <h1>Reading settings</h1>
        <p className="lede">
          For this device. They are kept in one cookie, which holds these three choices and nothing else.
        </p>
        <PostForm action="/reading-settings">
          {back ? <input type="hidden" name="back" value={back} /> : null}
          <Radios
            name="colours"
            inline
            legend="Colours"
            value={chosen.colours}
            errors={errors}
            choices={[
              { value: "device", label: "Match my device" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
              { value: "contrast", label: "High contrast" },
            ]}
          />
          <Radios
            name="size"
            errors={errors}
            inline
            legend="Text size"
            value={chosen.size}
            choices={[
              { value: "standard", label: "Standard" },
              { value: "large", label: "Large" },
              { value: "largest", label: "Largest" },
            ]}
          />
          <Radios
            name="spacing"
            errors={errors}
            inline
            legend="Spacing"
            value={chosen.spacing}
            choices={[
              { value: "standard", label: "Standard" },
              { value: "wide", label: "Wide", hint: "More room between letters, words, lines and paragraphs" },
            ]}
          />
          <Button>Save</Button>
        </PostForm>
      </Row>
    </Main>
  );
}
