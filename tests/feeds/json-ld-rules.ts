import Ajv, { type ValidateFunction } from "ajv";

/**
 * What schema.org and the search engines' own pages ask of each type we use: what they call required is required here,
 * and so is what they recommend and we have. Written from schema.org/… and developers.google.com/search/docs.
 */
const text = { type: "string", minLength: 1 };
const url = { type: "string", pattern: "^https?://[^\\s]+$" };
const day = { type: "string", pattern: "^\\d{4}(-\\d\\d(-\\d\\d(T\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z)?)?)?$" };
const typed = (type: unknown, properties: object, required: string[]) => ({
  type: "object",
  properties: { "@context": { const: "https://schema.org" }, "@type": type, ...properties },
  required: ["@type", ...required],
  additionalProperties: false,
});
const image = typed({ const: "ImageObject" }, { url }, ["url"]);
const organisation = (extra: object = {}, required: string[] = []) =>
  typed({ const: "Organization" }, { name: text, url, logo: { anyOf: [url, image] }, ...extra }, ["name", ...required]);
const person = typed({ const: "Person" }, { name: text }, ["name"]);
const author = { anyOf: [person, organisation()] };
const work = typed({ const: "CreativeWork" }, { name: text, url, author: person, datePublished: day }, ["name"]);
const donate = typed({ const: "DonateAction" }, { target: url, recipient: organisation() }, ["target", "recipient"]);
const encoding = typed(
  { const: "MediaObject" },
  { contentUrl: url, encodingFormat: text, name: text, contentSize: text, dateModified: day },
  ["contentUrl", "encodingFormat"],
);
const items = (item: object) => ({ type: "array", minItems: 1, items: item });
const listItem = (where: "item" | "url") =>
  typed({ const: "ListItem" }, { position: { type: "integer", minimum: 1 }, name: text, [where]: url }, [
    "position",
    "name",
    where,
  ]);
const money = { type: "string", pattern: "^\\d+\\.\\d\\d$" };

const TOP: Record<string, object> = {
  Organization: organisation({ email: text, telephone: text, potentialAction: donate }, ["url", "logo"]),
  WebSite: typed(
    { const: "WebSite" },
    {
      name: text,
      url,
      potentialAction: typed(
        { const: "SearchAction" },
        {
          target: typed(
            { const: "EntryPoint" },
            { urlTemplate: { type: "string", pattern: "\\{search_term_string\\}" } },
            ["urlTemplate"],
          ),
          "query-input": { const: "required name=search_term_string" },
        },
        ["target", "query-input"],
      ),
    },
    ["name", "url", "potentialAction"],
  ),
  BreadcrumbList: typed({ const: "BreadcrumbList" }, { itemListElement: { ...items(listItem("item")), minItems: 2 } }, [
    "itemListElement",
  ]),
  ItemList: typed({ const: "ItemList" }, { name: text, url, itemListElement: items(listItem("url")) }, [
    "name",
    "itemListElement",
  ]),
  Article: typed(
    { const: "Article" },
    {
      headline: text,
      description: text,
      author,
      translator: person,
      publisher: organisation(),
      datePublished: day,
      dateModified: day,
      about: work,
      isPartOf: work,
      mainEntityOfPage: url,
      image: url,
      encoding: { anyOf: [encoding, items(encoding)] },
    },
    ["headline", "author", "publisher", "mainEntityOfPage", "image"],
  ),
  NewsArticle: typed(
    { const: "NewsArticle" },
    {
      headline: text,
      description: text,
      author,
      publisher: organisation(),
      datePublished: day,
      dateModified: day,
      mainEntityOfPage: url,
      image: url,
    },
    ["headline", "author", "publisher", "datePublished", "dateModified", "mainEntityOfPage", "image"],
  ),
  "Product,Book": typed(
    { const: ["Product", "Book"] },
    {
      name: text,
      description: text,
      image: url,
      inLanguage: { const: "en-GB" },
      author: person,
      publisher: organisation(),
      numberOfPages: { type: "integer", minimum: 1 },
      bookFormat: url,
      offers: typed(
        { const: "Offer" },
        {
          price: money,
          priceCurrency: { const: "GBP" },
          availability: { enum: ["https://schema.org/InStock", "https://schema.org/OutOfStock"] },
          url,
          hasMerchantReturnPolicy: typed(
            { const: "MerchantReturnPolicy" },
            {
              applicableCountry: { const: "GB" },
              returnPolicyCategory: { const: "https://schema.org/MerchantReturnFiniteReturnWindow" },
              merchantReturnDays: { const: 14 },
              returnMethod: url,
              returnFees: url,
            },
            ["applicableCountry", "returnPolicyCategory", "merchantReturnDays"],
          ),
          shippingDetails: typed(
            { const: "OfferShippingDetails" },
            {
              shippingRate: typed({ const: "MonetaryAmount" }, { value: money, currency: { const: "GBP" } }, [
                "value",
                "currency",
              ]),
              shippingDestination: typed({ const: "DefinedRegion" }, { addressCountry: { const: "GB" } }, [
                "addressCountry",
              ]),
              deliveryTime: { type: "object" },
            },
            ["shippingRate", "shippingDestination"],
          ),
        },
        ["price", "priceCurrency", "availability", "url", "hasMerchantReturnPolicy", "shippingDetails"],
      ),
    },
    ["name", "description", "image", "author", "offers"],
  ),
};

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const rules = new Map<string, ValidateFunction>(Object.entries(TOP).map(([type, rule]) => [type, ajv.compile(rule)]));

/** What is wrong with one block of structured data, as sentences. A type we do not use is wrong as well. */
export function jsonLdFaults(block: Record<string, unknown>): string[] {
  const type = String(block["@type"]);
  if (block["@context"] !== "https://schema.org") return [`${type} has no context`];
  const rule = rules.get(type);
  if (!rule) return [`${type} is not among the types we use`];
  rule(block);
  const faults = (rule.errors ?? []).map((error) => `${type}${error.instancePath} ${error.message}`);
  const listed = (block.itemListElement ?? []) as { position: number }[];
  if (listed.some((item, index) => item.position !== index + 1)) faults.push(`${type} is not in order`);
  return faults;
}
