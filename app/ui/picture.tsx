type PictureProps = {
  picture: { slug: string; file: string; width: number; height: number; caption: string; alt: string };
  /** The first picture of a page is fetched at once; the others when they come near. */
  first?: boolean;
  /** Leads to the picture's own page, with its full description. */
  linked?: boolean;
};

/** A picture in its own proportions: no crop, no tint. Caption and alternative text say different things. */
export function Picture({ picture, first, linked }: PictureProps) {
  const { slug, file, width, height, caption, alt } = picture;
  return (
    <figure className="picture">
      <img src={file} width={width} height={height} alt={alt} loading={first ? undefined : "lazy"} decoding="async" />
      <figcaption>{linked ? <a href={`/figures/${slug}`}>{caption}</a> : caption}</figcaption>
    </figure>
  );
}

/** A drawing that repeats what the words beside it say: shown, not read out. */
export function Drawing({
  file,
  width,
  height,
  first,
}: {
  file: string;
  width: number;
  height: number;
  first?: boolean;
}) {
  return <img src={file} width={width} height={height} alt="" loading={first ? undefined : "lazy"} decoding="async" />;
}
