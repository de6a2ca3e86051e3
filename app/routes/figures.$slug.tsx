import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findPicture } from "#app/reading/pictures.ts";
import type { MayBeKept } from "#app/site.ts";
import { Main } from "#app/ui/document.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

/** A caption begins with what the picture is of. */
const titleOf = (caption: string) => caption.split(/\. |\.$/)[0] ?? caption;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const picture = await findPicture(context.db, params.slug ?? "");
  if (!picture) throw new Response(null, { status: 404 });
  return { picture };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  data
    ? head(matches, {
        page: titleOf(data.picture.caption),
        section: "Picture",
        path: `/figures/${data.picture.slug}`,
        description: data.picture.alt.slice(0, 155),
        trail: [{ name: "Reading", path: "/reading" }],
      })
    : [];

export default function PicturePage() {
  const { picture } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row
        asideLabel="About this picture"
        aside={
          <Facts
            facts={[
              { name: "Made by", value: picture.maker },
              { name: "Made", value: picture.made },
              { name: "Held by", value: picture.holder },
              { name: "Rights", value: picture.rights },
            ]}
          />
        }
      >
        <p className="kicker">Picture</p>
        <h1 className="title-small">{titleOf(picture.caption)}</h1>
        <img
          className="picture-large"
          src={picture.file}
          width={picture.width}
          height={picture.height}
          alt={picture.alt}
        />
        <h2>What it shows</h2>
        <p>{picture.description}</p>
      </Row>
    </Main>
  );
}
