import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readingTime } from "#app/reading/reading-time.ts";
import { listSaved } from "#app/reading/saved-texts.ts";
import { wayOnTo } from "#app/reading/start-here.ts";
import { listCovers } from "#app/shop/pamphlet-links.ts";
import { Main } from "#app/ui/document.tsx";
import { head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row } from "#app/ui/row.tsx";
import { TextList } from "#app/ui/text-list.tsx";

export async function loader({ context }: LoaderFunctionArgs) {
  const { lists, texts } = await listSaved(context.db, context.built, await listCovers(context.db));
  return {
    lists: lists.map(({ slug, title, summary }) => ({ to: `/reading/${slug}`, title, summary })),
    texts: texts.map((text) => ({ ...wayOnTo(text), author: text.author, time: readingTime(text.words) })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, { page: "No connection", description: "What is saved on this device.", noindex: true });

/** Kept on devices with the texts, and shown there in place of a page that is not. */
export default function Saved() {
  const { lists, texts } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main>
      <Row>
        <h1>No connection</h1>
        <p className="lede">The page you asked for is not saved on this device. These are.</p>
      </Row>
      <Row band hang={<h2 className="hang-label">Saved here</h2>}>
        <TextList
          texts={[
            ...lists.map((list) => ({
              to: list.to,
              title: list.title,
              meta: <MetaLine facts={["Reading list"]} />,
              words: list.summary,
            })),
            ...texts.map((text) => ({
              to: text.to,
              title: text.name,
              meta: <MetaLine facts={[text.author, text.time]} />,
              words: "",
            })),
          ]}
        />
      </Row>
      <Row>
        <p>
          Anything you sent just now has not reached us: send it again when you are connected, or call{" "}
          <Phone number={party.phone} />. What is saved is looked after under <a href="/offline">Read offline</a>.
        </p>
      </Row>
    </Main>
  );
}
