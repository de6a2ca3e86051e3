import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readForm } from "#app/forms/read-form.ts";
import { formatPence } from "#app/money/pence.ts";
import { textFormats } from "#app/reading/editions/formats.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import { formatOriginalDate } from "#app/reading/original-date.ts";
import { findPicture } from "#app/reading/pictures.ts";
import { readTicks, TickForm, ticksCookie } from "#app/reading/read-ticks.ts";
import { findPlace } from "#app/reading/reading-lists.ts";
import { count, readingTime } from "#app/reading/reading-time.ts";
import { textHead } from "#app/reading/text-head.ts";
import { findText } from "#app/reading/texts.ts";
import { withParts } from "#app/reading/with-parts.ts";
import { findPamphletOf } from "#app/shop/pamphlets.ts";
import type { MayBeKept } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { AskBlock } from "#app/ui/ask-block.tsx";
import { BuyBlock } from "#app/ui/buy-block.tsx";
import { Contents } from "#app/ui/contents.tsx";
import { Main } from "#app/ui/document.tsx";
import { FormatList } from "#app/ui/format-list.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Notes } from "#app/ui/notes.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Picture } from "#app/ui/picture.tsx";
import { Provenance } from "#app/ui/provenance.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { ReadTick } from "#app/ui/read-tick.tsx";
import { Row } from "#app/ui/row.tsx";
import { TurnPage } from "#app/ui/turn-page.tsx";

export const handle: MayBeKept = { mayBeKept: { ticks: "own" } };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const { db, clock } = context;
  const slug = params.slug ?? "";
  const text = await findText(db, slug);
  if (!text) throw await nothingThere(db, request);
  const [place, picture, pamphlet, formats] = await Promise.all([
    findPlace(db, slug),
    findPicture(db, slug),
    findPamphletOf(db, slug, ukDay(clock.now())),
    textFormats(db, text),
  ]);
  return {
    formats,
    text: {
      ...text,
      bodyHtml: withParts(text.bodyHtml, text.sections),
      date: formatOriginalDate(text.originalDate),
      editionDay: formatDay(ukDay(text.published)),
      time: readingTime(text.words),
      length: count(text.words, "word"),
    },
    place: place && {
      ...place,
      previous: place.previous && {
        to: `/texts/${place.previous.slug}`,
        title: place.previous.title,
        time: readingTime(place.previous.words),
      },
      next: place.next && {
        to: `/texts/${place.next.slug}`,
        title: place.next.title,
        time: readingTime(place.next.words),
      },
    },
    picture,
    pamphlet: pamphlet && {
      ...pamphlet,
      price: formatPence(pamphlet.pricePence),
      postage: pamphlet.postage && formatPence(pamphlet.postage.pence),
    },
    isRead: readTicks(request.headers.get("Cookie")).includes(slug),
  };
}

/** "I have read this": a tick in a cookie of the reader's own, and back to where they were. */
export async function action({ context, params, request }: ActionFunctionArgs) {
  const text = await findText(context.db, params.slug ?? "");
  if (!text) throw await nothingThere(context.db, request);
  const form = await readForm(request, TickForm);
  if (!form.ok) throw new Response(null, { status: 422 });
  const ticked = form.value.intent === "read";
  const ticks = readTicks(request.headers.get("Cookie"));
  const secure = context.settings.siteUrl.startsWith("https:");
  return redirect(`/texts/${text.slug}#read`, {
    status: 303,
    headers: { "Set-Cookie": ticksCookie(ticks, text.slug, ticked, secure) },
  });
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const facts = factsOf(matches);
  return head(
    matches,
    textHead(data.text, data.place, data.formats, facts && { siteUrl: facts.siteUrl, press: facts.party.press }),
  );
};

