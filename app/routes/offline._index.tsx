import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatBytes, listSaved, weighSaved } from "#app/reading/saved-texts.ts";
import { wayOnTo } from "#app/reading/start-here.ts";
import { listCovers } from "#app/shop/pamphlet-links.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { CATALOGUE_LINK } from "#app/ui/feed-links.ts";
import { FormatList } from "#app/ui/format-list.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";
import script from "#app/ui/save-texts.js?url";
import { SaveTexts } from "#app/ui/save-texts.tsx";

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, built } = context;
  const saved = await listSaved(db, built, await listCovers(db));
  const detail = async (path: string, day: Date | undefined) => {
    const bytes = await built.weigh(path);
    return [bytes ? formatBytes(bytes) : "", day ? formatDay(ukDay(day)) : ""].filter((part) => part !== "").join(", ");
  };
  const books = [
    ...saved.lists.map(({ slug, title }) => ({
      name: `${title}: the whole reading list`,
      path: `/reading/${slug}.epub`,
      day: undefined,
    })),
    ...saved.texts.map((text) => ({ name: wayOnTo(text).name, path: `/texts/${text.slug}.epub`, day: text.published })),
  ];
  return {
    size: formatBytes(await weighSaved(db, built, saved)),
    books: await Promise.all(
      books.map(async ({ name, path, day }) => ({
        name,
        to: path,
        type: "application/epub+zip",
        detail: await detail(path, day),
      })),
    ),
  };
}

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, {
    page: "Read offline",
    path: "/offline",
    description:
      "Save all our texts on your phone or computer and read them without a connection, or take them as books.",
    links: [CATALOGUE_LINK],
  });

export default function Offline() {
  const { size, books } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <h1>Read offline</h1>
        <p className="lede">
          Everything here can be read without a connection: in this browser, or as books in a reading app.
        </p>
      </Row>
      <Row band hang={<h2 className="hang-label">In this browser</h2>}>
        <SaveTexts size={size} />
        <noscript>
          <p>
            Saving in the browser needs scripts, and they are switched off here. The books below hold the same texts and
            need none.
          </p>
        </noscript>
      </Row>
      <Row hang={<h2 className="hang-label">As books</h2>}>
        <p>
          An EPUB is one file that holds a whole text with its notes. On a phone or tablet, press a name, then choose a
          reading app: Books on an iPhone or iPad, Play Books or any e-book app on Android. On a computer, save the file
          and open it with Thorium, Calibre or Books. For an e-reader, copy it over with a cable, or send it with the
          maker’s app.
        </p>
        <FormatList formats={books} />
        <p>
          A reading app can also fetch these by itself from our <a href="/feeds">catalogue (OPDS)</a>.
        </p>
      </Row>
      <script type="module" src={script} />
    </Main>
  );
}
