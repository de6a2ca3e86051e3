import { type Html, html } from "./html.ts";

export type Values = Readonly<Record<string, string>>;
export type Problems = Readonly<Record<string, string>>;

type FieldOptions = {
  name: string;
  label: string;
  values: Values;
  problems: Problems;
  autocomplete?: string;
  type?: "text" | "email" | "tel";
  numeric?: boolean;
  hint?: string;
  short?: boolean;
  optional?: boolean;
  maxlength?: number;
};

/** One labelled text field, with its hint and what is wrong with it. */
export function field(options: FieldOptions): Html {
  const { name, label, values, problems } = options;
  const problem = problems[name];
  const described = [options.hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(" ");
  return html`<div class="field${options.short ? " short" : ""}">
<label for="${name}">${label}${options.optional ? " (optional)" : ""}</label>
${options.hint ? html`<span class="hint" id="${name}-hint">${options.hint}</span>` : ""}
${problem ? html`<span class="problem" id="${name}-problem">${problem}</span>` : ""}
<input id="${name}" name="${name}" type="${options.type ?? "text"}" value="${values[name] ?? ""}"
${options.autocomplete ? html` autocomplete="${options.autocomplete}"` : ""}
${options.numeric ? html` inputmode="numeric"` : ""}
${options.maxlength ? html` maxlength="${options.maxlength}"` : ""}
${described ? html` aria-describedby="${described}"` : ""}
${problem ? html` aria-invalid="true"` : ""}>
</div>`;
}

/** One labelled drop-down. */
export function choiceList(
  options: Omit<FieldOptions, "type"> & { choices: readonly { value: string; label: string }[] },
): Html {
  const { name, label, values, problems, choices } = options;
  const problem = problems[name];
  return html`<div class="field">
<label for="${name}">${label}${options.optional ? " (optional)" : ""}</label>
${problem ? html`<span class="problem" id="${name}-problem">${problem}</span>` : ""}
<select id="${name}" name="${name}"
${options.autocomplete ? html` autocomplete="${options.autocomplete}"` : ""}
${problem ? html` aria-invalid="true" aria-describedby="${name}-problem"` : ""}>
${choices.map(
  ({ value, label: text }) =>
    html`<option value="${value}"${values[name] === value ? html` selected` : ""}>${text}</option>`,
)}
</select>
</div>`;
}

/** What is wrong, at the top, each leading to its field. */
export function errorSummary(problems: Problems): Html | string {
  const entries = Object.entries(problems);
  if (entries.length === 0) return "";
  return html`<div class="errors" role="alert" tabindex="-1">
<h2>There is a problem</h2>
<ul>${entries.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}</ul>
</div>`;
}

/** Country names for two-letter codes. */
export function countries(codes: readonly string[]): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(["en-GB"], { type: "region" });
  return codes
    .map((value) => ({ value, label: nameOf(names, value) }))
    .sort((a, b) => (a.value === "GB" ? -1 : b.value === "GB" ? 1 : a.label.localeCompare(b.label)));
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
