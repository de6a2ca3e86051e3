import { expect, test } from "vitest";
import { misses, table } from "./figures.ts";
import { fuzzFigures, sizeOf } from "./fuzz/fuzz-part.ts";

/** A small one of `npm run faults fuzz`: its seed is new each time, and printed. */
const SMALL = {
  requests: 2_400,
  forms: 320,
  lanes: 4,
  sockets: { bodies: 2, hangUps: 3, slow: 25, whole: false },
};

test("whatever is sent is answered, and never by a fault of ours", async () => {
  const figures = await fuzzFigures(sizeOf(process.env, SMALL));
  console.log(table([figures]));
  expect(misses(figures)).toEqual([]);
}, 300_000);
