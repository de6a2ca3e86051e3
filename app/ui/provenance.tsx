import { type Fact, Facts } from "./facts.tsx";

/** Where a text comes from, and whose it is. */
export function Provenance({ facts }: { facts: readonly Fact[] }) {
  return (
    <section aria-labelledby="provenance">
      <h2 id="provenance" className="ruled">
        Where this comes from
      </h2>
      <Facts facts={facts} />
    </section>
  );
}
