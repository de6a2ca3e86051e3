import { FEEDS_BEGAN, type Feed, newest, tagId } from "#app/feeds/atom.ts";
import { ACQUISITION, type Book, bookEntry } from "#app/feeds/opds.ts";
import type { Reader } from "#db/client.ts";
import { findReadingList, listReadingLists, type ReadingList } from "./reading-lists.ts";
import { wayOnTo } from "./start-here.ts";
import { listTexts, type TextInList } from "./texts.ts";

type House = { siteUrl: string; party: string; press: string };
type Pamphlets = ReadonlyMap<string, { href: string; title: string }>;

const feedOf = ({ siteUrl, party }: House, path: string, title: string): Feed => ({
  id: tagId(siteUrl, path),
  title,
  author: { name: party, uri: siteUrl },
  icon: `${siteUrl}/icon-192.png`,
  links: [],
  entries: [],
  began: FEEDS_BEGAN,
});

/** What the catalogue leads to: everything, and each reading list. */
export async function catalogueRoot(db: Reader, house: House): Promise<Feed> {
  const { siteUrl, party } = house;
  const [lists, texts] = [await listReadingLists(db), await listTexts(db)];
  const changed = newest(
    texts.map((text) => text.published),
    FEEDS_BEGAN,
  );
  const doors = [
    { path: "/opds/texts", title: "Every text", summary: "Every text and guide, and each reading list as one book." },
    ...lists.map((list) => ({
      path: `/opds/reading/${list.slug}`,
      title: list.title,
      summary: list.summary,
    })),
  ];
  return {
    ...feedOf(house, "/opds", `Books to read from ${party}`),
    entries: doors.map(({ path, title, summary }) => ({
      id: tagId(siteUrl, path),
      title,
      updated: changed,
      author: house.press,
      text: summary,
      links: [{ rel: "subsection", href: siteUrl + path, type: ACQUISITION }],
    })),
  };
}

/** Everything there is to take away: the reading lists whole, then every text. */
export async function catalogueOfTexts(db: Reader, house: House, pamphlets: Pamphlets): Promise<Feed> {
  const lists: ReadingList[] = [];
  for (const { slug } of await listReadingLists(db)) {
    const list = await findReadingList(db, slug);
    if (list && textsOf(list).length > 0) lists.push(list);
  }
  const texts = await listTexts(db);
  return {
    ...feedOf(house, "/opds/texts", "Every text"),
    entries: [
      ...lists.map((list) => bookEntry(listBook(list, house))),
      ...texts.map((text) => bookEntry(textBook(text, house, pamphlets))),
    ],
  };
}

/** One reading list to take away: whole, then text by text in its own order. Undefined where there is none. */
export async function catalogueOfList(
  db: Reader,
  slug: string,
  house: House,
  pamphlets: Pamphlets,
): Promise<Feed | undefined> {
  const list = await findReadingList(db, slug);
  if (!list) return undefined;
  const texts = textsOf(list);
  return {
    ...feedOf(house, `/opds/reading/${list.slug}`, list.title),
    entries: [
      ...(texts.length > 0 ? [bookEntry(listBook(list, house))] : []),
      ...texts.map((text) => bookEntry(textBook(text, house, pamphlets))),
    ],
  };
}

const textsOf = (list: ReadingList) => [...list.path, ...list.background];

function listBook(list: ReadingList, { siteUrl, press }: House): Book {
  const page = `${siteUrl}/reading/${list.slug}`;
  return {
    id: tagId(siteUrl, `/reading/${list.slug}`),
    title: `${list.title} (the whole reading list)`,
    author: press,
    summary: list.summary,
    updated: newest(
      textsOf(list).map((text) => text.published),
      FEEDS_BEGAN,
    ),
    publisher: press,
    rights: undefined,
    issued: undefined,
    epub: `${page}.epub`,
    page,
    picture: `${siteUrl}/og/reading/${list.slug}.png`,
  };
}

function textBook(text: TextInList, { siteUrl, press }: House, pamphlets: Pamphlets): Book {
  const page = `${siteUrl}/texts/${text.slug}`;
  const guide = text.holds === "guide";
  const pamphlet = pamphlets.get(text.slug);
  return {
    id: tagId(siteUrl, `/texts/${text.slug}`),
    title: wayOnTo(text).name,
    author: guide ? press : text.author,
    summary: text.summary,
    updated: text.published,
    publisher: press,
    rights: undefined,
    issued: guide ? undefined : text.originalDate || undefined,
    epub: `${page}.epub`,
    page,
    picture: `${siteUrl}/og/texts/${text.slug}.png`,
    ...(pamphlet ? { pamphlet } : {}),
  };
}
