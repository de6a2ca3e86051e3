import { readingTime } from "./reading-time.ts";
import type { Section } from "./render-text.ts";

/**
 * A stored text as its page shows it: after each part's heading a link to it, and how far the reader is. The stored
 * HTML was written by our own writer, so its headings have one form.
 */
export function withParts(bodyHtml: string, sections: readonly Section[]): string {
  const total = sections.reduce((sum, section) => sum + section.words, 0);
  let read = 0;
  const lines = new Map(
    sections.map((section, index) => {
      const left = total - read;
      read += section.words;
      return [
        section.slug,
        { line: `Part ${index + 1} of ${sections.length} · ${readingTime(left)} left`, first: index === 0 },
      ];
    }),
  );
  return bodyHtml.replace(
    /<(h[23]) id="([^"]+)">([\s\S]*?)<\/\1>(?=\s*(?:<p\b[^>]*>([\s\S]*?)<\/p>)?)/g,
    (_whole, tag: string, slug: string, title: string, opening = "") => {
      const heading = `<${tag} id="${slug}"${tag === "h2" ? ' class="ruled"' : ""}>${title} <a class="anchor" href="#${slug}" aria-label="Link to this section">#</a></${tag}>`;
      const part = lines.get(slug);
      if (tag !== "h2" || !part) return heading;
      return `${heading}<p class="part-line${part.first ? " first" : ""}${hasRoom(opening) ? " initial" : ""}">${part.line}</p>`;
    },
  );
}

/** In characters: about four lines, so that an initial of three lines never hangs into what follows. */
const FOUR_LINES = 260;

const hasRoom = (paragraphHtml: string) => paragraphHtml.replace(/<[^>]*>/g, "").length >= FOUR_LINES;
