const NAMED: Record<string, string> = { amp: "&", quot: '"', "#39": "'", "#x27": "'", "#x26": "&", lt: "<", gt: ">" };

const readAttribute = (value: string) =>
  value.replace(/&(amp|quot|lt|gt|#39|#x27|#x26);/gi, (whole, name: string) => NAMED[name.toLowerCase()] ?? whole);

/**
 * HTML of our own writer with every link and picture at its full address, as it must be where it is read away from its
 * page: in a feed reader, in a book. `page` is the address the HTML belongs to. What is no address stays as it is.
 */
export function makeLinksAbsolute(html: string, page: string): string {
  return html.replace(TAG, (tag) =>
    tag.replace(/ ([\w:-]+)="([^"]*)"/g, (whole, name: string, value: string) => {
      if (name !== "href" && name !== "src") return whole;
      try {
        const address = new URL(readAttribute(value), page).href;
        return ` ${name}="${address.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
      } catch {
        return whole;
      }
    }),
  );
}

/** Words between tags may look like an attribute; they stay as they are. */
const TAG = /<[a-z](?:[^<>"]|"[^"]*")*>/gi;
