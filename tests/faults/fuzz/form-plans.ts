import fc from "fast-check";
import { FORMS, type FormOfOurs } from "./forms.ts";
import { type Means, TOKENS } from "./means.ts";
import { anyText, BROKEN_ESCAPES } from "./odd-text.ts";
import { inHeader, type Plan, type Value } from "./plan.ts";

type Pairs = [name: string, value: Value][];
/** Makes one thing wrong with what is sent. */
type Wrong = (pairs: Pairs) => Pairs;

const UNASKED = [
  "unasked",
  "__proto__",
  "constructor",
  "toString",
  "id",
  "state",
  "amount_pence",
  "name[0]",
  "name.first",
  "",
  "is_admin",
];
const LONG = ["x", "y".repeat(200)];

/** A form filled in well but for at most `most` things. */
export function formPlans(
  means: Means,
  most: number,
  forms: readonly FormOfOurs[] = FORMS,
): fc.Arbitrary<Plan & { form: FormOfOurs }> {
  return fc
    .constantFrom(...forms)
    .chain((form) =>
      fc.tuple(fc.constant(form), fc.constantFrom(...form.filled), fc.array(wrongs(form), { maxLength: most })),
    )
    .map(([form, filled, wrong]) => {
      const whole: Pairs = [
        ...Object.entries(filled),
        ...(form.token ? [["form-key", { token: "fresh" as const, form: form.token }] as [string, Value]] : []),
      ];
      const cookie = form.cookie?.(means);
      return {
        form,
        route: form.route,
        method: "POST",
        target: form.address(means),
        headers: cookie ? [["Cookie", cookie] as const] : [],
        fields: wrong.reduce((pairs, make) => make(pairs), whole),
        why: "a form",
      };
    });
}

function wrongs(form: FormOfOurs): fc.Arbitrary<Wrong> {
  const names = [...new Set(form.filled.flatMap((fields) => Object.keys(fields)))];
  const name = fc.constantFrom(...names);
  const change: fc.Arbitrary<Wrong> = fc.tuple(name, anyText).map(
    ([which, text]) =>
      (pairs) =>
        pairs.map(([one, value]) => [one, one === which ? text : value]),
  );
  const typed: fc.Arbitrary<Wrong>[] =
    form.typed.length === 0
      ? []
      : [
          fc.tuple(fc.constantFrom(...form.typed), anyText).map(
            ([which, text]) =>
              (pairs) =>
                pairs.map(([one, value]) => [one, one === which ? text : value]),
          ),
        ];
  const leaveOut: fc.Arbitrary<Wrong> = name.map((which) => (pairs) => pairs.filter(([one]) => one !== which));
  const repeat: fc.Arbitrary<Wrong> = fc.tuple(name, anyText).map(([which, text]) => (pairs) => [
    ...pairs,
    [which, text],
  ]);
  const unasked: fc.Arbitrary<Wrong> = fc
    .tuple(fc.constantFrom(...UNASKED), anyText)
    .map(([which, text]) => (pairs) => [...pairs, [which, text]]);
  const many: fc.Arbitrary<Wrong> = fc
    .tuple(fc.constantFrom(150, 250, 2_000), fc.constantFrom(...LONG))
    .map(([count, text]) => (pairs) => [
      ...pairs,
      ...Array.from({ length: count }, (_, i): [string, Value] => [`f${i}`, text]),
    ]);
  const token: fc.Arbitrary<Wrong>[] = form.token
    ? [
        fc
          .constantFrom(...TOKENS)
          .map(
            (kind) => (pairs) =>
              pairs.map(([one, value]) => [one, typeof value === "string" ? value : { ...value, token: kind }]),
          ),
      ]
    : [];
  return fc.oneof(
    { weight: 5, arbitrary: change },
    ...typed.map((arbitrary) => ({ weight: 4, arbitrary })),
    { weight: 2, arbitrary: leaveOut },
    { weight: 2, arbitrary: repeat },
    { weight: 2, arbitrary: unasked },
    { weight: 1, arbitrary: many },
    ...token.map((arbitrary) => ({ weight: 4, arbitrary })),
  );
}

/** As long as a form may be, of what makes careless expressions and careless composing of letters slow. */
const HEAVY = [
  "+".repeat(120_000),
  `a${inHeader("\u0301\u0316").repeat(28_000)}`,
  `x@${"a.".repeat(60_000)}`,
  "1+".repeat(60_000),
  "%0A+".repeat(25_000),
];

/** Each field in which words are typed, filled with each. */
export function heavyPlans(means: Means): Plan[] {
  return FORMS.flatMap((form) =>
    form.typed.flatMap((name) =>
      HEAVY.map((heavy): Plan => {
        const filled = form.filled.find((fields) => fields[name]) ?? form.filled[0] ?? {};
        const rest = Object.entries(filled).filter(([one]) => one !== name);
        const raw = `${new URLSearchParams(rest)}&${name}=${heavy}`;
        const cookie = form.cookie?.(means);
        const headers = cookie ? [["Cookie", cookie] as const] : [];
        return { route: form.route, method: "POST", target: form.address(means), headers, raw, why: "heavy words" };
      }),
    ),
  );
}

/** Bodies that are no form, sent as one. */
export const NO_FORMS: readonly string[] = [
  ...BROKEN_ESCAPES.map((broken) => `name=${broken}`),
  "",
  "&&&=&=",
  "\u0000",
  "name=\u0000",
  "{}",
  '{"question":"x"}',
  '--cut\r\nContent-Disposition: form-data; name="question"\r\n\r\nx\r\n--cut--',
  "\u00ff\u00fe\u0000a",
  "a".repeat(70_000),
  `question=${"%F0%9F%98%80".repeat(10_000)}`,
  `question=${"a".repeat(140_000)}`,
  "&".repeat(100_000),
  Array.from({ length: 20_000 }, (_, i) => `q${i}`).join("&"),
];
