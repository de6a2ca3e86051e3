import { atomFaults } from "./atom-rules.ts";
import { all, first, links, textOf, type Xml } from "./read-xml.ts";

const PROFILE = "application/atom+xml;profile=opds-catalog;kind=";
const ACQUISITION = "http://opds-spec.org/acquisition";

/** Every rule of OPDS Catalog 1.2 that a feed breaks, as sentences; RFC 4287 is one of them. */
export function opdsFaults(feed: Xml, kind: "navigation" | "acquisition"): string[] {
  const faults = atomFaults(feed);
  const say = (wrong: boolean, sentence: string) => {
    if (wrong) faults.push(sentence);
  };
  say(links(feed, "self")[0]?.type !== PROFILE + kind, "self does not say its kind (section 2)");
  say(links(feed, "start")[0]?.type !== `${PROFILE}navigation`, "there is no way back to the root (section 2)");
  for (const entry of all(feed, "entry")) {
    const name = textOf(entry, "id");
    const acquisitions = all(entry, "link").filter((link) => link.attributes.rel?.startsWith(ACQUISITION));
    if (kind === "navigation") {
      say(acquisitions.length > 0, `${name}: a navigation feed hands nothing out (section 2.1)`);
      say(
        !all(entry, "link").some((link) => link.attributes.type?.includes("profile=opds-catalog")),
        `${name} leads nowhere`,
      );
      continue;
    }
    say(acquisitions.length === 0, `${name}: nothing to acquire (section 5)`);
    for (const { attributes } of acquisitions) say(!attributes.type, `${name}: an acquisition without a type (5.2.1)`);
    for (const rel of ["http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"]) {
      for (const link of links(entry, rel))
        say(!/^image\/(gif|jpeg|png)$/.test(link.type ?? ""), `${name}: a picture of another kind (5.2.2)`);
    }
    say(!first(entry, "author") && !first(feed, "author"), `${name}: nobody wrote it`);
    say(first(entry, "language") === undefined, `${name}: in what language (5.1)?`);
    const issued = textOf(entry, "issued");
    say(issued !== undefined && !/^\d{4}(-\d\d(-\d\d)?)?$/.test(issued), `${name}: issued is no date (5.1)`);
    say(
      acquisitions.some((link) => link.attributes.rel === `${ACQUISITION}/buy`),
      `${name}: pamphlets are not e-books`,
    );
  }
  return faults;
}
