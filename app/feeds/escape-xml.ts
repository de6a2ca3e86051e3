/** What XML 1.0 cannot carry at all, not even escaped: most control characters, halves of characters, two non-characters. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it may stand between tags or inside a quoted attribute. What XML forbids is dropped (XML 1.0, 2.2). */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "").replace(/[&<>"']/g, (letter) => NAMES[letter] ?? "");
}

/** One element. An attribute that is undefined is left out; `children` are elements already written. */
export function element(name: string, attributes: Record<string, string | undefined>, children?: string): string {
  const written = Object.entries(attributes)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join("");
  return children === undefined ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** An element that holds plain text. */
export const textElement = (name: string, text: string, attributes: Record<string, string | undefined> = {}): string =>
  element(name, attributes, escapeXml(text));

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
