import { MetaLine } from "./meta-line.tsx";

type Step = { slug: string; title: string; author: string; time: string };

/** The door to the reading list, with its first steps. */
export function ListDoor({ steps }: { steps: readonly Step[] }) {
  return (
    <section className="door" aria-labelledby="door">
      <div className="row">
        <div className="row-main flow">
          <h2 id="door">
            <a href="/reading/what-about-russia">What About Russia?</a>
          </h2>
          <p className="lede">
            It is the first thing most people ask a socialist, and it deserves better than a shrug.
          </p>
          <p>
            We have put three texts in order, with a plain guide to each: what it says, when it was written, and who
            disagrees.{steps[0] ? ` Our guide to the first takes ${steps[0].time}.` : null}
          </p>
        </div>
        <ol className="door-path">
          {steps.map((text, index) => (
            <li key={text.slug}>
              <span className="numeral" aria-hidden="true">
                {index + 1}
              </span>
              <div>
                <a href={`/texts/${text.slug}`}>{text.title}</a>
                <MetaLine facts={[text.author, index === 0 ? "start here" : "", `our guide: ${text.time}`]} />
              </div>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
