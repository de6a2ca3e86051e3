import type { Place } from "./reading-lists.ts";
import type { Text } from "./texts.ts";

type Cited = Pick<Text, "slug" | "title" | "author" | "summary" | "holds" | "originalDate" | "provenance">;

type Format = { name: string; to: string; type: string };
type Neighbour = { to: string } | undefined;

/** What a text's page says in its head: to search engines, to those who share it, to reading tools. */
export function textHead(
  text: Cited,
  place: { list: Place["list"]; previous: Neighbour; next: Neighbour } | undefined,
  formats: readonly Format[],
  house: { siteUrl: string; press: string } | undefined,
) {
  const url = house && `${house.siteUrl}/texts/${text.slug}`;
  const author = { "@type": "Person", name: text.author };
  const guide = text.holds === "guide";
  const jsonLd = house && [
    {
      "script:ld+json": {
        "@context": "https://schema.org",
        "@type": "Article",
        headline: guide ? `A reader’s guide to ${text.title}` : text.title,
        description: text.summary,
        author: guide ? { "@type": "Organization", name: house.press } : author,
        ...(guide
          ? { about: { "@type": "CreativeWork", name: text.title, author, datePublished: text.originalDate } }
          : {
              datePublished: text.originalDate,
              ...(text.provenance.translation
                ? { translator: { "@type": "Person", name: text.provenance.translation } }
                : {}),
            }),
        publisher: { "@type": "Organization", name: house.press },
        mainEntityOfPage: url,
        encoding: formats
          .filter((format) => format.type === "application/epub+zip")
          .map((format) => ({
            "@type": "MediaObject",
            encodingFormat: format.type,
            contentUrl: `${house.siteUrl}${format.to}`,
          })),
        image: `${house.siteUrl}/og/texts/${text.slug}.png`,
        ...(place
          ? {
              isPartOf: {
                "@type": "CreativeWork",
                name: place.list.title,
                url: `${house.siteUrl}/reading/${place.list.slug}`,
              },
            }
          : {}),
      },
    },
    {
      "script:ld+json": {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        itemListElement: [
          { "@type": "ListItem", position: 1, name: "Reading", item: `${house.siteUrl}/reading` },
          ...(place
            ? [
                {
                  "@type": "ListItem",
                  position: 2,
                  name: place.list.title,
                  item: `${house.siteUrl}/reading/${place.list.slug}`,
                },
              ]
            : []),
          { "@type": "ListItem", position: place ? 3 : 2, name: text.title, item: url },
        ],
      },
    },
  ];
  return {
    page: text.title,
    section: place?.list.title === text.title ? "Reading" : place?.list.title,
    path: `/texts/${text.slug}`,
    description: text.summary,
    kind: "article" as const,
    picture: `texts/${text.slug}`,
    links: [
      ...(place?.previous ? [{ rel: "prev", href: place.previous.to }] : []),
      ...(place?.next ? [{ rel: "next", href: place.next.to }] : []),
      ...formats.map(({ name, to, type }) => ({ rel: "alternate", href: to, type, title: name })),
    ],
    jsonLd,
  };
}
