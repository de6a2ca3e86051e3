import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, post, type Reply } from "../support/ask.ts";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { fill, readPageForm } from "../support/page-form.ts";

/** Every form, with what people and machines send by mistake or on purpose: 422 with the field named, never a 500. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await expectSound(house.database);
  await house.close();
});

type Form = {
  name: string;
  /** Gets the page, with the cookies it takes to be there. */
  open: () => Promise<{ path: string; cookie: string }>;
  having: string;
  good: Record<string, string>;
  /** A field of the form that has to be right. */
  text: string;
};

const cookiesOf = (reply: Reply) =>
  (reply.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
const plain = (path: string) => async () => ({ path, cookie: "" });

async function basketCookie(): Promise<string> {
  const page = await ask(house.url, "/shop/in-defence-of-october");
  const form = readPageForm(page.body, "slug");
  return cookiesOf(await post(house.url, form.action, fill(form, { intent: "add" })));
}

async function joinCookie(): Promise<string> {
  const page = await ask(house.url, "/join");
  const form = readPageForm(page.body, "postcode");
  return cookiesOf(await post(house.url, form.action, fill(form, DETAILS)));
}

const DETAILS = {
  name: "Rosa Example",
  email: "rosa@reader.example",
  line1: "2 Example Road",
  town: "London",
  postcode: "E11 3ZZ",
};

let asked = 0;

const forms: Form[] = [
  {
    name: "adding to the basket",
    open: plain("/shop/in-defence-of-october"),
    having: "slug",
    good: { intent: "add" },
    text: "slug",
  },
  {
    name: "the basket",
    open: async () => ({ path: "/basket", cookie: await basketCookie() }),
    having: "quantity-in-defence-of-october",
    good: { intent: "update" },
    text: "quantity-in-defence-of-october",
  },
  { name: "donating", open: plain("/donate"), having: "amount", good: { amount: "10" }, text: "amount" },
  {
    name: "over £500",
    open: plain("/donate/details?amount=600.00&every=once"),
    having: "postcode",
    good: { ...DETAILS },
    text: "postcode",
  },
  { name: "joining: details", open: plain("/join"), having: "postcode", good: DETAILS, text: "email" },
  {
    name: "joining: dues",
    open: async () => ({ path: "/join/dues", cookie: await joinCookie() }),
    having: "rate",
    good: { rate: "other", amount: "10", agree: "yes" },
    text: "amount",
  },
  {
    name: "asking",
    open: plain("/contact"),
    having: "question",
    // five questions a day from one address are enough, so each try has its own
    get good() {
      return { question: "Why?", email: `rosa${++asked}@reader.example` };
    },
    text: "question",
  },
];

const NASTY: [string, string][] = [
  ["empty", ""],
  ["too long", "x".repeat(20_000)],
  ["a NUL byte", "a\u0000b"],
  ["other control characters", "a\u0008\u001bb"],
  ["markup", "<script>alert(1)</script>"],
  ["SQL", "'; drop table orders; --"],
  ["a template", "{{7*7}}"],
  ["a path", "../../etc/passwd"],
  ["negative", "-1"],
  ["absurd", "99999999999999999999"],
  ["a fraction of a penny", "1.005"],
  ["an exponent", "1e3"],
  ["digits of another script", "٣"],
  ["a comma", "1,000"],
  ["right to left", "\u202egnirts"],
  ["emoji", "👩‍👩‍👧‍👧".repeat(20)],
];
const HALF = "%ED%A0%80"; // half a surrogate pair, which is no UTF-8

async function send(form: Form, change: (fields: [string, string][]) => [string, string][] | string): Promise<Reply> {
  const { path, cookie } = await form.open();
  const page = await ask(house.url, path, { headers: { Cookie: cookie } });
  expect(page.status, path).toBe(200);
  const found = readPageForm(page.body, form.having);
  return post(house.url, found.action || path, change(fill(found, form.good)), { Cookie: cookie });
}

/** 422 with a page that says what is wrong; or 303 where this text happens to be a good answer. */
function expectAnswer(reply: Reply, must422: boolean): void {
  expect([422, ...(must422 ? [] : [303, 404])]).toContain(reply.status);
  if (reply.status !== 422) return;
  expect(reply.body).toContain("There is a problem");
  expect(reply.body).toMatch(/<title>Error: /);
  expect(reply.body).not.toContain("<script>alert");
}

describe.each(forms)("$name", (form) => {
  test.each(NASTY)("%s", async (_, nasty) => {
    const reply = await send(form, (fields) =>
      fields.map(([name, value]) => [name, name === form.text ? nasty : value]),
    );
    expectAnswer(reply, false);
  });

  test("half a character", async () => {
    const reply = await send(form, (fields) => {
      const others = new URLSearchParams(fields.filter(([name]) => name !== form.text));
      return `${others}&${encodeURIComponent(form.text)}=${HALF}`;
    });
    expectAnswer(reply, false);
  });

  test("a field twice", async () => {
    expectAnswer(await send(form, (fields) => [...fields, [form.text, "again"]]), true);
  });

  test("a field nobody asked for", async () => {
    expectAnswer(await send(form, (fields) => [...fields, ["is_admin", "1"]]), true);
  });

  test("no field at all", async () => {
    expectAnswer(await send(form, () => ""), true);
  });

  test("a thousand fields", async () => {
    expectAnswer(
      await send(form, (fields) => [
        ...fields,
        ...Array.from({ length: 1000 }, (_, i): [string, string] => [`f${i}`, "x"]),
      ]),
      true,
    );
  });

  test("bytes that are no form", async () => {
    expectAnswer(await send(form, () => "%%%=&&&==%zz\u0001"), true);
  });
});

describe("what was typed is kept", () => {
  test("all of it, beside the sentence that says what to do", async () => {
    const reply = await send(forms[6] as Form, (fields) =>
      fields.map(([name, value]) => [name, name === "email" ? "rosa at home" : value]),
    );
    expect(reply.status).toBe(422);
    expect(reply.body).toContain("rosa at home");
    expect(reply.body).toContain("Why?");
    expect(reply.body).toContain("Enter an email address in the correct format, like name@example.com");
  });

  test("a page that was open for days asks to send again, with the answers", async () => {
    const reply = await send(forms[6] as Form, (fields) =>
      fields.map(([name, value]) => [name, name === "form-key" ? value.replace(/\.\d+\./, ".1000000000.") : value]),
    );
    expect(reply.status).toBe(422);
    expect(reply.body).toContain("This page was open for a while. Check your answers and send again.");
    expect(reply.body).toContain("Why?");
    expect(await house.site.db.selectFrom("questions").select("id").where("body", "=", "Why?").execute()).toEqual([]);
  });
});

describe("addresses that were tampered with", () => {
  test.each([
    "/texts/in-defence-of-october'--",
    "/texts/..%2f..%2fetc%2fpasswd",
    "/texts/In-Defence-Of-October",
    `/texts/${"a".repeat(3000)}`,
    "/texts/%F0%9F%98%80",
    "/shop/undefined",
    "/shop/__proto__",
    "/news/constructor",
    "/news/topic/%27",
    "/reading/what-about-russia%20",
    "/figures/x",
    "/orders/P-3333-3333",
    "/orders/x?key=y",
    "/orders/P-3333-3333?key=%00",
    "/donate/thanks?checkout=x&key=y",
    "/donate/thanks?checkout=00000000-0000-4000-8000-000000000000&key=AAAAAAAAAAAAAAAAAAAAAA",
    "/join/thanks?checkout=%27&key=%27",
    "/contact/sent?ref=Q-3333-3333&key=z",
  ])("%s is not found, and nothing breaks", async (path) => {
    const reply = await ask(house.url, path);
    expect([400, 404]).toContain(reply.status);
    expect(reply.body).toContain("<h1");
  });

  test.each([
    "/donate?every=%F0%9F%98%80",
    "/donate?every=month&every=once",
    "/basket?added=nope",
    "/basket?back=x",
    "/contact?about=../x",
    "/contact?about=no-such-text",
    "/news?page=-1",
    "/news?page=1e9",
    "/donate/details",
    "/donate/details?amount=1e9",
    "/join/dues",
    "/join/check",
    "/search?q=%00",
    "/reading?author=%27&list=x",
  ])("%s is answered with a page", async (path) => {
    expect((await ask(house.url, path)).status).toBeLessThan(500);
  });

  test.each([
    "basket=garbage",
    "basket=eyJsaW5lcyI6W3sic2x1ZyI6IngiLCJxdWFudGl0eSI6LTF9XX0=.x",
    "join=xxxx; basket=;;;",
    `basket=${"a".repeat(4000)}`,
    "reading-settings=%ff%fe",
  ])("a cookie that was tampered with is none: %s", async (cookie) => {
    for (const path of ["/", "/basket", "/join/dues", "/join/check", "/texts/in-defence-of-october"]) {
      expect((await ask(house.url, path, { headers: { Cookie: cookie } })).status, path).toBeLessThan(400);
    }
  });
});
