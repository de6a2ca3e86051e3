/** The parts of a text. Texts of fewer than three have none. */
export function Contents({ sections }: { sections: readonly { slug: string; title: string }[] }) {
  if (sections.length < 3) return null;
  return (
    <nav className="contents" aria-labelledby="contents">
      <h2 id="contents">Contents</h2>
      <ol>
        {sections.map((section) => (
          <li key={section.slug}>
            <a href={`#${section.slug}`}>{section.title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
