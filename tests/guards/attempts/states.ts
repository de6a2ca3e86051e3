import { type Attempt, attempt, CHECK } from "../attempt.ts";
import { SUBJECTS, type Subject } from "../moves.ts";
import type { Row, Scene } from "../scene.ts";
import { mustBe } from "../stage.ts";

const listOf = (words: string | undefined) => (words ? words.split(" ") : []);
const dressed = (subject: Subject, state: string): Row => ({ state, ...subject.with?.[state] });

/** The shortest way from the first state to another, without the first. */
function wayTo(subject: Subject, state: string): string[] {
  const ways: string[][] = [[subject.first]];
  for (const way of ways) {
    const last = way.at(-1) ?? "";
    if (last === state) return way.slice(1);
    for (const next of listOf(subject.moves[last])) if (!way.includes(next)) ways.push([...way, next]);
  }
  throw new Error(`no way leads to ${state}`);
}

/** A row of its own, moved to a state, and how to change it. */
async function stands(s: Scene, subject: Subject, state: string) {
  const row = await s.add(subject.table, dressed(subject, subject.first));
  const key = "id" in row ? "id" : "order_id";
  const to = (next: string) => () => s.change(subject.table, { [key]: row[key] }, dressed(subject, next));
  for (const next of wayTo(subject, state)) await s.passes(to(next));
  return to;
}

function movesOf(subject: Subject): Attempt[] {
  return Object.entries(subject.moves).map(([from, listed]) =>
    attempt(subject.table, `from ${from} it goes ${listed.replaceAll(" ", ", ") || "nowhere"}`, async (s) => {
      for (const next of Object.keys(subject.moves)) {
        await s.undone(async () => {
          const move = await stands(s, subject, from);
          if (next === from || listOf(listed).includes(next)) await s.passes(move(next));
          else await s.refused(CHECK, move(next));
        });
      }
    }),
  );
}

function beginningOf(subject: Subject): Attempt {
  return attempt(subject.table, `it is made ${subject.first}`, async (s) => {
    for (const state of Object.keys(subject.moves)) {
      const make = () => s.add(subject.table, dressed(subject, state));
      await (state === subject.first ? s.passes(make) : s.refused(CHECK, make));
    }
  });
}

function unknownStateOf(name: string, subject: Subject): Attempt {
  return attempt(
    subject.table,
    "a state nobody knows is refused, also where a move leads there",
    async (s) => {
      const make = await stands(s, subject, subject.first);
      await s.sql("insert into state_moves values ($1, $2, 'nowhere')", name, subject.first);
      await s.refused(CHECK, make("nowhere"));
    },
    "owner",
  );
}

export const STATES: Attempt[] = [
  ...Object.entries(SUBJECTS).flatMap(([name, subject]) => [
    ...(subject.mirror ? [] : [beginningOf(subject)]),
    ...movesOf(subject),
    unknownStateOf(name, subject),
  ]),
  attempt("state_moves", "they are those that were decided on", async (s) => {
    const rows = await s.sql("select subject || ': ' || f || ' → ' || t as move from state_moves");
    const decided = Object.entries(SUBJECTS).flatMap(([name, { moves }]) =>
      Object.entries(moves).flatMap(([f, ts]) => listOf(ts).map((t) => `${name}: ${f} → ${t}`)),
    );
    mustBe("moves", rows.map((row) => row.move).sort(), decided.sort());
  }),
];
