import { renderMarkdown } from "#app/reading/markdown.ts";
import type { ReadingList } from "#app/reading/reading-lists.ts";
import { renderText } from "#app/reading/render-text.ts";
import type { Text } from "#app/reading/texts.ts";

/** Signs that a typesetter, a mark-up language or an old charset could take for orders. They are to be seen as they are. */
export const AWKWARD =
  'Awkward: # $x^2$ @ref *stars* _lines_ <label> \\ // /* */ `code` {braces} ~ "quoted" & [x] -- #let';

export const INTRODUCTION = `Our introduction, with an [address of ours](/texts/another) and *stress*.

A second paragraph.`;

export const BODY = `Words before the first part.[^1]

## The first part

A paragraph that calls our editor.[^a] It leads to [another text](/texts/another#p3), to [elsewhere](https://reader.example/a?b=1&c=2), and [down the page](#the-second-part).

> Said by somebody.
>
> And said again.

- one
- two[^1]

1. first
2. second

## The second part

${AWKWARD.replace(/[\\`*_{}[\]<>#~$^&]/g, "\\$&")}

### A smaller heading

| Year | Members |
|:-----|--------:|
| 1999 | 1,200 |
| 2026 | 3,456 |

Москва, Łódź, naïve, “curly” – dashed… **Strong** and ***both***, ~~not~~.

![A drawing of a press](https://reader.example/press.png)

---

- [ ] to do
- [x] done

The end.[^b]

[^1]: The author’s own, with *stress*.

    And a second paragraph.
[^a]: The editor’s, with a [link](/texts/another).
[^b]: The editor’s second.
`;

/** A text of our own words as it is published and read, with everything in it that a text can have. */
export function sampleText(over: Partial<Text> & { body?: string } = {}): Text {
  const { body = BODY, ...rest } = over;
  const { html, sections, notes, words } = renderText(body);
  return {
    slug: "a-sample",
    title: "A sample & its <parts>",
    author: "Rosa Example",
    occasion: "Speech in Leeds, May 1931",
    originalDate: "1931-05",
    paper: null,
    summary: "A sample text that has everything a text can have.",
    fullTextSize: null,
    holds: "full text",
    words,
    edition: 2,
    published: new Date("2026-11-20T09:00:00Z"),
    introductionHtml: renderMarkdown(INTRODUCTION),
    bodyHtml: html,
    sections,
    notes,
    provenance: { written: "1931", translation: "Karl Example", source: "Written for a test" },
    rights: "© the press; free to copy & share",
    ...rest,
  };
}

/** A reading list without its texts. */
export const SAMPLE_LIST: ReadingList = {
  slug: "a-list",
  title: "A list & more",
  summary: "Three texts to read.",
  lede: "Why we would read them.",
  pictureSlug: null,
  openingHtml: renderMarkdown("What is the question? [Ask](/contact)."),
  closingHtml: renderMarkdown("Talk it over."),
  quotation: undefined,
  path: [],
  background: [],
};

const WORDS =
  "the people of this town have long held that a press which belongs to them is worth more than one which does not and they meet each month above the hall to say so".split(
    " ",
  );

/** Generated Markdown of about so many letters, in parts with notes: for measuring, not for reading. */
export function longBody(letters: number): string {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const sentence = () => {
    const words = Array.from({ length: 8 + next(18) }, () => WORDS[next(WORDS.length)]).join(" ");
    return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
  };
  const lines: string[] = [];
  const notes: string[] = [];
  for (let size = 0, part = 0; size < letters; ) {
    if (lines.length % 14 === 0) lines.push(`## Part ${++part}, ${WORDS[next(WORDS.length)]} ${part * 7}`);
    const note = next(5) === 0 ? `[^${notes.length + 1}]` : "";
    if (note) notes.push(`${note}: ${sentence()}`);
    const paragraph = Array.from({ length: 3 + next(6) }, sentence).join(" ") + note;
    lines.push(paragraph);
    size += paragraph.length;
  }
  return [...lines, ...notes].join("\n\n");
}

export const IMPRINT = {
  siteUrl: "https://party.example",
  press: "Socialist Books",
  party: "Socialist Party",
  promoter: "the Publications Officer",
  address: "Example House, 1 Example Street, London E1 1AA",
};
