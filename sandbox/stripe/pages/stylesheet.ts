/** The one stylesheet of the hosted pages. */
export const stylesheet = `
:root { color-scheme: light dark; --paper: #faf6ed; --sheet: #fffdf8; --ink: #1b1815; --soft: #57504a; --line: #8a8178; --error: #b5161b; --button: #000; --button-ink: #fff; --link: #1b1815; }
@media (prefers-color-scheme: dark) { :root { --paper: #16130f; --sheet: #211d18; --ink: #f3ecdf; --soft: #c2b8aa; --line: #8f8578; --error: #ff8f8a; --button: #f3ecdf; --button-ink: #16130f; --link: #f3ecdf; } }
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 40rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
main.wide { max-width: 70rem; }
.banner { margin: 0; padding: .6rem 1rem; text-align: center; border-bottom: 2px solid var(--ink); background: var(--sheet); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: var(--link); text-underline-offset: .2em; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .45rem .5rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: normal; }
td.sum, th.sum { text-align: right; padding-right: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
tfoot th, tfoot td { font-weight: bold; border-bottom: 0; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend { font-size: 1.15rem; font-weight: bold; margin: 2rem 0 .5rem; padding: 0; }
.field { margin: 0 0 1rem; }
.field label { display: block; font-weight: 600; margin-bottom: .25rem; }
.choice { display: flex; gap: .6rem; align-items: start; margin: 0 0 .75rem; }
.choice input { inline-size: 1.25rem; block-size: 1.25rem; margin: .15rem 0 0; flex: none; accent-color: var(--ink); }
input[type=text], input[type=email], input[type=tel], select { width: 100%; font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line); border-radius: 4px; padding: .6rem .7rem; min-height: 2.75rem; }
.short input { max-width: 12rem; }
.hint { display: block; color: var(--soft); font-size: .95rem; }
.problem { color: var(--error); display: block; font-weight: 600; }
[aria-invalid=true] { border: 2px solid var(--error); }
.errors { border: 3px solid var(--error); padding: .25rem 1rem; margin: 0 0 1.5rem; background: var(--sheet); }
.errors h2 { margin: .5rem 0; color: var(--error); }
.errors a { color: var(--error); }
button { font: inherit; font-weight: 700; background: var(--button); color: var(--button-ink); border: 2px solid var(--button); border-radius: 4px; padding: .75rem 1.25rem; min-height: 2.75rem; cursor: pointer; }
button.plain { background: transparent; color: var(--ink); }
.pay { width: 100%; margin: 1rem 0; font-size: 1.1rem; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
details { margin: 2rem 0; border-top: 1px solid var(--line); padding-top: .75rem; }
summary { cursor: pointer; padding: .35rem 0; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .95em; }
.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.scroll { overflow-x: auto; }
form.inline { display: inline; }
.quiet { color: var(--soft); }
caption { text-align: left; }
th { overflow-wrap: normal; }
.with-rate ~ .with-rate { display: none; }
@supports selector(:has(*)) {
  .with-rate { display: none; }
  main:has(#rate-0:checked) .rate-0, main:has(#rate-1:checked) .rate-1, main:has(#rate-2:checked) .rate-2, main:has(#rate-3:checked) .rate-3, main:has(#rate-4:checked) .rate-4 { display: inline; }
}
form:has(#method-card) .bacs-fields, form:has(#method-bacs_debit:checked) .card-fields { display: none; }
form:has(#method-bacs_debit:checked) .bacs-fields { display: block; }
`;
