import fc from "fast-check";
import type { Means, Own } from "./means.ts";
import { anyText, BROKEN_ESCAPES, percent } from "./odd-text.ts";
import { inHeader } from "./plan.ts";

/** The parts of an address's query that any page of ours heeds, and those that Remix does. */
const QUERY = [
  ..."q page key ref checkout application done back change every amount about at sent added updated removed saved".split(
    " ",
  ),
  ..."year topic kind index _data _routes index=& __proto__ key[]".split(" "),
];

const ENDINGS = [
  ...[
    "/",
    "//",
    "/.",
    "/..",
    "/../",
    ".data",
    "/_root.data",
    ".data?_routes=root",
    "?index",
    "?index&index",
    "?_data=root",
  ],
  ...[
    "?_data=routes/donate._index",
    "?_routes=",
    "?_routes=root,routes/$",
    "%00",
    "/%00",
    "?q=%00",
    "%2e%2e",
    "/%2e%2e/",
  ],
  ...[
    "%2f",
    "%5c",
    "\\",
    ";a=b",
    "?",
    "??",
    "#here",
    "?#",
    "%20",
    "+",
    "%",
    "%ED%A0%80",
    "%C0%AE",
    "~",
    "@planted.example",
  ],
  ...[
    ":80",
    "|",
    "^",
    "`",
    "{}",
    "<script>alert(1)</script>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    ".html",
    ".php",
    "*",
  ],
  ...[
    `/${"a".repeat(300)}`,
    `/${"a/".repeat(1_000)}`,
    `?${"a=b&".repeat(1_500)}`,
    `?q=${"%41".repeat(2_500)}`,
    `/${"%41".repeat(3_000)}`,
  ],
  ...[`?q=${"(".repeat(4_000)}`, `?q=${"a+".repeat(3_000)}`, `?q=%22${"-".repeat(3_000)}`, `?page=${"9".repeat(400)}`],
];

/** Addresses that are no route's. */
export const STRANGE_TARGETS = [
  ...["*", "//", "///", "//planted.example/", "/\\planted.example", "/.//planted.example/", "/a/..//planted.example/"],
  ...[
    "http://planted.example/",
    "https://planted.example/donate",
    "http://",
    "ftp://planted.example/x",
    "donate",
    "?q=1",
    "#",
  ],
  ...[
    "/__manifest",
    "/__manifest?p=/donate&version=1",
    "/./__manifest",
    "/a/../__manifest?p=/",
    "/%2e/__manifest",
    "/donate.data#x",
    "/contact?%5fdata=routes/contact._index",
    "/contact?_data=routes/contact._index",
    "//__manifest?p=%2F",
    "/_root.data",
    "/.data",
    "/donate.data",
    "/DONATE.DATA",
  ],
  ...[
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/office",
    "/admin",
    "/assets/",
    "/assets/../server/index.js",
    "/build/server/index.js",
  ],
  ...[
    "/assets/%2e%2e/%2e%2e/package.json",
    "/sw.js?x",
    "/sw.js/",
    "/healthz?x",
    "/readyz/",
    "/webhooks/stripe?x=1",
    "/webhooks/stripe/",
  ],
  ...[
    "/healthz",
    "/readyz",
    "/webhooks/stripe",
    "/favicon.svg",
    "/robots.txt",
    "/%64onate",
    "/donate%2Fdetails",
    "/DONATE",
    "/texts/%2e%2e%2fdonate",
  ],
  ...[
    "/%ff",
    "/%",
    "/%E0%A4%A",
    "/\u00e9",
    "/\u00ff\u00fe",
    "/a\u0001b",
    "/\u007f",
    "/texts/__proto__",
    "/reading/constructor",
    "/figures/toString",
  ],
];

/** Fills in a pattern's parameters as a page that there is. */
export function goodTarget(means: Means, pattern: string): string {
  return fillIn(pattern, (name, first) => means.params[`${first} ${name}`]?.[0] ?? ownOf(means, first)?.ref ?? "there");
}

/** Fills in a pattern: with what there is, with what belongs elsewhere, or with anything. */
export function targetsOf(means: Means, pattern: string): fc.Arbitrary<string> {
  const first = firstOf(pattern);
  const own = ownOf(means, first);
  const known = [
    ...Object.values(means.params).flat(),
    ...[means.orders, means.donations, means.dues].map(({ ref }) => ref),
  ];
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(own ? [own.ref] : [goodTarget(means, "/x")]), ...known) },
    { weight: 1, arbitrary: anyText.map((text) => percent(text).slice(0, 9_000)) },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN_ESCAPES.filter((text) => !/[ &]/.test(text))) },
  );
  const names = [...pattern.matchAll(/:(\w+)|\*/g)].length;
  const path = fc.oneof(
    { weight: 2, arbitrary: fc.constant(goodTarget(means, pattern)) },
    {
      weight: names > 0 ? 3 : 0,
      arbitrary: fc.array(part, { minLength: names, maxLength: names }).map((parts) => {
        let at = 0;
        return fillIn(pattern, () => parts[at++] ?? "");
      }),
    },
  );
  return fc
    .tuple(path, queries(means, own), fc.option(fc.constantFrom(...ENDINGS), { freq: 4, nil: "" }))
    .map(([where, query, ending]) => bytes(`${where}${query}${ending}`));
}

function queries(means: Means, own: Own | undefined): fc.Arbitrary<string> {
  const right = [means.orders, means.donations, means.dues].flatMap(({ ref, key }) => [ref, key]);
  const value = fc.oneof(
    fc.constantFrom(
      ...right,
      ...means.checkouts,
      own?.key ?? "",
      "stripe",
      "yes",
      "once",
      "month",
      "600",
      "ended",
      "p1",
      "october",
    ),
    anyText,
  );
  const pair = fc
    .tuple(fc.constantFrom(...QUERY), value)
    .map(([name, text]) => `${name}=${percent(text).slice(0, 6_000)}`);
  const some = fc.array(pair, { maxLength: 3 }).map((pairs) => (pairs.length > 0 ? `?${pairs.join("&")}` : ""));
  return own
    ? fc.oneof({ weight: 2, arbitrary: fc.constant(`?key=${own.key}`) }, { weight: 1, arbitrary: some })
    : some;
}

/** What can stand in the first line of a request at all: no space, no line's end. */
const bytes = (target: string) => inHeader(target).replaceAll(" ", "%20");

const firstOf = (pattern: string) => pattern.split("/")[1] ?? "";
const fillIn = (pattern: string, fill: (name: string, first: string) => string) =>
  pattern.replace(/:(\w+)|\*/g, (_, name: string | undefined) => fill(name ?? "*", firstOf(pattern)));

function ownOf(means: Means, first: string): Own | undefined {
  if (first === "orders") return means.orders;
  if (first === "donations") return means.donations;
  return first === "dues" ? means.dues : undefined;
}
