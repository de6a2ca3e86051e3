/** Words to select and copy: one press selects them all, without a script. */
export function CiteBox({ title, text, id }: { title: string; text: string; id: string }) {
  return (
    <section className="cite" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <pre className="cite-box">{text}</pre>
    </section>
  );
}
