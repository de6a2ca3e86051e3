import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changed, forgetJoin, type JoinAnswers, joinHeader, readJoin } from "#app/membership/join-cookie.ts";
import { pence } from "#app/money/pence.ts";
import { EMPTY_BASKET } from "#app/shop/basket.ts";
import { basketCount, basketHeader, readBasket } from "#app/shop/basket-cookie.ts";

const KEYS = { formSecret: "s".repeat(32), siteUrl: "https://party.example" };
const NOW = new Date("2026-11-23T12:00:00Z");
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const BASKET = {
  lines: [
    { slug: "in-defence-of-october", quantity: 3 },
    { slug: "another", quantity: 2 },
  ],
  donationPence: 200,
};

const cookieOf = (header: string) => header.split(";")[0] ?? "";
const sending = (cookie: string) => new Request("https://party.example/", { headers: { Cookie: cookie } });
/** Changes one byte in the middle of a cookie's value. */
function tampered(cookie: string, at: number): string {
  const [name = "", value = ""] = cookie.split("=");
  const bytes = Buffer.from(value, "base64url");
  const place = at % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return `${name}=${bytes.toString("base64url")}`;
}

describe("the basket's cookie", () => {
  const header = basketHeader(KEYS, BASKET);

  test("comes back as it went", () => {
    expect(readBasket(KEYS, sending(cookieOf(header)))).toEqual(BASKET);
    expect(readBasket(KEYS, sending(`a=b; ${cookieOf(header)}; c=d`))).toEqual(BASKET);
    expect(basketCount(KEYS, sending(cookieOf(header)))).toBe(5);
  });

  test("is for this site's server alone", () => {
    expect(header).toMatch(/^basket=[\w-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(basketHeader({ ...KEYS, siteUrl: "http://127.0.0.1:3000" }, BASKET)).not.toContain("Secure");
  });

  test("tells nobody what is read", () => {
    const value = Buffer.from(cookieOf(header).slice("basket=".length), "base64url").toString("latin1");
    expect(value).not.toMatch(/october|slug|quantity/);
    expect(basketHeader(KEYS, BASKET)).not.toBe(header);
  });

  test("an empty basket is forgotten", () => {
    expect(basketHeader(KEYS, EMPTY_BASKET)).toBe("basket=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
  });

  test("changed anywhere, cut, made up or sealed elsewhere, it is an empty basket", () => {
    const cookie = cookieOf(header);
    fc.assert(
      fc.property(fc.nat(), (at) => {
        expect(readBasket(KEYS, sending(tampered(cookie, at)))).toEqual(EMPTY_BASKET);
      }),
    );
    for (const strange of [
      "",
      "basket",
      "basket=",
      "basket=x",
      cookie.slice(0, 40),
      "basket=%00",
      'basket="a"',
      "=;=;",
    ]) {
      expect(readBasket(KEYS, sending(strange))).toEqual(EMPTY_BASKET);
    }
    expect(readBasket({ ...KEYS, formSecret: "t".repeat(32) }, sending(cookie))).toEqual(EMPTY_BASKET);
  });

  test("a strange cookie of the same name does not hide ours", () => {
    expect(readBasket(KEYS, sending(`basket=planted; ${cookieOf(header)}`))).toEqual(BASKET);
  });

  test("what an older release sealed and this one does not know is an empty basket", () => {
    const strange = basketHeader(KEYS, { ...BASKET, lines: [{ slug: "a", quantity: 1000 }] });
    expect(readBasket(KEYS, sending(cookieOf(strange)))).toEqual(EMPTY_BASKET);
  });
});

describe("the answers of joining", () => {
  const answers: JoinAnswers = {
    details: {
      name: "Rosa Example",
      email: "rosa@reader.example",
      line1: "2 Example Road",
      town: "London",
      postcode: "E11 3ZZ",
    },
    dues: {
      rateId: null,
      pence: pence(750),
      wording: "I am 16 or over",
      newsByEmail: false,
      newsByText: false,
      withoutPayment: false,
    },
  };
  const header = joinHeader(KEYS, answers, NOW);

  test("come back for a day, and cannot be read by anybody else", () => {
    expect(readJoin(KEYS, sending(cookieOf(header)), hours(23))).toEqual(answers);
    expect(readJoin(KEYS, sending(cookieOf(header)), hours(25))).toEqual({});
    const bytes = Buffer.from(cookieOf(header).slice("join=".length), "base64url").toString("latin1");
    expect(bytes + header).not.toMatch(/Rosa|reader|Example|E11/);
    expect(header).toMatch(/HttpOnly; SameSite=Lax; Secure$/);
  });

  test("changed anywhere they are gone", () => {
    fc.assert(
      fc.property(fc.nat(), (at) => {
        expect(readJoin(KEYS, sending(tampered(cookieOf(header), at)), NOW)).toEqual({});
      }),
    );
  });

  test("are no basket, and a basket is no answers", () => {
    const value = cookieOf(header).slice("join=".length);
    expect(readBasket(KEYS, sending(`basket=${value}`))).toEqual(EMPTY_BASKET);
  });

  test("the longest answers fit in a cookie", () => {
    const long = "𝕏".repeat(100);
    const widest = joinHeader(
      KEYS,
      {
        details: {
          name: long,
          email: `${"a".repeat(240)}@example.com`,
          phone: "0".repeat(15),
          line1: long,
          line2: long,
          town: long,
          postcode: "𝕏".repeat(12),
          union: long,
        },
        dues: {
          rateId: crypto.randomUUID(),
          pence: pence(50_000),
          wording: "I am 16 or over and agree with the party’s aims and rules",
          newsByEmail: true,
          newsByText: true,
          withoutPayment: true,
        },
        asked: { applicationId: crypto.randomUUID(), checkoutId: crypto.randomUUID(), current: true },
      },
      NOW,
    );
    expect(cookieOf(widest).length).toBeLessThan(4096);
    expect(readJoin(KEYS, sending(cookieOf(widest)), NOW).details?.union).toBe(long);
  });

  test("an answer that changed no longer fits what was asked of Stripe", () => {
    const asked = { applicationId: crypto.randomUUID(), checkoutId: crypto.randomUUID(), current: true };
    expect(changed({ ...answers, asked }, { dues: undefined }).asked?.current).toBe(false);
    expect(changed(answers, {}).asked).toBeUndefined();
  });

  test("are forgotten in the end", () => expect(forgetJoin(KEYS)).toMatch(/^join=; Max-Age=0;/));
});
