import type { z } from "zod";
import { DECOY, FORM_KEY } from "./form-token.ts";
import { showable } from "./plain-text.ts";
import { type Body, readBody, readQueryFields } from "./read-body.ts";

/** One sentence for each field at fault; `form` is the sentence for the form as a whole. */
export type Errors = Record<string, string>;
/** What was typed, fit to be shown again. An entry of a list is named `quantity-0`, `quantity-1`, as in `Errors`. */
export type Typed = Record<string, string>;
/** `again` is the token to send again where trying the same thing once more is right: the fault was ours. */
export type Refused = { ok: false; errors: Errors; typed: Typed; again?: string | undefined };
export type Read<T> = { ok: true; value: T } | Refused;

/** Fields that nobody sees: what is wrong with them is said of the form. */
const ABOUT_THE_FORM = new Set(["", FORM_KEY, DECOY]);

type FormSchema = z.ZodObject;

const NOT_ASKED = "This form has changed since you opened it. Check your answers and send it again.";
const ONE_ANSWER = "Give one answer here";

/**
 * Reads a posted form strictly. A field given twice (unless it is named in `lists`), a field nobody asked for, and a
 * body that is no form are refused with a sentence: nothing sent makes this throw. Fields reach the schema as text, or
 * as a list of texts; those left out are undefined.
 */
export async function readForm<S extends FormSchema>(
  from: Request | Body,
  schema: S,
  { lists = [] as readonly string[] } = {},
): Promise<Read<z.output<S>>> {
  return check(from instanceof Request ? await readBody(from) : from, schema, lists);
}

/**
 * Reads the query of an address. Links pick up strange fields on their way, so those are passed over; a page falls back
 * to its defaults where one of its own fields is refused.
 */
export function readQuery<S extends FormSchema>(request: Request, schema: S): Read<z.output<S>> {
  const { fields, fault } = readQueryFields(request.url);
  const ours = new Map([...fields].filter(([name]) => name in schema.shape));
  return check({ fields: ours, fault }, schema, []);
}

/** A refusal found after reading: the sentences and what was typed, as `readForm` gives them. */
export function refuse(errors: Errors, from: Body, schema: FormSchema): Refused {
  return { ok: false, errors, typed: typedIn(from, Object.keys(schema.shape)) };
}

function check<S extends FormSchema>(body: Body, schema: S, lists: readonly string[]): Read<z.output<S>> {
  const asked = Object.keys(schema.shape);
  const typed = typedIn(body, asked);
  if (body.fault) return { ok: false, errors: { form: body.fault }, typed };
  const errors: Errors = {};
  const given: Record<string, unknown> = {};
  for (const name of body.fields.keys()) if (!asked.includes(name)) errors.form = NOT_ASKED;
  for (const name of asked) {
    const values = body.fields.get(name);
    if (lists.includes(name)) given[name] = values ?? [];
    else if (values && values.length > 1) errors[name] = ONE_ANSWER;
    else given[name] = values?.[0];
  }
  // many a schema is made for one request, and zod would make a program of each before its first use
  const read = schema.safeParse(given, { jitless: true });
  for (const issue of read.error?.issues ?? []) {
    const name = issue.path.join("-");
    errors[ABOUT_THE_FORM.has(name) ? "form" : name] ??= issue.message;
  }
  if (!read.success || Object.keys(errors).length > 0) return { ok: false, errors, typed };
  return { ok: true, value: read.data };
}

function typedIn(body: Body, asked: readonly string[]): Typed {
  const typed: Typed = {};
  for (const name of asked) {
    body.fields.get(name)?.forEach((value, at) => {
      if (at === 0) typed[name] = showable(value);
      typed[`${name}-${at}`] = showable(value);
    });
  }
  return typed;
}
