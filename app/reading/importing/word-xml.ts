import { isBareMark, isLinkedMark } from "./page-tree.ts";
import { readEntities, scanTags } from "./scan-tags.ts";

/**
 * The words of a part of a Word file, read from its own markup and not by the library that converts it: so each holds
 * the other to account. `struck` was deleted with tracked changes and not yet taken out.
 */
export function wordsInXml(xml: string): { kept: string; struck: string } {
  const [kept, struck] = [new Said(), new Said()];
  let choice = 0;
  let struckDepth = 0;
  let run = { raised: false, look: "" };
  for (const tag of scanTags(xml)) {
    const { name } = tag;
    const whole = xml.slice(tag.start, tag.end);
    // a text box stands twice in the file, once for old programs: the second is what is converted
    if (name === "mc:choice" && !tag.selfClosed) choice += tag.kind === "open" ? 1 : -1;
    if ((name === "w:del" || name === "w:movefrom") && !tag.selfClosed) struckDepth += tag.kind === "open" ? 1 : -1;
    if (choice > 0) continue;
    const to = struckDepth > 0 ? struck : kept;
    const say = (words: string) => (run.raised ? to.above(words, run.look) : to.say(words));
    if (tag.kind === "open" && !tag.selfClosed && /^(w:t|w:deltext|m:t)$/.test(name))
      say(readEntities(xml.slice(tag.end, nextTag(xml, tag.end))));
    else if (name === "w:r") run = { raised: false, look: "" };
    else if (name === "w:vertalign") run.raised = /superscript/.test(whole);
    else if (/^w:[bi]$/.test(name) && !/val\s*=\s*["'](0|false|off)/i.test(whole)) run.look += name;
    else if (name === "w:nobreakhyphen") say("\u2011");
    else if (/^w:(br|cr)$/.test(name)) say("\n");
    // with an attribute it is where tabs stop, and no tab
    else if (name === "w:tab" && !/val\s*=/.test(whole)) say("\t");
    else if (name === "w:hyperlink" && !tag.selfClosed) {
      const to = /\sw:anchor\s*=\s*"([^"]*)"/.exec(whole)?.[1];
      for (const part of [kept, struck])
        if (tag.kind === "close") part.closeLink();
        else if (to !== undefined) part.openLink(to);
    } else if (tag.kind === "close" && name === "w:p") for (const part of [kept, struck]) part.say(" ");
    else if (/^w:(footnotereference|endnotereference|drawing|pict)$/.test(name)) to.say(" ");
    else if (name === "wp:docpr" && tag.kind === "open") {
      const alt = /\bdescr\s*=\s*"([^"]*)"/.exec(whole)?.[1] ?? "";
      to.say(` ${readEntities(alt)} `);
    }
  }
  return { kept: kept.whole(), struck: struck.whole() };
}

/**
 * Raised figures stand apart from the words beside them, as they do in a page, and from those of another look. So does
 * what is a link and looks like the call of a note.
 */
class Said {
  readonly #parts: string[] = [];
  #above = "";
  #look = "";
  #link: { to: string; from: number; flat: string; open: boolean } | undefined;

  say(words: string): void {
    if (words === "") return;
    this.#inLink(words);
    this.#settle();
    this.#parts.push(words);
  }

  above(words: string, look: string): void {
    if (words === "") return;
    this.#inLink(words);
    if (look !== this.#look) this.#settle();
    this.#above += words;
    this.#look = look;
  }

  /** Two links to one place with nothing between them are one. */
  openLink(to: string): void {
    if (this.#link?.to !== to) {
      this.#endLink();
      this.#settle();
      this.#link = { to, from: this.#parts.length, flat: "", open: true };
    }
    this.#link.open = true;
  }

  closeLink(): void {
    if (this.#link) this.#link.open = false;
  }

  whole(): string {
    this.#endLink();
    this.#settle();
    return this.#parts.join("");
  }

  #inLink(words: string): void {
    if (this.#link?.open === false) this.#endLink();
    if (this.#link) this.#link.flat += words;
  }

  #endLink(): void {
    if (!this.#link) return;
    this.#settle();
    const { from, flat } = this.#link;
    const linked = this.#parts.splice(from).join("");
    this.#parts.push(isLinkedMark(flat) && !flat.includes("\n") ? ` ${flat} ` : linked);
    this.#link = undefined;
  }

  #settle(): void {
    const alone = isBareMark(this.#above) && !this.#above.includes("\n");
    this.#parts.push(alone ? ` ${this.#above} ` : this.#above);
    this.#above = "";
  }
}

const nextTag = (xml: string, from: number) => {
  const at = xml.indexOf("<", from);
  return at === -1 ? xml.length : at;
};
