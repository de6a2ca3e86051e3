import type { MetaDescriptor } from "@remix-run/node";

/** What the root loader hands to every page: public facts only. */
export type PublicFacts = {
  siteUrl: string;
  requestId: string;
  party: {
    name: string;
    press: string;
    address: string;
    email: string;
    phone: string;
    phoneHours: string;
    promoter: string;
    replyWorkingDays: number;
    /** How long after leaving, in words: "two years". */
    memberRecordsKept: string;
  };
  /** Copies in the basket. */
  basketCount: number;
  settings: { colours: string; size: string; spacing: string };
};

/** The facts in the root loader's data, as `meta` functions get it. Undefined when the root loader itself failed. */
export function factsOf(matches: readonly { id: string; data?: unknown }[]): PublicFacts | undefined {
  return matches.find((match) => match.id === "root")?.data as PublicFacts | undefined;
}

/** "{page} – {section} – {party}", with "Error: " first where a form was answered with errors. Unique to each page. */
export function pageTitle(
  party: string | undefined,
  page: string,
  { section, error = false }: { section?: string | undefined; error?: boolean } = {},
): string {
  const parts = [page, section, party].filter((part) => part !== undefined && part !== "");
  return `${error ? "Error: " : ""}${parts.join(" – ")}`;
}

type Head = {
  page: string;
  section?: string | undefined;
  /** A 422 answer: the title says so first. */
  error?: boolean;
  /** At most 155 characters. */
  description?: string | undefined;
  /** The permanent path. Given for pages that may be found by searching. */
  path?: string;
  /** For pages that are nobody else's business: orders, receipts, results. */
  noindex?: boolean;
  kind?: "website" | "article";
  /** The pages above this one, from the top. Search engines show them in place of the address. */
  trail?: readonly { name: string; path: string }[];
  /** Whose picture is shown where the page is shared: a kind and a slug, as in /og/texts/lessons-of-october.png. */
  picture?: string;
  /** Structured data; strings in it are escaped on the way out. */
  jsonLd?: MetaDescriptor[];
  links?: { rel: string; href: string; type?: string; title?: string }[];
};

/** Everything a page says in its `<head>`, from one description of it. Use as `meta = ({ matches }) => head(matches, …)`. */
export function head(matches: readonly { id: string; data?: unknown }[], page: Head): MetaDescriptor[] {
  const facts = factsOf(matches);
  const title = pageTitle(facts?.party.name, page.page, page);
  const url = facts && page.path !== undefined ? `${facts.siteUrl}${page.path}` : undefined;
  const tags: MetaDescriptor[] = [{ title }];
  if (page.description) tags.push({ name: "description", content: page.description });
  if (page.noindex || !url) {
    tags.push({ name: "robots", content: "noindex" });
    return tags;
  }
  tags.push(
    { tagName: "link", rel: "canonical", href: url },
    { property: "og:title", content: page.page },
    { property: "og:type", content: page.kind ?? "website" },
    { property: "og:url", content: url },
    { property: "og:site_name", content: facts?.party.name ?? "" },
    { property: "og:locale", content: "en_GB" },
    { property: "og:image", content: `${facts?.siteUrl}/og/${page.picture ?? "site/home"}.png` },
    { property: "og:image:type", content: "image/png" },
    { property: "og:image:width", content: "1200" },
    { property: "og:image:height", content: "630" },
    {
      property: "og:image:alt",
      content: page.picture ? `${page.page}. ${facts?.party.name}` : (facts?.party.name ?? ""),
    },
    { name: "twitter:card", content: "summary_large_image" },
  );
  if (page.description) tags.push({ property: "og:description", content: page.description });
  for (const link of page.links ?? []) tags.push({ tagName: "link", ...link });
  tags.push(...(page.jsonLd ?? []));
  if (page.trail && facts)
    tags.push(breadcrumbs(facts.siteUrl, [...page.trail, { name: page.page, path: page.path ?? "" }]));
  return tags;
}

function breadcrumbs(siteUrl: string, trail: readonly { name: string; path: string }[]): MetaDescriptor {
  return {
    "script:ld+json": {
      "@context": "https://schema.org",
      "@type": "BreadcrumbList",
      itemListElement: trail.map(({ name, path }, index) => ({
        "@type": "ListItem",
        position: index + 1,
        name,
        item: siteUrl + path,
      })),
    },
  };
}
