import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DECOY, FORM_KEY, guard, newFormToken, readFormToken } from "#app/forms/form-token.ts";
import { readForm } from "#app/forms/read-form.ts";
import { DECOY as DECOY_ON_PAGES } from "#app/ui/forms/decoy-field.tsx";
import { FORM_KEY as FORM_KEY_ON_PAGES } from "#app/ui/forms/post-form.tsx";
import { post } from "./posting.ts";

const SECRET = "s".repeat(32);
const NOW = new Date("2026-11-23T12:00:00Z");
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const token = newFormToken(SECRET, "donate", NOW);

describe("the token of a form", () => {
  test("gives a key, the same for each press, another for each page", () => {
    expect(readFormToken(SECRET, "donate", token, NOW)).toMatch(/^[0-9a-f-]{36}$/);
    expect(readFormToken(SECRET, "donate", token, later(1))).toBe(readFormToken(SECRET, "donate", token, NOW));
    expect(newFormToken(SECRET, "donate", NOW)).not.toBe(token);
  });

  test("is good for a day", () => {
    expect(readFormToken(SECRET, "donate", token, later(23.9))).toBeDefined();
    expect(readFormToken(SECRET, "donate", token, later(24.1))).toBeUndefined();
    expect(readFormToken(SECRET, "donate", token, later(-1))).toBeUndefined();
  });

  test("serves one form and one house", () => {
    expect(readFormToken(SECRET, "join", token, NOW)).toBeUndefined();
    expect(readFormToken("t".repeat(32), "donate", token, NOW)).toBeUndefined();
  });

  test("changed in any character it is not ours", () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("0", "a", "Z", ".", "-", "é"), (at, sign) => {
        const other = token.slice(0, at) + sign + token.slice(at + 1);
        if (other !== token) expect(readFormToken(SECRET, "donate", other, NOW)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        expect(readFormToken(SECRET, "donate", any, NOW)).toBeUndefined();
      }),
    );
  });
});

describe("the guard of a form", () => {
  const Form = z.object(guard(SECRET, "donate", NOW));

  test("lets a page of ours through, with its key", async () => {
    const read = await readForm(
      post([
        [FORM_KEY, token],
        [DECOY, ""],
      ]),
      Form,
    );
    expect(read.ok && read.value[FORM_KEY]).toBe(readFormToken(SECRET, "donate", token, NOW));
  });

  test.each([
    [[]],
    [[[FORM_KEY, ""]]],
    [[[FORM_KEY, `${token}x`]]],
    [[[FORM_KEY, newFormToken(SECRET, "donate", later(-25))]]],
  ] as [string, string][][][])("says of the whole form that it is too old: %j", async (fields) => {
    const read = await readForm(post(fields), Form);
    expect(read.ok ? {} : read.errors).toEqual({
      form: "This page was open for a while. Check your answers and send again.",
    });
  });

  test("a filled decoy is no success", async () => {
    const read = await readForm(
      post([
        [FORM_KEY, token],
        [DECOY, "http://spam.example"],
      ]),
      Form,
    );
    expect(read.ok ? {} : read.errors).toEqual({
      form: "Leave the box called “Leave this empty” empty, and send again.",
    });
  });

  test("pages send it under the same names", () => {
    expect([FORM_KEY_ON_PAGES, DECOY_ON_PAGES]).toEqual([FORM_KEY, DECOY]);
  });
});
