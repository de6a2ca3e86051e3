import { z } from "zod";
import { type Pence, parsePounds } from "#app/money/pence.ts";
import { countCharacters, tidyLine, tidyParagraphs } from "./plain-text.ts";

/**
 * The kinds of field our forms have. Each takes text as it was sent and gives a value or one sentence that says what
 * to do. A field left out counts as left empty.
 */
type Reading<T> = { value: T } | { fault: string };

/** A field that `read` makes sense of. */
export function field<T>(read: (raw: string) => Reading<T>) {
  return z
    .string()
    .optional()
    .transform((raw = "", context): T => {
      const reading = read(raw);
      if ("value" in reading) return reading.value;
      context.issues.push({ code: "custom", message: reading.fault, input: raw });
      return z.NEVER;
    });
}

type Text = { /** Begins the sentences: "Full name". */ label: string /** In characters. */; max: number };

function bounded(text: string | undefined, { label, max }: Text): Reading<string> {
  if (text === undefined) return { fault: `${label} must be plain text. Type it again without unusual characters` };
  const length = countCharacters(text);
  if (length <= max) return { value: text };
  return { fault: `${label} must be ${commas(max)} characters or fewer. You have ${commas(length)}` };
}

const commas = (count: number) => count.toLocaleString("en-GB");

/** One line that has to be filled in; `empty` is the sentence where it is not. */
export function line(text: Text & { empty: string }) {
  return field<string>((raw) => {
    const reading = bounded(tidyLine(raw), text);
    return "value" in reading && reading.value === "" ? { fault: text.empty } : reading;
  });
}

/** One line that may stay empty: undefined then. */
export function optionalLine(text: Text) {
  return field<string | undefined>((raw) => {
    const reading = bounded(tidyLine(raw), text);
    return "value" in reading ? { value: reading.value || undefined } : reading;
  });
}

/** Text of several lines that has to be filled in. */
export function paragraphs(text: Text & { empty: string }) {
  return field<string>((raw) => {
    const reading = bounded(tidyParagraphs(raw), text);
    return "value" in reading && reading.value === "" ? { fault: text.empty } : reading;
  });
}

const BAD_EMAIL = "Enter an email address in the correct format, like name@example.com";
const Email = z.email().max(254);

/** An email address that has to be given. */
export function email(empty = BAD_EMAIL) {
  return field<string>((raw) => {
    const text = tidyLine(raw);
    if (text === "") return { fault: empty };
    return Email.safeParse(text).success && text ? { value: text } : { fault: BAD_EMAIL };
  });
}

const BAD_PHONE = "Enter a phone number, like 020 7946 0000";

/** "ext 5" at the end of a phone number. */
export const EXTENSION = /\s*(?:extension|ext|x)\.?\s*[0-9]{1,6}$/iu;

function readPhone(text: string | undefined): Reading<string> {
  const digits = text?.replace(EXTENSION, "").replace(/[\s().-]/gu, "");
  return text && digits && /^\+?[0-9]{7,15}$/.test(digits) ? { value: text } : { fault: BAD_PHONE };
}

/** A phone number that has to be given, kept as it was typed. */
export const phone = () => field<string>((raw) => readPhone(tidyLine(raw)));

/** A phone number that may be left out. */
export function optionalPhone() {
  return field<string | undefined>((raw) => {
    const text = tidyLine(raw);
    return text === "" ? { value: undefined } : readPhone(text);
  });
}

/** One of the answers offered. */
export function choice<const A extends string>(answers: readonly A[], empty: string) {
  return field<A>((raw) => {
    const chosen = answers.find((answer) => answer === raw);
    return chosen === undefined ? { fault: empty } : { value: chosen };
  });
}

/** One of the answers offered, or none. */
export function optionalChoice<const A extends string>(answers: readonly A[], strange: string) {
  return field<A | undefined>((raw) => {
    const chosen = answers.find((answer) => answer === raw);
    return raw !== "" && chosen === undefined ? { fault: strange } : { value: chosen };
  });
}

/** The value of a ticked box in our forms. */
export const TICKED = "yes";

/** A box that has to be ticked: the sentence asks for it. */
export const ticked = (empty: string) => field<true>((raw) => (raw === TICKED ? { value: true } : { fault: empty }));

/** A box that may be ticked. Anything but our own value is no consent. */
export const tick = () => field<boolean>((raw) => ({ value: raw === TICKED }));

/** A whole number of copies from 1. */
export function quantity(most: number) {
  return field<number>((raw) => {
    const digits = raw.trim();
    const copies = /^[0-9]{1,4}$/.test(digits) ? Number.parseInt(digits, 10) : 0;
    return copies >= 1 && copies <= most
      ? { value: copies }
      : { fault: `Quantity must be a whole number from 1 to ${most}` };
  });
}

type Pounds = { empty: string; min: Pence; tooLittle: string; max: Pence; tooMuch: string };

/** A sum in pounds, typed as text and never touched by a float. */
export function pounds({ empty, min, tooLittle, max, tooMuch }: Pounds) {
  return field<Pence>((raw) => {
    const sum = parsePounds(raw);
    if (sum === undefined) return { fault: empty };
    if (sum < min) return { fault: tooLittle };
    return sum > max ? { fault: tooMuch } : { value: sum };
  });
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The name of a page of ours in an address. */
export function slug(strange: string) {
  return field<string>((raw) => (raw.length <= 100 && SLUG.test(raw) ? { value: raw } : { fault: strange }));
}

/** The same where it may be left out. */
export function optionalSlug(strange: string) {
  return field<string | undefined>((raw) => {
    if (raw === "") return { value: undefined };
    return raw.length <= 100 && SLUG.test(raw) ? { value: raw } : { fault: strange };
  });
}
