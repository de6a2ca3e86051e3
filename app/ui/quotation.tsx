type QuotationProps = { words: string; source: string; href?: string };

/** A quotation beside or inside other matter. */
export function Quotation({ words, source, href }: QuotationProps) {
  return (
    <figure className="quotation">
      <blockquote>
        <p>“{words}”</p>
      </blockquote>
      <Source source={source} href={href} />
    </figure>
  );
}

/** A quotation as a poster across the page: its one diagonal. At most once on a page. */
export function PosterQuotation({ words, source, href }: QuotationProps) {
  return (
    <figure className="poster">
      <div className="row">
        <div className="row-hang poster-mark" aria-hidden="true">
          “
        </div>
        <div className="row-main across">
          <blockquote>
            <p>{words}</p>
          </blockquote>
          <Source source={source} href={href} />
        </div>
      </div>
    </figure>
  );
}

function Source({ source, href }: { source: string; href: string | undefined }) {
  if (source === "") return null;
  return <figcaption>{href ? <a href={href}>{source}</a> : source}</figcaption>;
}
