import { setTimeout as wait } from "node:timers/promises";
import { Visit, words } from "../../forms/visit.ts";
import { GIVE } from "../crash/journeys.ts";
import { pay, paymentPage, type Scene } from "./scene.ts";

/** What readers and givers met while something was out of order. */
export type Traffic = {
  /** Answers to readers by what they were: the page, our own page in words, or nothing. */
  pages: number;
  files: number;
  apologies: Record<number, number>;
  /** Neither a page nor an apology of ours. */
  odd: string[];
  unanswered: number;
  slowestMs: number;
  slowestFileMs: number;
  /** Gifts that were given: pressed, maybe again and again, and paid. */
  gifts: number;
};

const READ = ["/", "/reading", "/texts/in-defence-of-october", "/shop", "/news", "/about", "/donate"];
const FILE = "/robots.txt";
const READERS = 2;
const GIVERS = 3;
const PATIENCE_MS = 40_000;
const SORRY = /Closed for a moment|Something went wrong|Not available for a moment|Something went wrong here/;

/** Lets people read and give until `stop`, which waits until each of them is done. Readers and givers do not give up. */
export function letPeopleIn(scene: Scene): { stop(): Promise<Traffic> } {
  const traffic: Traffic = {
    pages: 0,
    files: 0,
    apologies: {},
    odd: [],
    unanswered: 0,
    slowestMs: 0,
    slowestFileMs: 0,
    gifts: 0,
  };
  let open = true;
  const files = findFile(scene);

  const read = async (path: string): Promise<number> => {
    const began = performance.now();
    const reply = await inTime(new Visit(scene.url).open(path), PATIENCE_MS).catch(() => undefined);
    if (!reply) traffic.unanswered += 1;
    else if (reply.status === 200) traffic[path.startsWith("/assets/") ? "files" : "pages"] += 1;
    else if (reply.status >= 500 && SORRY.test(words(reply)))
      traffic.apologies[reply.status] = (traffic.apologies[reply.status] ?? 0) + 1;
    else traffic.odd.push(`${path} ${reply.status} ${words(reply).slice(0, 80)}`);
    return Math.round(performance.now() - began);
  };
  const reader = async () => {
    while (open) {
      for (const path of READ) if (open) traffic.slowestMs = Math.max(traffic.slowestMs, await read(path));
      await wait(20);
    }
  };
  // what needs no database is asked for by itself, or it would wait behind a page that does
  const fileReader = async () => {
    const file = await files;
    while (open) {
      traffic.slowestFileMs = Math.max(traffic.slowestFileMs, await read(file));
      await wait(100);
    }
  };
  const giver = async () => {
    while (open) {
      const person = await insist(() => GIVE.arrive(scene));
      const { session } = await insist(async () => paymentPage(scene, await person.press()));
      await pay(scene, person, session);
      traffic.gifts += 1;
      await wait(50);
    }
  };
  const everybody = [
    ...Array.from({ length: READERS }, reader),
    ...Array.from({ length: GIVERS }, giver),
    fileReader(),
  ];
  return {
    async stop() {
      open = false;
      await Promise.all(everybody);
      return traffic;
    },
  };
}

async function insist<T>(act: () => Promise<T>): Promise<T> {
  const end = Date.now() + 90_000;
  for (;;) {
    try {
      return await inTime(act(), PATIENCE_MS);
    } catch (fault) {
      if (Date.now() > end) throw fault;
      await wait(200);
    }
  }
}

/** Nobody waits for ever in front of a blank page. */
export function inTime<T>(act: Promise<T>, ms: number): Promise<T> {
  return Promise.race([
    act,
    wait(ms, undefined, { ref: false }).then((): never => {
      throw new Error(`no answer within ${ms} ms`);
    }),
  ]);
}

/** The stylesheet, which is a file and needs no database. */
async function findFile(scene: Scene): Promise<string> {
  const page = await new Visit(scene.url).open("/");
  return /href="(\/assets\/[^"]+\.css)"/.exec(page.body)?.[1] ?? FILE;
}
