type Note = { series: "author" | "editor"; label: string; id: string; html: string; refs: string[] };

const TITLES = { author: "Author’s notes", editor: "Editor’s notes" };
/** Both are ours where what they stand under is our guide. */
const GUIDE_TITLES = { author: "Our notes", editor: "Editor’s notes" };

/** Two series that are never mixed: numbered, and lettered. Every note leads back to where it was called. */
export function Notes({ notes, guide = false }: { notes: readonly Note[]; guide?: boolean }) {
  if (notes.length === 0) return null;
  const series = (["author", "editor"] as const).filter((name) => notes.some((note) => note.series === name));
  return (
    <section className="notes" role="doc-endnotes" aria-labelledby="notes">
      <h2 id="notes" className="ruled">
        {guide ? "Notes to this guide" : "Notes"}
      </h2>
      {series.map((name) => (
        <div key={name}>
          {series.length > 1 ? <h3>{(guide ? GUIDE_TITLES : TITLES)[name]}</h3> : null}
          <ol>
            {notes
              .filter((note) => note.series === name)
              .map((note) => (
                <OneNote key={note.id} note={note} />
              ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function OneNote({ note }: { note: Note }) {
  return (
    <li id={note.id}>
      <span className="note-label" aria-hidden="true">
        {note.label}
      </span>
      <div>
        {/* sanitised when the text was saved */}
        <div className="note-words" dangerouslySetInnerHTML={{ __html: note.html }} />{" "}
        {note.refs.map((ref, index) => (
          <a className="note-back" role="doc-backlink" href={`#${ref}`} key={ref}>
            Back to text<span className="visually-hidden">, note {note.label}</span>
            {note.refs.length > 1 ? ` (${index + 1})` : ""}
          </a>
        ))}
      </div>
    </li>
  );
}
