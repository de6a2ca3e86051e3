/** A form of one of our pages, as a browser without script would send it. */
export type PageForm = { action: string; fields: [string, string][] };

const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`, "i").exec(tag);
  return found ? decode(found[1] ?? "") : undefined;
};

function decode(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The first POST form of a page that has a field of this name, with the values it would send untouched. */
export function readPageForm(html: string, having: string): PageForm {
  for (const [whole, open = "", inside = ""] of html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)) {
    if (attribute(open, "method") !== "post" || !whole.includes(`name="${having}"`)) continue;
    const fields: [string, string][] = [];
    for (const [, tag = "", content = ""] of inside.matchAll(
      /(<(?:input|textarea)\b[^>]*>)(?:([^<]*)<\/textarea>)?/g,
    )) {
      const name = attribute(tag, "name");
      const type = attribute(tag, "type") ?? "text";
      if (!name || type === "submit") continue;
      if ((type === "radio" || type === "checkbox") && attribute(tag, "checked") === undefined) continue;
      fields.push([name, tag.startsWith("<textarea") ? decode(content) : (attribute(tag, "value") ?? "")]);
    }
    return { action: attribute(open, "action") ?? "", fields };
  }
  throw new Error(`the page has no form with a field called ${having}`);
}

/** Those fields with some of them filled in. */
export function fill(form: PageForm, over: Record<string, string>): [string, string][] {
  const rest = form.fields.filter(([name]) => !(name in over));
  return [...rest, ...Object.entries(over)];
}
