import type { FormName } from "#app/forms/form-token.ts";
import type { Draft } from "./draft.ts";
import { type Means, type TokenKind, tokenOf } from "./means.ts";
import { percent } from "./odd-text.ts";

/** A field's value, or a token that is made when the form is sent. */
export type Value = string | { token: TokenKind; form: FormName };
type Headers = readonly (readonly [name: string, value: string])[];

/** A request before it is put into bytes: all that shrinks. */
export type Plan = {
  route: string;
  method: string;
  target: string;
  /** In place of what a browser sends under that name, or beside it. */
  headers: Headers;
  fields?: readonly (readonly [name: string, value: Value])[];
  /** In place of the fields, as it is. */
  raw?: string;
  framing?: "length" | "chunked" | "none";
  why: string;
};

/** Text as the bytes that stand for it, one letter each, without what would end a line. */
export const inHeader = (text: string): string => Buffer.from(text.replace(/[\r\n\0]/g, " ")).toString("latin1");

/** Puts a plan into a request, with what a browser on one of our pages sends where the plan says nothing else. */
export function compose(means: Means, plan: Plan): Draft {
  const { route, method, target, why } = plan;
  const body = plan.raw ?? encode(means, plan.fields ?? []);
  const hasBody = method === "POST" || body !== "";
  const origin = `http://${means.host}`;
  const framing = plan.framing ?? "length";
  const usual: [string, string][] = [
    ["Host", means.host],
    ["Connection", "close"],
    ["Accept", "text/html"],
    ...(hasBody
      ? ([
          ["Origin", origin],
          ["Sec-Fetch-Site", "same-origin"],
          ["Content-Type", "application/x-www-form-urlencoded"],
        ] as [string, string][])
      : []),
    ...(hasBody && framing === "length" ? ([["Content-Length", String(body.length)]] as [string, string][]) : []),
    ...(hasBody && framing === "chunked" ? ([["Transfer-Encoding", "chunked"]] as [string, string][]) : []),
  ];
  const named = new Set(plan.headers.map(([name]) => name.toLowerCase()));
  const headers = [...usual.filter(([name]) => !named.has(name.toLowerCase())), ...plan.headers].filter(
    ([, value]) => value !== LEFT_OUT,
  );
  return { route, method, target, headers, body: hasBody && framing === "chunked" ? chunked(body) : body, why };
}

/** Stands for a header that a browser would send and this one does not. */
export const LEFT_OUT = "(left out)";

function encode(means: Means, fields: NonNullable<Plan["fields"]>): string {
  const pairs: string[] = [];
  for (const [name, value] of fields) {
    const text = typeof value === "string" ? value : tokenOf(means, value.form, value.token);
    if (text !== undefined) pairs.push(`${percent(name)}=${percent(text)}`);
  }
  return pairs.join("&");
}

const PIECE = 700;

function chunked(body: string): string {
  let out = "";
  for (let at = 0; at < body.length; at += PIECE) {
    const piece = body.slice(at, at + PIECE);
    out += `${piece.length.toString(16)}\r\n${piece}\r\n`;
  }
  return `${out}0\r\n\r\n`;
}
