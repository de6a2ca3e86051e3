import type { z } from "zod";
import type { FormName } from "#app/forms/form-token.ts";
import type { Body } from "#app/forms/read-body.ts";
import { giftForm, giverForm } from "#app/giving/forms.ts";
import { recurringForm } from "#app/giving/recurring-forms.ts";
import { duesPageForm } from "#app/membership/dues-forms.ts";
import { checkForm, detailsForm, duesForm } from "#app/membership/forms.ts";
import { pence } from "#app/money/pence.ts";
import { questionForm } from "#app/questions/forms.ts";
import { TickForm } from "#app/reading/read-ticks.ts";
import { ReadingSettingsForm } from "#app/reading/reading-settings.ts";
import { typoForm } from "#app/reading/typo-form.ts";
import { AddForm, payForm, removeForm, slugsIn, updateForm } from "#app/shop/forms.ts";
import type { Means } from "./means.ts";

type Fields = Record<string, string>;

/** One form of the site: the route that takes it, the schema it reads it with, and what fits that schema. */
export type FormOfOurs = {
  /** The pattern of its route. */
  route: string;
  /** Where it is sent; the route's own names are filled in where it has any. */
  address(means: Means): string;
  schema(means: Means, body: Body): z.ZodObject;
  token?: FormName;
  /** Filled in as it should be, each in another way. */
  filled: readonly Fields[];
  /** The fields in which words are typed: whatever was, is in them again where the form is refused. */
  typed: readonly string[];
  cookie?: (means: Means) => string;
  /** How many of the schema's sentences the refusal says; each of them, as a rule. `page`: it is a page that says so. */
  says?: "one" | "page";
};

const ADDRESS = { line1: "2 Example Road", line2: "", town: "London", postcode: "E11 3ZZ" };
const SLUG = "in-defence-of-october";
const OTHER = "what-about-russia-a-readers-guide";
const ROW = "00000000-0000-4000-8000-000000000000";

const secretOf = ({ site }: Means) => site.settings.formSecret;
const now = ({ site }: Means) => site.clock.now();
const own = (path: string, { ref, key }: { ref: string; key: string }) => `/${path}/${ref}?key=${key}`;

/** Each button of the basket has a form of its own; which was pressed is told as the basket tells it. */
function basketForm(means: Means, body: Body): z.ZodObject {
  const intent = body.fields.get("intent")?.[0];
  if (intent === "add") return AddForm;
  if (body.fields.has("remove")) return removeForm(slugsIn(body));
  if (intent === "pay") return payForm(secretOf(means), now(means), slugsIn(body));
  return updateForm(slugsIn(body));
}

