import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECOY, FORM_KEY, type FormName, newFormToken } from "#app/forms/form-token.ts";
import { ROOT } from "../shape/sources.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { Visit, words } from "./visit.ts";

/**
 * Every page that takes a form: where it stands and a field it has, so that it can be sent without its token; or why it
 * needs none. A new action without a line here fails.
 */
type Form = { form: FormName; path: string; having: string; over?: Record<string, string> };
const GUARDED: Record<string, Form> = {
  "routes/basket": {
    form: "basket",
    path: "/basket",
    having: "quantity-in-defence-of-october",
    over: { intent: "pay" },
  },
  "routes/contact._index": {
    form: "question",
    path: "/contact",
    having: "question",
    over: { question: "Why?", email: "a@reader.example" },
  },
  "routes/donate._index": { form: "donate", path: "/donate", having: "amount", over: { amount: "5" } },
  "routes/donate.details": { form: "donate", path: "/donate/details?every=once&amount=600.00", having: "town" },
  "routes/join._index": { form: "join", path: "/join", having: "postcode" },
  "routes/join.dues": { form: "join", path: "/join/dues", having: "agree" },
  "routes/join.tell-us": { form: "join", path: "/join/tell-us", having: "agree" },
  "routes/join.check": { form: "join", path: "/join/check", having: FORM_KEY },
  "routes/texts.$slug_.wrong": {
    form: "typo",
    path: "/texts/in-defence-of-october/wrong",
    having: "says",
    over: { says: "A slip." },
  },
};
const OWN_COOKIE = "its page is the same for everybody, and it changes nothing but a cookie of the reader's own";
const OWN_LINK = "its link is signed, pressing twice changes nothing, and no page is too old to stop a promise";
const WITHOUT: Record<string, string> = {
  "routes/reading-settings": OWN_COOKIE,
  "routes/texts.$slug": OWN_COOKIE,
  "routes/donations.$ref": OWN_LINK,
  "routes/dues.$ref": OWN_LINK,
  // and of /basket: adding, removing and other quantities change a cookie of the visitor's own; paying has its token
};

let house: House;
let visit: Visit;
beforeAll(async () => {
  house = await openHouse();
  visit = new Visit(house.url);
  await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
  const details = { name: "Emma Example", email: "emma@reader.example", line1: "2 Example Road", town: "London" };
  await visit.openAndSend("/join", "postcode", { ...details, postcode: "E11 3ZZ" });
  const dues = await visit.openAndSend("/join/dues", "agree", { rate: "other", amount: "5", agree: "yes" });
  expect(dues.headers.location).toBe("/join/check");
});
afterAll(() => closeSound(house));

test("every page that takes a form is in one of the lists, and nothing else is", async () => {
  const build: ServerBuild = await import(pathToFileURL(join(ROOT, "build/server/index.js")).href);
  const taking = Object.values(build.routes).filter((route) => route?.module.action);
  expect(taking.map((route) => route?.id.replace(/\/route$/, "")).sort()).toEqual(
    [...Object.keys(GUARDED), ...Object.keys(WITHOUT)].sort(),
  );
});

describe.each(Object.entries(GUARDED))("%s", (_, { form, path, having, over = {} }) => {
  const send = async (more: Record<string, string>) => visit.send(await visit.open(path), having, { ...over, ...more });
  const old = "This page was open for a while. Check your answers and send again.";

  test.each([
    ["no token", ""],
    ["one that nobody signed", `${crypto.randomUUID()}.1795694400.${"a".repeat(43)}`],
    ["one of another form", () => tokenOf(form === "basket" ? "typo" : "basket", 0)],
    ["one of the day before yesterday", () => tokenOf(form, 48)],
  ])("refuses %s", async (_what, token) => {
    const answered = await send({ [FORM_KEY]: typeof token === "string" ? token : token() });
    expect(answered.status).toBe(422);
    expect(words(answered)).toContain(old);
    // and the page comes again with one that is good
    expect(answered.body).toMatch(new RegExp(`name="${FORM_KEY}" value="[0-9a-f-]{36}\\.`));
  });

  test("refuses a form that a machine filled in", async () => {
    const answered = await send({ [DECOY]: "https://shop.example" });
    expect(answered.status).toBe(422);
    expect(words(answered)).toContain("Leave the box called “Leave this empty” empty, and send again.");
  });
});

const now = () => house.site.clock.now();
/** Signed by us, so many hours ago. */
function tokenOf(form: FormName, hours: number): string {
  return newFormToken(house.site.settings.formSecret, form, new Date(now().getTime() - hours * 3600_000));
}
