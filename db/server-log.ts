import { sql } from "kysely";
import type { Reader } from "./client.ts";

/** A setting of the database server's by which its own log holds what people typed, and what it has to be. */
type Rule = { name: string; safe(value: string, all: Settings): boolean; set: string };
type Settings = ReadonlyMap<string, string>;

/** Statements that are logged bring their values along, unless those are cut off. */
const valuesAreCut = (all: Settings) => all.get("log_parameter_max_length") === "0";
const isOff = (value: string) => value === "-1" || value === "0" || value === "off";

const RULES: readonly Rule[] = [
  // a refused row stands in the error's detail, whole
  { name: "log_error_verbosity", safe: (value) => value === "terse", set: "terse" },
  {
    name: "log_min_error_statement",
    safe: (value) => ["log", "fatal", "panic"].includes(value),
    set: "panic",
  },
  { name: "log_parameter_max_length_on_error", safe: (value) => value === "0", set: "0" },
  { name: "log_statement", safe: (value, all) => ["none", "ddl"].includes(value) || valuesAreCut(all), set: "none" },
  { name: "log_min_duration_statement", safe: (value, all) => value === "-1" || valuesAreCut(all), set: "-1" },
  { name: "log_min_duration_sample", safe: (value, all) => value === "-1" || valuesAreCut(all), set: "-1" },
  { name: "log_transaction_sample_rate", safe: (value, all) => isOff(value) || valuesAreCut(all), set: "0" },
];

/**
 * What the database server would write of people into its own log: a sentence for each setting that lets it. The
 * site's role can read these settings and cannot change them.
 */
export async function listTalkativeSettings(db: Reader): Promise<string[]> {
  const names = [...RULES.map((rule) => rule.name), "log_parameter_max_length"];
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join(names)})`.execute(db);
  const all = new Map(rows.map(({ name, setting }) => [name, setting]));
  return RULES.flatMap(({ name, safe, set }) => {
    const value = all.get(name);
    // an older server may not have one of them
    if (value === undefined || safe(value, all)) return [];
    return [`Postgres would write what people typed into its own log: ${name} is ${value}. Set it to ${set}.`];
  });
}
