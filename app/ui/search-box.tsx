import { Button } from "./forms/button.tsx";
import { Field } from "./forms/field.tsx";

/** Looks in texts, news and the shop. A plain GET: its address can be kept. */
export function SearchBox({ query, label = "Search" }: { query?: string; label?: string }) {
  return (
    <search>
      <form className="search-form" action="/search" method="get">
        <Field name="q" type="search" label={label} value={query} autoComplete="off" />
        <Button>Search</Button>
      </form>
    </search>
  );
}
