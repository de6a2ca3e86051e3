import { describe, expect, test } from "vitest";
import { listSources, withoutComments } from "./sources.ts";

const app = listSources("app");
const server = listSources("server");
const db = listSources("db");
const paths = (sources: { path: string }[]) => sources.map((source) => source.path);

describe("the rules of the house", () => {
  test("stripe is imported under app/payments/ alone", () => {
    const importers = [...app, ...server, ...db].filter((source) => source.imports.includes("stripe"));
    expect(importers.length).toBeGreaterThan(0);
    expect(paths(importers.filter((source) => !source.path.startsWith("app/payments/")))).toEqual([]);
  });

  test("the version of Stripe's API is written down once", () => {
    const writers = [...app, ...server, ...db].filter((source) =>
      /\d{4}-\d{2}-\d{2}\.(endive|dahlia|clover|basil)/.test(withoutComments(source.text)),
    );
    expect(paths(writers)).toEqual(["app/payments/stripe-client.ts"]);
  });

  test("no query in routes: they parse, call one function, render", () => {
    const routes = app.filter((source) => source.path.startsWith("app/routes/"));
    expect(routes.length).toBeGreaterThan(10);
    const wrong = routes.filter(
      (source) =>
        source.imports.some((target) => target === "kysely" || target === "pg" || target === "zod") ||
        /\.(selectFrom|insertInto|updateTable|deleteFrom|transaction)\(|\bsql`/.test(source.text),
    );
    expect(paths(wrong)).toEqual([]);
  });

  test("no floating point where money is", () => {
    const rooms = /^app\/(money|payments|ledger|giving|compliance|shop|membership|settlement)/;
    const money = app.filter((source) => rooms.test(source.path));
    expect(money.length).toBeGreaterThan(20);
    const floats =
      /\bparseFloat\b|\bNumber\(|\.toFixed\(|\bMath\.(round|ceil)\(.*(pence|Pence|amount)|(pence|Pence)\w*\s*\/\s*100\b/;
    // days between two civil dates are counted in whole milliseconds, not in money
    const wrong = money.filter((source) => floats.test(withoutComments(source.text)));
    expect(paths(wrong)).toEqual([]);
  });

  test("the environment is read in one file", () => {
    const readers = [...app, ...server, ...db].filter((source) => source.text.includes("process.env"));
    expect(paths(readers)).toEqual(["app/config/settings.ts"]);
  });

  test("no SQL is put together from strings", () => {
    const raw = [...app, ...server].filter((source) => /\bsql\.raw\b|\.raw\(/.test(source.text));
    expect(paths(raw)).toEqual([]);
  });

  test("no folder is called by a word that says nothing", () => {
    const empty = /(^|\/)(utils?|helpers?|lib|common|services|types|misc|shared)\//;
    expect(
      paths(
        [...app, ...server, ...db, ...listSources("sandbox"), ...listSources("tests")].filter((s) =>
          empty.test(s.path),
        ),
      ),
    ).toEqual([]);
  });

  test("no file is two things: none passes 300 lines", () => {
    const long = [...app, ...server, ...db, ...listSources("sandbox"), ...listSources("tests")].filter(
      (source) => source.path !== "db/types.ts" && source.text.split("\n").length > 301,
    );
    expect(paths(long)).toEqual([]);
  });
});
