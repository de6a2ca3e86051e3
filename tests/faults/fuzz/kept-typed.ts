import fc from "fast-check";
import { showable } from "#app/forms/plain-text.ts";
import type { Body } from "#app/forms/read-body.ts";
import { readForm } from "#app/forms/read-form.ts";
import { readPageForm } from "../../support/page-form.ts";
import { atLeast, exactly, type Figure, told } from "../figures.ts";
import { bytesOf, show } from "./draft.ts";
import { formPlans } from "./form-plans.ts";
import { FORMS, type FormOfOurs } from "./forms.ts";
import type { Failure } from "./fuzz.ts";
import type { Means } from "./means.ts";
import { compose, type Plan } from "./plan.ts";
import { type Answer, sendBytes, textOf } from "./wire.ts";

const PATIENCE_MS = 15_000;
/** Beyond these, a form is refused as a whole and nothing of it is read (app/forms/read-body.ts). */
const MOST_FIELDS = 200;

type Tally = { sent: number; refused: number; kept: number; named: number; forms: Set<FormOfOurs> };

/**
 * Sends every form with things wrong in it. Where the form's own schema says no, the page that comes back has to say so
 * in a summary, with the schema's sentence for each field at fault, and has to hold every word that was typed.
 */
export async function keptTyped(
  means: Means,
  runs: number,
  seed: number,
): Promise<{ figures: Figure[]; failures: Failure[] }> {
  const tally: Tally = { sent: 0, refused: 0, kept: 0, named: 0, forms: new Set() };
  const failures: Failure[] = [];
  for (const [at, form] of FORMS.entries()) {
    const property = fc.asyncProperty(formPlans(means, 3, [form]), async (plan) => {
      const wrong = await check(means, plan, tally);
      if (wrong) throw new Error(wrong);
    });
    const run = await fc.check(property, { numRuns: Math.ceil(runs / FORMS.length), seed: seed + at });
    const plan = run.counterexample?.[0];
    if (!plan) continue;
    const why = run.errorInstance instanceof Error ? run.errorInstance.message : "it failed";
    failures.push({ why, request: show(compose(means, plan)), again: `FUZZ_SEED=${seed}, ${run.counterexamplePath}` });
  }
  return { figures: figuresOf(tally, failures), failures };
}

async function check(means: Means, plan: Plan & { form: FormOfOurs }, tally: Tally): Promise<string | undefined> {
  const { form } = plan;
  const draft = compose(means, plan);
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(draft.body)) {
    fields.set(name, [...(fields.get(name) ?? []), value]);
    count++;
  }
  const answer = await sendBytes(means.port, bytesOf(draft), PATIENCE_MS);
  tally.sent++;
  if (answer.status >= 500 || answer.status === 0) return `a ${answer.status}`;
  // refused unread
  if (count > MOST_FIELDS || answer.status === 413) return answer.status < 400 ? "too much was taken" : undefined;
  const body: Body = { fields };
  const read = await readForm(body, form.schema(means, body));
  return read.ok ? undefined : look(answer, form, body, Object.values(read.errors), tally);
}

/** What is wrong with the page that answers a form with these faults. */
function look(answer: Answer, form: FormOfOurs, body: Body, sentences: string[], tally: Tally): string | undefined {
  if (answer.status !== 422) return `a ${answer.status} where a field is at fault: ${sentences[0]}`;
  const html = textOf(answer);
  tally.refused++;
  tally.forms.add(form);
  // a button without a field has no page of its own to come back to
  if (form.says === "page") return /<h1[^>]*>[^<]+/.test(html) ? undefined : "a refusal without a heading";
  const summary = decode(/<div class="error-summary"[\s\S]*?<\/div>/.exec(html)?.[0] ?? "");
  const said = sentences.filter((sentence) => summary.includes(sentence)).length;
  if (said < (form.says === "one" ? 1 : sentences.length)) return `the summary does not say: ${sentences.join(" / ")}`;
  tally.named += said;
  for (const name of form.typed) {
    const typed = body.fields.get(name)?.[0];
    const held = typed === undefined ? undefined : heldIn(html, name);
    if (typed === undefined || held === undefined) continue;
    // a page that begins a text with an empty line says so twice: browsers drop the first
    if (held !== showable(typed) && held !== `\n${showable(typed)}`)
      return `${name} came back as “${held.slice(0, 80)}”`;
    tally.kept++;
  }
  return undefined;
}

/** What a field of the page holds; undefined where the page has no such field now. */
function heldIn(html: string, name: string): string | undefined {
  if (!html.includes(`name="${name}"`)) return undefined;
  return readPageForm(html, name).fields.find(([one]) => one === name)?.[1];
}

const decode = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

function figuresOf({ sent, refused, kept, named, forms }: Tally, failures: readonly Failure[]): Figure[] {
  return [
    told("forms sent with things wrong", sent),
    atLeast("forms of ours that were refused", forms.size, FORMS.length),
    told("  refusals", refused),
    atLeast("  sentences found in their summaries", named, Math.floor(refused / 2)),
    atLeast("  fields that held what was typed", kept, Math.floor(refused / 4)),
    exactly("refusals that lost a word or a reason", failures.length, 0),
  ];
}
