import fc from "fast-check";
import { formPlans, heavyPlans, NO_FORMS } from "./form-plans.ts";
import { FORMS } from "./forms.ts";
import type { Means } from "./means.ts";
import { FOREIGN_FORMS, ODD_HEADERS } from "./odd-headers.ts";
import { anyText } from "./odd-text.ts";
import { inHeader, type Plan } from "./plan.ts";
import type { BuiltRoute } from "./routes.ts";
import { goodTarget, STRANGE_TARGETS, targetsOf } from "./targets.ts";

/** Every method that is tried at every route. CONNECT has no address to be sent to, and is tried apart. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] as const;

/** What is always sent, whatever the dice say: each route by each method, and each oddity known by name. */
export function corpus(means: Means, routes: readonly BuiltRoute[]): Plan[] {
  const plain = (route: string, method: string, target: string, why: string): Plan => ({
    route,
    method,
    target,
    headers: [],
    why,
  });
  const atEach = routes.flatMap(({ pattern }) =>
    METHODS.map((method) => plain(pattern, method, goodTarget(means, pattern), "each route by each method")),
  );
  const forms = routes
    .filter((route) => route.takesForms)
    .flatMap(({ pattern }) => {
      const form = FORMS.find(({ route }) => route === pattern);
      if (!form)
        throw new Error(`the form of ${pattern} is not known to the fuzz: add it to tests/faults/fuzz/forms.ts`);
      const target = form.address(means);
      const fields = Object.entries(form.filled[0] ?? {});
      return [
        ...FOREIGN_FORMS.map((headers) => ({
          ...plain(pattern, "POST", target, "a form from elsewhere"),
          headers,
          fields,
        })),
        ...NO_FORMS.map((raw) => ({ ...plain(pattern, "POST", target, "no form"), raw })),
        { ...plain(pattern, "DELETE", target, "no body"), headers: [["Content-Length", "0"] as const] },
      ];
    });
  const strange = STRANGE_TARGETS.flatMap((target) =>
    ["GET", "HEAD", "POST", "OPTIONS"].map((method) => plain("/*", method, inHeader(target), "a strange address")),
  );
  const headers = ODD_HEADERS.map((odd) => ({ ...plain("/", "GET", "/", "an odd header"), headers: odd }));
  return [...atEach, ...forms, ...heavyPlans(means), ...strange, ...headers];
}

/** Any request: mostly to a route that there is, mostly with something wrong. */
export function anyPlan(means: Means, routes: readonly BuiltRoute[]): fc.Arbitrary<Plan> {
  const headers = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ODD_HEADERS) }, { weight: 2, arbitrary: cookies(means) }),
    {
      maxLength: 2,
    },
  );
  const framing = fc.constantFrom("length", "length", "length", "chunked" as const);
  const dressed = (plan: fc.Arbitrary<Plan>, odd: number): fc.Arbitrary<Plan> =>
    fc.tuple(plan, fc.option(headers, { freq: odd, nil: [] }), framing).map(([bare, extra, how]) => ({
      ...bare,
      headers: [...bare.headers, ...extra.flat()],
      framing: how as Plan["framing"],
    }));
  const posted = formPlans(means, 3).map(({ form: _, ...plan }) => plan);
  const asked = fc
    .tuple(
      fc.constantFrom(...routes),
      fc.oneof({ weight: 4, arbitrary: fc.constant("GET") }, { weight: 3, arbitrary: fc.constantFrom(...METHODS) }),
    )
    .chain(([{ pattern }, method]) =>
      targetsOf(means, pattern).map(
        (target): Plan => ({ route: pattern, method, target, headers: [], why: "an address" }),
      ),
    );
  const noForm = fc.tuple(fc.constantFrom(...FORMS), fc.constantFrom(...NO_FORMS)).map(
    ([form, raw]): Plan => ({
      route: form.route,
      method: "POST",
      target: form.address(means),
      headers: [],
      raw,
      why: "no form",
    }),
  );
  const strange = fc.tuple(fc.constantFrom(...STRANGE_TARGETS), fc.constantFrom(...METHODS)).map(
    ([target, method]): Plan => ({
      route: "/*",
      method,
      target: inHeader(target),
      headers: [],
      why: "a strange address",
    }),
  );
  return fc.oneof(
    { weight: 9, arbitrary: dressed(posted, 1) },
    { weight: 9, arbitrary: dressed(asked, 2) },
    { weight: 1, arbitrary: dressed(noForm, 1) },
    { weight: 1, arbitrary: dressed(strange, 1) },
  );
}

/** Cookies that are right, cut, of another form, under another's name, far too long, or anything. */
function cookies({ cookies: ours }: Means): fc.Arbitrary<[string, string][]> {
  const values = Object.values(ours);
  const bare = values.map((cookie) => cookie.slice(cookie.indexOf("=") + 1));
  const name = fc.constantFrom("basket", "join", "read", "reading-settings", "session", "__proto__", "");
  const one = fc.oneof(
    fc.constantFrom(...values, "reading-settings=dark.large.wide", "read=in-defence-of-october.how-dues-work"),
    fc.tuple(name, fc.constantFrom(...bare)).map(([which, value]) => `${which}=${value}`),
    fc
      .tuple(fc.constantFrom(...values), fc.integer({ min: 0, max: 300 }))
      .map(([whole, length]) => whole.slice(0, length)),
    fc.tuple(name, anyText).map(([which, text]) => `${which}=${inHeader(text).slice(0, 9_000)}`),
    fc.constantFrom(
      "basket=",
      "=",
      ";",
      "read=..........",
      `read=${"a.".repeat(3_000)}`,
      `basket=${"A".repeat(15_000)}`,
      "basket",
    ),
  );
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((parts) => [["Cookie", parts.join("; ")]]);
}
