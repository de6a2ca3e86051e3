import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listFormats } from "#app/reading/editions/formats.ts";
import { formatOriginalDate } from "#app/reading/original-date.ts";
import { listPictures } from "#app/reading/pictures.ts";
import { listReadingLists } from "#app/reading/reading-lists.ts";
import { readingTime } from "#app/reading/reading-time.ts";
import { listTexts } from "#app/reading/texts.ts";
import type { MayBeKept } from "#app/site.ts";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { CATALOGUE_LINK } from "#app/ui/feed-links.ts";
import { FormatList } from "#app/ui/format-list.tsx";
import { Button, ButtonLink } from "#app/ui/forms/button.tsx";
import { Select } from "#app/ui/forms/select.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Drawing } from "#app/ui/picture.tsx";
import { Row } from "#app/ui/row.tsx";
import { TextList } from "#app/ui/text-list.tsx";

export const handle: MayBeKept = { mayBeKept: { query: ["author", "list"] } };

export async function loader({ context, request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const [lists, all] = await Promise.all([listReadingLists(context.db), listTexts(context.db)]);
  const authors = [...new Set(all.map((text) => text.author))].sort((a, b) => a.localeCompare(b));
  // what is not one of the choices was not chosen
  const author = authors.find((name) => name === asked.get("author"));
  const list = lists.find((one) => one.slug === asked.get("list"))?.slug;
  const texts = author || list ? await listTexts(context.db, { author, list }) : all;
  const [pictures, formats] = await Promise.all([
    listPictures(
      context.db,
      lists.flatMap((one) => one.pictureSlug ?? []),
    ),
    listFormats(
      context.db,
      lists.map((one) => one.slug),
    ),
  ]);
  return {
    lists: lists.map((one) => ({
      ...one,
      picture: one.pictureSlug ? pictures[one.pictureSlug] : undefined,
      format: formats[one.slug],
    })),
    authors,
    author,
    list,
    texts: texts.map((text) => ({
      ...text,
      date: formatOriginalDate(text.originalDate),
      time: readingTime(text.words),
    })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  const facts = factsOf(matches);
  return head(matches, {
    page: "Reading",
    path: "/reading",
    description:
      "Everything to read on this site: lists to read in order, and every text with its author, its date and how long it takes.",
    links: [CATALOGUE_LINK],
    jsonLd: facts &&
      data && [
        {
          "script:ld+json": {
            "@context": "https://schema.org",
            "@type": "ItemList",
            name: "Reading",
            url: `${facts.siteUrl}/reading`,
            itemListElement: data.lists.map((list, index) => ({
              "@type": "ListItem",
              position: index + 1,
              name: list.title,
              url: `${facts.siteUrl}/reading/${list.slug}`,
            })),
          },
        },
      ],
  });
};

export default function Reading() {
  const { lists, authors, author, list, texts } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <h1>Reading</h1>
        <p className="lede">
          Texts we recommend, each with a plain guide: what it says, when it was written, and who disagrees.
        </p>
      </Row>
      {lists.map((one) => (
        <Row
          key={one.slug}
          band
          hang={<p className="hang-label">Reading list</p>}
          aside={one.picture ? <Drawing {...one.picture} first /> : undefined}
          className="list-door"
        >
          <h2>
            <a href={`/reading/${one.slug}`}>{one.title}</a>
          </h2>
          <p className="lede">{one.summary}</p>
          <ButtonLink to={`/reading/${one.slug}`}>
            Open the list<span className="visually-hidden">: {one.title}</span>
          </ButtonLink>
          {one.format?.detail ? <FormatList formats={[one.format]} /> : null}
        </Row>
      ))}
      <Row hang={<h2 className="hang-label">Every text</h2>}>
        <form className="filters" method="get" action="/reading">
          <Select
            name="author"
            label="Author"
            value={author ?? ""}
            choices={[{ value: "", label: "Everybody" }, ...authors.map((name) => ({ value: name, label: name }))]}
          />
          <Select
            name="list"
            label="List"
            value={list ?? ""}
            choices={[{ value: "", label: "All" }, ...lists.map((one) => ({ value: one.slug, label: one.title }))]}
          />
          <Button look="outline">Show</Button>
        </form>
        {texts.length > 0 ? (
          <TextList
            texts={texts.map((text) => ({
              to: `/texts/${text.slug}`,
              title: text.title,
              meta: <MetaLine facts={[text.author, text.paper, text.date, `our guide: ${text.time}`]} />,
              words: text.summary,
            }))}
          />
        ) : (
          <EmptyState wayOn={<a href="/reading">Show every text</a>}>Nothing here matches both.</EmptyState>
        )}
        <p className="small">
          To read without a connection, <a href="/offline">save the texts on this device</a>. For reading apps there is
          a <a href="/feeds">catalogue of everything here</a>.
        </p>
      </Row>
    </Main>
  );
}
