export type Format = { name: string; to: string; detail: string; type?: string };

/** Other ways of reading the same thing, with their sizes. */
export function FormatList({ formats }: { formats: readonly Format[] }) {
  return (
    <ul className="plain-links">
      {formats.map((format) => (
        <li key={format.to}>
          <a href={format.to} type={format.type}>
            {format.name}
          </a>{" "}
          <span className="meta">{format.detail}</span>
        </li>
      ))}
    </ul>
  );
}
