import { type Attempt, attempt, CHECK, UNIQUE } from "../attempt.ts";
import { NOW, STANDING } from "../rows/standing.ts";
import { mustBe } from "../stage.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, refusesRows, refusesTwice } from "../tries.ts";

const AS = { as: "owner" } as const;
const ADDRESS = { "its address is a plain word": { slug: "Two Words" } };
const SUMMARY = { "its summary is short": { summary: "x".repeat(156) } };

let places = 1;

/** What is read, and the dated figures of the law: the owner writes it, today with the seed. */
export const READING: Attempt[] = [
  ...refusesRows("figures", { "it has a source": { source: "" }, "its unit is one we know": { unit: "miles" } }, AS),
  ...refusesTwice("figures", { "key, effective_from": {} }, "owner"),
  ...allowsRow("figures", { "the next figure": { effective_from: "2027-01-01" } }, "owner"),

  ...allowsRow("people", { "a person": {} }),
  ...allowsRow("contacts", { "how to reach them": {}, "one with no email": { email: null } }),
  ...refusesRows("contacts", {
    "they have a name": { full_name: "" },
    "email is small letters": { email: "A@reader.example" },
  }),
  ...refusesTwice("contacts", { person_id: async (s) => ({ person_id: (await s.insert("people")).id }) }),
  ...allowsRow("consents", { "a consent": {} }),
  keepsFacts("consents", {
    person_id: STANDING.otherPerson,
    channel: "text",
    wording: "Other words.",
    source: "other",
    given_at: NOW,
  }),
  keepsOnceKnown("consents", { withdrawn_at: [NOW, "2027-01-01"] }),
  ...refusesRows("consents", { "it is for a channel we know": { channel: "fax" } }),

  ...allowsRow(
    "texts",
    {
      "a text of a year": { original_date: "1917" },
      "of a month": { original_date: "1917-11" },
      "of nobody knows when": { original_date: "" },
    },
    "owner",
  ),
  ...refusesRows(
    "texts",
    {
      ...ADDRESS,
      ...SUMMARY,
      "its date is one": { original_date: "November 1917" },
      "taken back, it says when and why": { withdrawn_at: NOW },
      "the reason says something": { withdrawn_at: NOW, withdrawn_why: "" },
    },
    AS,
  ),
  ...refusesTwice("texts", { slug: {} }, "owner"),
  ...refusesRows(
    "editions",
    {
      "it is the first or a later one": { number: 0 },
      "it holds a guide or the text": { holds: "a poem" },
      "its rights are known when it is published": { rights: "", published_at: NOW },
      "it has words": { words: 0 },
    },
    AS,
  ),
  ...allowsRow("editions", { "a draft whose rights are not settled": { rights: "" } }),
  ...refusesTwice("editions", {
    "text_id, number": async (s) => ({ text_id: (await s.insert("texts")).id, published_at: NOW }),
  }),
  attempt("editions", "a text has one draft", async (s) => {
    const { text_id } = await s.insert("editions");
    await s.refused(UNIQUE, () => s.insert("editions", { text_id, number: 3 }));
    await s.allowed(() => s.insert("editions", { text_id, number: 1, published_at: NOW }));
  }),
  ...refusesRows("paragraphs", {
    "it stands somewhere": { position: 0 },
    "its address is one": { anchor: "P 1" },
    "it is of a kind we know": { kind: "poem" },
    "it says something": { words: "" },
  }),
  ...refusesTwice("paragraphs", {
    "edition_id, position": async (s) => ({ edition_id: (await s.insert("editions")).id, anchor: `p${++places}` }),
    "edition_id, anchor": async (s) => ({ edition_id: (await s.insert("editions")).id, position: ++places }),
  }),
  attempt(
    "paragraphs",
    "those of a published edition stay as they were, and none is added",
    async (s) => {
      const { id } = await s.insert("editions");
      const { edition_id } = await s.insert("paragraphs", { edition_id: id });
      await s.allowed(() => s.change("paragraphs", { edition_id }, { words: "Other." }));
      await s.change("editions", { id }, { published_at: NOW });
      await s.refused(CHECK, () => s.change("paragraphs", { edition_id }, { words: "Others." }));
      await s.refused(CHECK, () => s.sql("delete from paragraphs where edition_id = $1", id));
      await s.refused(CHECK, () => s.insert("paragraphs", { edition_id: id, position: 2, anchor: "p2" }));
      const draft = await s.insert("paragraphs");
      await s.refused(CHECK, () =>
        s.change("paragraphs", { edition_id: draft.edition_id }, { edition_id: id, position: 2 }),
      );
      await s.allowed(() => s.sql("delete from paragraphs where edition_id = $1", draft.edition_id));
    },
    "owner",
  ),
  ...allowsRow("made_files", { "a reading list’s": { address: "/reading/a-list.epub" } }),
  ...refusesRows("made_files", {
    "it is the file of a text or a list": { address: "/texts/x.pdf" },
    "it says what it was made from": { made_from: "nothing" },
    "it holds something": { bytes: Buffer.alloc(0) },
  }),
  ...refusesTwice("made_files", { address: {} }),
  ...refusesRows("known_words", { "it is one word": { word: "two words" }, "it is long enough": { word: "ab" } }),
  ...refusesTwice("known_words", { word: {} }),
  ...allowsRow("typo_reports", { "one about no paragraph": { anchor: null, quoted: "" } }),
  ...refusesRows("typo_reports", {
    "it is of an edition": { edition_number: 0 },
    "its paragraph is an address": { anchor: "P 1" },
    "what it quotes is short": { quoted: "x".repeat(501) },
    "it says something": { says: "" },
    "what it says is short": { says: "x".repeat(2001) },
    "what waits is not closed": { closed_at: NOW },
  }),
  keepsFacts("typo_reports", {
    text_id: crypto.randomUUID(),
    edition_number: 2,
    anchor: "p2",
    quoted: "Teh",
    says: "The",
    created_at: "2020-01-01",
  }),
  attempt(
    "editions",
    "one that is published stays as it was",
    async (s) => {
      const id = STANDING.edition;
      await s.refused(CHECK, () => s.change("editions", { id }, { body_html: "y" }));
      await s.refused(CHECK, () => s.sql("delete from editions where id = $1", id));
    },
    "owner",
  ),
  attempt(
    "editions",
    "a draft is written on, published, or thrown away",
    async (s) => {
      const { id } = await s.insert("editions");
      await s.allowed(() => s.change("editions", { id }, { body_html: "y" }));
      await s.allowed(async () => {
        await s.sql("delete from editions where id = $1", id);
        mustBe("drafts left", (await s.sql("select from editions where id = $1", id)).length, 0);
      });
      const draft = await s.insert("editions");
      await s.allowed(() => s.change("editions", { id: draft.id }, { published_at: NOW }));
      await s.refused(CHECK, () => s.change("editions", { id: draft.id }, { published_at: null }));
    },
    "owner",
  ),
  ...refusesRows(
    "pictures",
    {
      ...ADDRESS,
      "it is some way across": { width: 0 },
      "it is some way up": { height: 0 },
      "it has a caption": { caption: "" },
      "it is described to who cannot see it": { alt: "" },
      "its rights are known": { rights: "" },
    },
    AS,
  ),
  ...refusesTwice("pictures", { slug: {} }, "owner"),
  ...refusesRows("reading_lists", { ...ADDRESS, ...SUMMARY }, AS),
  ...refusesTwice("reading_lists", { slug: {} }, "owner"),
  ...refusesRows("reading_list_texts", { "it is on the path or behind it": { part: "margin" } }, AS),
  ...refusesTwice("reading_list_texts", { "reading_list_id, text_id": async () => ({ position: ++places }) }, "owner"),
  ...refusesTwice(
    "reading_list_texts",
    {
      "reading_list_id, part, position": async (s) => ({ text_id: (await s.insert("texts")).id }),
    },
    "owner",
  ),
  ...refusesRows("old_addresses", { "it is an address": { path: "old" }, "it leads to one": { target: "new" } }, AS),
  ...refusesTwice("old_addresses", { path: {} }, "owner"),
  ...allowsRow("old_addresses", { "one that is gone on purpose": { target: null } }, "owner"),
  ...refusesRows(
    "news",
    {
      ...ADDRESS,
      "its standfirst is short": { standfirst: "x".repeat(201) },
      "its topic is a plain word": { topic: "Two Words" },
      "it has words": { words: 0 },
    },
    AS,
  ),
  ...refusesTwice("news", { slug: {} }, "owner"),
];
