import { isBareMark } from "./page-tree.ts";
import { readEntities, scanTags } from "./scan-tags.ts";

/**
 * The words of a part of a Word file, read from its own markup and not by the library that converts it: so each holds
 * the other to account. `struck` was deleted with tracked changes and not yet taken out.
 */
export function wordsInXml(xml: string): { kept: string; struck: string } {
  const kept: string[] = [];
  const struck: string[] = [];
  let choice = 0;
  let struckDepth = 0;
  let raised = false;
  let above = "";
  // raised figures stand apart from the words beside them, as they do in a page
  const settle = (to: string[]) => {
    to.push(isBareMark(above) ? ` ${above} ` : above);
    above = "";
  };
  for (const tag of scanTags(xml)) {
    const { name } = tag;
    // a text box stands twice in the file, once for old programs: the second is what is converted
    if (name === "mc:choice" && !tag.selfClosed) choice += tag.kind === "open" ? 1 : -1;
    if ((name === "w:del" || name === "w:movefrom") && !tag.selfClosed) struckDepth += tag.kind === "open" ? 1 : -1;
    if (choice > 0) continue;
    const to = struckDepth > 0 ? struck : kept;
    if (tag.kind === "open" && !tag.selfClosed && /^(w:t|w:deltext|m:t)$/.test(name)) {
      const words = readEntities(xml.slice(tag.end, nextTag(xml, tag.end)));
      if (raised) above += words;
      else {
        settle(to);
        to.push(words);
      }
    } else if (name === "w:r" && tag.kind === "open") raised = false;
    else if (name === "w:vertalign") raised = /superscript/.test(xml.slice(tag.start, tag.end));
    else if (name === "w:nobreakhyphen") to.push("-");
    else if (tag.kind === "close" && name === "w:p") {
      settle(to);
      to.push(" ");
    } else if (/^w:(tab|br|cr)$/.test(name)) to.push(" ");
    else if (/^w:(footnotereference|endnotereference|drawing|pict)$/.test(name)) to.push(" ");
    else if (name === "wp:docpr" && tag.kind === "open") {
      const alt = /\bdescr\s*=\s*"([^"]*)"/.exec(xml.slice(tag.start, tag.end))?.[1] ?? "";
      to.push(" ", readEntities(alt), " ");
    }
  }
  settle(kept);
  return { kept: kept.join(""), struck: struck.join("") };
}

const nextTag = (xml: string, from: number) => {
  const at = xml.indexOf("<", from);
  return at === -1 ? xml.length : at;
};