export default function TextPage() {
  const { text, place, picture, pamphlet, formats, isRead } = useLoaderData<typeof loader>();
  const { party, siteUrl } = usePublicFacts();
  const guide = text.holds === "guide";
  return (
    <>
      <div className="progress" aria-hidden="true" />
      <Main>
        <Row aside={picture ? <Picture picture={picture} first linked /> : undefined} className="text-head">
          {place || guide ? (
            <p className="kicker">
              {guide ? `Reader’s guide${place ? ". " : ""}` : null}
              {place ? (
                <>
                  {place.part === "path" ? `Text ${place.step} of ${place.steps} in ` : "Background to "}
                  <a href={`/reading/${place.list.slug}`}>{place.list.title}</a>
                </>
              ) : null}
            </p>
          ) : null}
          <h1>{text.title}</h1>
          <MetaLine
            facts={[
              guide ? `On a text by ${text.author}` : text.author,
              text.occasion,
              text.occasion.includes(text.date) ? "" : text.date,
              `${guide ? "our guide: " : ""}${text.length}, ${text.time}`,
            ]}
          />
        </Row>
        <Row
          band
          hang={
            <h2 id="introduction" className="hang-label">
              Introduction
            </h2>
          }
        >
          <div className="prose prose-apart" dangerouslySetInnerHTML={{ __html: text.introductionHtml }} />
          {guide ? (
            <Notice>
              <p>
                What follows is our reader’s guide, not the text itself. The full text has not been added here yet
                {text.fullTextSize ? `; it is long: ${text.fullTextSize}` : ""}. {party.press} can add it, with this
                site’s importer, once its rights are settled.
              </p>
            </Notice>
          ) : null}
        </Row>
        <div className="row reading">
          <Contents sections={text.sections} />
          <div className="row-main">
            <div className="prose text" dangerouslySetInnerHTML={{ __html: text.bodyHtml }} />
            <ReadTick slug={text.slug} isRead={isRead} />
            <div className="endmatter">
              <Notes notes={text.notes} guide={guide} />
              <Provenance
                facts={[
                  { name: "Written", value: text.provenance.written },
                  { name: "First published", value: text.provenance.firstPublished },
                  { name: "This translation by", value: text.provenance.translation },
                  { name: "Source", value: text.provenance.source },
                  { name: "Transcribed by", value: text.provenance.transcribed },
                  {
                    name: "Edition",
                    value: (
                      <>
                        {text.edition}, {text.editionDay}.{" "}
                        <a href={`/texts/${text.slug}/editions`}>All editions, and what each changed</a>
                      </>
                    ),
                  },
                  { name: "Address", value: `${siteUrl}/texts/${text.slug}` },
                  { name: "Rights", value: text.rights },
                  { name: "Corrections", value: text.provenance.corrections },
                ]}
              />
              {place ? (
                <TurnPage
                  label={`Before and after, in the reading list ${place.list.title}`}
                  previous={place.previous}
                  up={{ to: `/reading/${place.list.slug}`, title: place.list.title }}
                  next={place.next}
                  nextLabel={place.part === "path" ? "Next in this path" : "Next in the background"}
                  last={
                    <p className="turn-next">
                      You have come to the end
                      <a href={`/contact?about=${text.slug}`}>Ask a member what you make of it</a>
                      <a href="/join">Join</a>
                    </p>
                  }
                />
              ) : null}
            </div>
          </div>
          <aside className="row-aside flow" aria-label="In print, ask, cite">
            {pamphlet ? (
              <BuyBlock
                pamphlet={pamphlet}
                press={party.press}
                phone={party.phone}
                fromText={text.slug}
                free={
                  guide ? undefined : (
                    <p>
                      or <a href={`/texts/${text.slug}.epub`}>download the EPUB free</a>
                    </p>
                  )
                }
              />
            ) : null}
            <AskBlock party={party} about={text.slug} />
            <FormatList
              formats={[
                ...formats,
                { name: "Cite this page", to: `/texts/${text.slug}/cite`, detail: "Chicago, Harvard, BibTeX, RIS" },
                { name: "Something wrong in this text?", to: `/texts/${text.slug}/wrong`, detail: "Tell the editor" },
                { name: "Text size and colours", to: `/reading-settings?back=/texts/${text.slug}`, detail: "" },
              ]}
            />
          </aside>
        </div>
      </Main>
    </>
  );
}
