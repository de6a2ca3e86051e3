type CoverProps = {
  pamphlet: { title: string; author: string; cover: string; price: string };
  press: string;
};

const LONG_TITLE = 24;

/**
 * A pamphlet as something in the hand: our drawing, its title in the page's own type, the edges of its sheets, two
 * staples. It repeats what stands beside it, so it is not read out. A drawing whose name ends in `.dark.svg` takes
 * light letters.
 */
export function PamphletCover({ pamphlet, press }: CoverProps) {
  const dark = pamphlet.cover.endsWith(".dark.svg") ? " cover-dark" : "";
  const long = pamphlet.title.length > LONG_TITLE ? " cover-title-long" : "";
  return (
    <div className={`pamphlet${dark}`} aria-hidden="true">
      <div className="pamphlet-sheet">
        <img src={pamphlet.cover} width={592} height={840} alt="" loading="lazy" decoding="async" />
        <div className="cover-words">
          <div>{pamphlet.author}</div>
          <div className={`cover-title${long}`}>{pamphlet.title}</div>
          <div className="cover-foot">
            <span>{press}</span>
            <span className="cover-price">{pamphlet.price}</span>
          </div>
        </div>
      </div>
    </div>
  );
}