/** Every form there is. A route that takes one and does not stand here fails the fuzz. */
export const FORMS: readonly FormOfOurs[] = [
  {
    route: "/donate",
    address: () => "/donate",
    schema: (means, body) => giftForm(body, secretOf(means), now(means), means.limits),
    token: "donate",
    filled: [
      { every: "once", amount: "12.50", website: "" },
      { every: "month", amount: "", preset: "1000", website: "" },
    ],
    typed: ["amount"],
  },
  {
    route: "/donate/details",
    address: () => "/donate/details?every=once&amount=600.00",
    schema: (means) => giverForm(secretOf(means), now(means)),
    token: "donate",
    filled: [{ name: "Ada Example", ...ADDRESS, own: "yes", overseas: "yes", website: "" }],
    typed: ["name", "line1", "line2", "town", "postcode"],
  },
  {
    route: "/join",
    address: () => "/join",
    schema: (means) => detailsForm(secretOf(means), now(means)),
    token: "join",
    filled: [
      { name: "Ada Example", email: "ada@reader.example", phone: "020 7946 0000", ...ADDRESS, union: "", website: "" },
    ],
    typed: ["name", "email", "phone", "line1", "line2", "town", "postcode", "union"],
  },
  ...["/join/dues", "/join/tell-us"].map(
    (path): FormOfOurs => ({
      route: path,
      address: () => path,
      schema: (means, body) =>
        duesForm(
          body,
          means.rates,
          { most: means.limits.floor, minAge: 16, phone: means.limits.phone },
          { formSecret: secretOf(means), now: now(means) },
        ),
      token: "join",
      filled: [{ rate: "other", amount: "5", agree: "yes", "news-email": "yes" }],
      typed: ["amount"],
      cookie: ({ cookies }) => cookies.join,
    }),
  ),
  {
    route: "/join/check",
    address: () => "/join/check",
    schema: (means) => checkForm(secretOf(means), now(means)),
    token: "join",
    filled: [{ website: "" }],
    typed: [],
    cookie: ({ cookies }) => cookies.joinWhole,
  },
  {
    route: "/contact",
    address: () => "/contact",
    schema: (means, body) => questionForm(body, secretOf(means), now(means)),
    token: "question",
    filled: [
      {
        question: "Where can I read more?",
        reply: "email",
        email: "ada@reader.example",
        phone: "",
        name: "",
        website: "",
      },
      {
        question: "Who answers?\r\nAnd when?",
        reply: "phone",
        phone: "020 7946 0000",
        email: "",
        name: "Ada",
        website: "",
      },
    ],
    typed: ["question", "email", "phone", "name"],
  },
  {
    route: "/texts/:slug/wrong",
    address: ({ params }) => `/texts/${params["texts slug"]?.[0]}/wrong`,
    schema: (means) => typoForm(secretOf(means), now(means)),
    token: "typo",
    filled: [{ quoted: "teh", says: "It should say the", at: "p1", website: "" }],
    typed: ["quoted", "says"],
  },
  {
    route: "/texts/:slug",
    address: ({ params }) => `/texts/${params["texts slug"]?.[0]}`,
    schema: () => TickForm,
    says: "page",
    filled: [{ intent: "read" }, { intent: "unread" }],
    typed: [],
  },
  {
    route: "/reading-settings",
    address: () => "/reading-settings",
    schema: () => ReadingSettingsForm,
    filled: [{ colours: "dark", size: "large", spacing: "wide", back: "/reading" }],
    typed: [],
  },
  {
    route: "/basket",
    address: () => "/basket",
    schema: basketForm,
    says: "one",
    filled: [{ intent: "add", slug: SLUG, quantity: "2", "from-text": "" }],
    typed: [],
  },
  {
    route: "/basket",
    address: () => "/basket",
    schema: basketForm,
    says: "one",
    token: "basket",
    filled: [{ intent: "update", [`quantity-${SLUG}`]: "3", [`quantity-${OTHER}`]: "1", donation: "200", website: "" }],
    typed: [`quantity-${SLUG}`, `quantity-${OTHER}`],
    cookie: ({ cookies }) => cookies.basket,
  },
  {
    route: "/basket",
    address: () => "/basket",
    schema: basketForm,
    says: "one",
    token: "basket",
    filled: [{ remove: SLUG, [`quantity-${SLUG}`]: "2", donation: "0", website: "" }],
    typed: [`quantity-${SLUG}`],
    cookie: ({ cookies }) => cookies.basket,
  },
  {
    route: "/basket",
    address: () => "/basket",
    schema: basketForm,
    says: "one",
    token: "basket",
    filled: [
      {
        intent: "pay",
        [`quantity-${SLUG}`]: "2",
        [`quantity-${OTHER}`]: "1",
        [`price-${SLUG}`]: "300",
        [`price-${OTHER}`]: "200",
        donation: "100",
        postage: "150",
        total: "1000",
        website: "",
      },
    ],
    typed: [`quantity-${SLUG}`, `quantity-${OTHER}`],
    cookie: ({ cookies }) => cookies.basket,
  },
  {
    route: "/donations/:ref",
    address: ({ donations }) => own("donations", donations),
    schema: (means, body) =>
      recurringForm(body, { amount: pence(500), min: means.limits.min, phone: means.limits.phone }),
    filled: [
      { intent: "lower", amount: "4" },
      { intent: "pause", months: "1" },
      { intent: "resume" },
      { intent: "keep" },
      { intent: "card" },
      { intent: "pay", instalment: ROW },
    ],
    typed: ["amount"],
  },
  {
    route: "/dues/:ref",
    address: ({ dues }) => own("dues", dues),
    schema: (_, body) => duesPageForm(body),
    filled: [{ intent: "end" }, { intent: "keep" }, { intent: "card" }, { intent: "pay", instalment: ROW }],
    typed: [],
  },
];
