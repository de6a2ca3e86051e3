import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatBytes, listBooks, listSaved, weighSaved } from "#app/reading/saved-texts.ts";
import { listCovers } from "#app/shop/pamphlet-links.ts";
import type { MayBeKept } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { CATALOGUE_LINK } from "#app/ui/feed-links.ts";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";
import script from "#app/ui/save-texts.js?url";
import { SaveTexts } from "#app/ui/save-texts.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, built } = context;
  const saved = await listSaved(db, built, await listCovers(db));
  return {
    size: formatBytes(await weighSaved(db, built, saved)),
    books: (await listBooks(db, saved)).map(({ bytes, changed, ...book }) => ({
      ...book,
      detail: [bytes ? formatBytes(bytes) : "", changed ? formatDay(ukDay(changed)) : ""].filter(Boolean).join(", "),
    })),
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
        <dl className="facts">
          {books.map((book) => (
            <div key={book.path}>
              <dt>
                <a href={book.path} type="application/epub+zip">
                  {book.name}
                </a>
              </dt>
              <dd className="meta">{book.detail}</dd>
            </div>
          ))}
        </dl>
        <p>
          A reading app can also fetch these by itself from our <a href="/feeds">catalogue (OPDS)</a>.
        </p>
      </Row>
      <script type="module" src={script} />
    </Main>
  );
}
