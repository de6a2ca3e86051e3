import { type Attempt, rush } from "../attempt.ts";
import { mustBe } from "../stage.ts";

/** What pages that are kept tell of, with a column to write. */
const TOLD: [table: string, column: string][] = [
  ["figures", "source"],
  ["texts", "slug"],
  ["editions", "number"],
  ["paragraphs", "anchor"],
  ["pictures", "slug"],
  ["reading_lists", "slug"],
  ["reading_list_texts", "position"],
  ["news", "slug"],
  ["pamphlets", "slug"],
  ["postage_bands", "name"],
  ["made_files", "address"],
];

/** A trigger for whole statements is heard of although no row was touched. */
const CHANGES = (table: string, column: string): [event: string, statement: string][] => [
  ["insert", `insert into ${table} (${column}) select ${column} from ${table} where false`],
  ["update", `update ${table} set ${column} = ${column} where false`],
  ["delete", `delete from ${table} where false`],
];

function heard(table: string, event: string, statements: readonly string[], times = 1): Attempt {
  return rush(table, `${event} is told to the pages that are kept`, async ({ owner }) => {
    let told = 0;
    const hear = () => told++;
    await owner.query("listen pages");
    owner.on("notification", hear);
    try {
      // what a session tells itself comes before the end of its own statement
      for (const statement of statements) await owner.query(statement);
    } finally {
      owner.off("notification", hear);
      await owner.query("unlisten pages");
    }
    mustBe("times it was told", told, times);
  });
}

const stock = (left: number) => `update stock set on_hand = reserved + ${left}`;

/** Every process keeps pages, and lets go of them when it hears of a change (server/kept-pages/). */
export const PAGES: Attempt[] = [
  ...TOLD.flatMap(([table, column]) =>
    CHANGES(table, column).map(([event, statement]) => heard(table, event, [statement])),
  ),
  ...CHANGES("stock", "on_hand")
    .filter(([event]) => event !== "update")
    .map(([event, statement]) => heard("stock", event, [statement])),
  heard("stock", "one copy fewer, where few are left,", ["begin", stock(6), "commit", "begin", stock(5), "commit"], 2),
];
