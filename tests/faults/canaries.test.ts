import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Birds, type Hit, type Place } from "./canaries/birds.ts";
import { crashes, databaseDown, mailRefused, refusedRows, stripeFails, thrown } from "./canaries/failures.ts";
import { askQuestions, buy, give, join, openAviary, reportTypo, wander } from "./canaries/flows.ts";
import { type LoudPart, loudPart } from "./canaries/loud-parts.ts";
import {
  readAsStranger,
  readBuild,
  readQueue,
  readServerLog,
  readStripeRequests,
  readTables,
  watchQueue,
} from "./canaries/places.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { openStage, type Stage } from "./stage/stage.ts";

/**
 * A word nobody would write is typed into every field of every form, into addresses, headers and cookies, while all goes
 * well and while things break. Then it is looked for wherever personal data does not belong.
 */
const birds = new Birds();
let ground: Ground;
let stage: Stage;
let server: LoudPart;
let worker: LoudPart;
let ledTo: string[];

beforeAll(async () => {
  ground = await openGround();
  stage = await openStage(ground);
  await watchQueue(stage);
  const script = (name: string) => ({ name, script: `server/${name}.ts`, word: birds.word(`a fault of ${name}`) });
  server = loudPart(stage, { ...script("main"), readyLine: "the site is open" });
  worker = loudPart(stage, { ...script("worker"), readyLine: "the worker is at work" });
  await Promise.all([server.start(), worker.start()]);
  const aviary = openAviary(stage, birds);
  ledTo = aviary.ledTo;
  for (const flow of [askQuestions, reportTypo, join, give, buy, wander]) await flow(aviary);
  await stage.quiet();
  for (const failure of [refusedRows, thrown, mailRefused, stripeFails, databaseDown]) await failure(aviary);
  await crashes(aviary, { server, worker });
  await stage.quiet();
}, 240_000);
afterAll(async () => {
  await Promise.all([server.stop(), worker.stop()]);
  await stage.close();
  await ground.close();
});

const hitsIn = (...places: Place[]): Hit[] => places.flatMap((place) => birds.find(place));

describe("a person's words, typed everywhere", () => {
  test("were typed, and reached the rows and letters they were meant for", async () => {
    expect(birds.all.length).toBeGreaterThan(150);
    const { rows } = await stage.database.owner.query<{ row: string }>(
      "select to_jsonb(t)::text as row from contacts t union all select to_jsonb(t)::text from questions t union all select to_jsonb(t)::text from regulated_donations t union all select to_jsonb(t)::text from typo_reports t",
    );
    const letters = stage.mailbox.messages().map((message) => message.text);
    const kept = new Set(hitsIn({ name: "rows", text: rows.map(({ row }) => row).join("\n") }).map(({ bird }) => bird));
    for (const field of [
      "join: name",
      "question",
      "typo: says",
      "gift over the floor: town",
      "order: street at Stripe",
    ])
      expect(kept, field).toContain(field);
    expect(hitsIn({ name: "letters", text: letters.join("\n") }).length).toBeGreaterThan(5);
  });

  test("are in no line that the site or its worker prints, at debug level, crashing or not", () => {
    const said = [...server.said, ...worker.said];
    expect(
      said.filter((line) => line.includes('"a request failed"') || line.includes('"a page failed"')).length,
    ).toBeGreaterThan(1);
    expect(said.filter((line) => line.includes('"the process ends"'))).toHaveLength(2);
    expect(said.filter((line) => line.includes('"a library wrote to the console"')).length).toBeGreaterThan(4);
    expect(said.length).toBeGreaterThan(100);
    expect(hitsIn({ name: "what was printed", text: said.join("\n") })).toEqual([]);
    expect(said.filter((line) => !line.startsWith("{"))).toEqual([]);
  });

  test("are not in Postgres's own log", () => {
    const log = readServerLog(stage);
    expect(log.text).toMatch(/ERROR: +duplicate key value violates unique constraint "canary_once"/);
    expect(log.text).toMatch(/violates check constraint "canary_check"/);
    expect(hitsIn(log)).toEqual([]);
  });

  test("are in no job, nor in what is kept of its failure", async () => {
    const { place, failures } = await readQueue(stage);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter((failure) => !/^[a-z-]+: \w+( [\w-]+)?$/.test(failure))).toEqual([]);
    expect(hitsIn(place)).toEqual([]);
  });

  test("are in no table that holds ids alone", async () => {
    expect(hitsIn(...(await readTables(stage)))).toEqual([]);
  });

  test("are in no letter's subject", () => {
    const subjects = stage.mailbox.messages().map((message) => message.subject);
    expect(subjects.length).toBeGreaterThan(8);
    expect(hitsIn({ name: "subjects", text: subjects.join("\n") })).toEqual([]);
  });

  test("reach Stripe only where it must know them", () => {
    const { place, allowed } = readStripeRequests(stage.stripe.requests(), birds.all);
    expect(stage.stripe.requests().length).toBeGreaterThan(10);
    expect(allowed).toBeGreaterThan(0);
    expect(hitsIn(place)).toEqual([]);
  });

  test("are in no address that somebody is led to, and readable in no cookie", () => {
    expect(ledTo.length).toBeGreaterThan(20);
    expect(hitsIn({ name: "addresses and cookies", text: ledTo.join("\n") })).toEqual([]);
  });

  test("are in nothing that a stranger is shown, and in nothing that was built", async () => {
    expect(hitsIn(...(await readAsStranger(stage)), readBuild())).toEqual([]);
  });
});

test("a word is found however it was written down", () => {
  const own = new Birds();
  const word = own.word("field");
  const phone = own.phone("phone");
  const places = [word.toUpperCase(), `%22${word}%40`, `+44 ${phone.slice(1, 5)} ${phone.slice(5)}`, `x"${word}\\n`];
  expect(places.map((text) => own.find({ name: "there", text }).length)).toEqual([1, 1, 1, 1]);
  expect(own.find({ name: "there", text: "zq and nothing else 07" })).toEqual([]);
});
