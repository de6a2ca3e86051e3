import { MetaLine } from "./meta-line.tsx";
import { PamphletCover } from "./pamphlet-cover.tsx";

type Pamphlet = { slug: string; title: string; author: string; cover: string; price: string; left: number };

/** What the press has in print, laid out on the front page. */
export function FrontStall({ pamphlets, press }: { pamphlets: readonly Pamphlet[]; press: string }) {
  return (
    <div className="band">
      <section className="row" aria-labelledby="press">
        <div className="row-hang">
          <h2 className="hang-label" id="press">
            From {press}
          </h2>
        </div>
        <ul className="row-main across stall">
          {pamphlets.map((pamphlet) => (
            <li key={pamphlet.slug}>
              <PamphletCover pamphlet={pamphlet} press={press} />
              <h3>
                <a href={`/shop/${pamphlet.slug}`}>{pamphlet.title}</a>
              </h3>
              <MetaLine facts={[pamphlet.author, pamphlet.price, pamphlet.left > 0 ? "" : "out of print"]} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
