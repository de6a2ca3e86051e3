import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { field } from "./fields.ts";

/** The forms that do something once: each has its own tokens. */
export type FormName = "basket" | "donate" | "join" | "question" | "typo";

const HOURS = 24;
const OPEN_TOO_LONG = "This page was open for a while. Check your answers and send again.";

/**
 * The hidden token of one form on one page: a one-use key and the time, signed. Two presses of one button carry the
 * same key, so the second finds what the first did (form-key.ts).
 */
export function newFormToken(formSecret: string, form: FormName, now: Date): string {
  const stamp = `${randomUUID()}.${Math.floor(now.getTime() / 1000)}`;
  return `${stamp}.${sign(formSecret, form, stamp)}`;
}

/** The key in a token that is ours and not too old; undefined otherwise. */
export function readFormToken(formSecret: string, form: FormName, token: string, now: Date): string | undefined {
  const [, key, seconds, mac] = /^([0-9a-f-]{36})\.([0-9]{1,12})\.([\w-]{43})$/.exec(token) ?? [];
  if (!key || !seconds || !mac) return undefined;
  const right = Buffer.from(sign(formSecret, form, `${key}.${seconds}`));
  if (!timingSafeEqual(right, Buffer.from(mac))) return undefined;
  const age = now.getTime() / 1000 - Number.parseInt(seconds, 10);
  return age >= -60 && age <= HOURS * 3600 ? key : undefined;
}

function sign(formSecret: string, form: FormName, stamp: string): string {
  return createHmac("sha256", formSecret).update(`form:${form}:${stamp}`).digest("base64url");
}

/** The name the token is sent under (app/ui/forms/post-form.tsx puts it into the form). */
export const FORM_KEY = "form-key";
/** The name of the field that people do not see and machines fill in (app/ui/forms/decoy-field.tsx). */
export const DECOY = "website";
const DECOY_FILLED = "Leave the box called “Leave this empty” empty, and send again.";

/**
 * The two fields that every such form carries. What `[FORM_KEY]` gives is the one-use key. A filled decoy is refused with a
 * sentence, never with a success that did not happen: a browser may have filled it in for a person.
 */
export function guard(formSecret: string, form: FormName, now: Date) {
  return {
    [FORM_KEY]: field<string>((token) => {
      const key = readFormToken(formSecret, form, token, now);
      return key ? { value: key } : { fault: OPEN_TOO_LONG };
    }),
    [DECOY]: field<undefined>((filled) => (filled === "" ? { value: undefined } : { fault: DECOY_FILLED })),
  };
}
