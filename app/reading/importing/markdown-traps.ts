import type { PhrasingContent } from "mdast";

/** A call at the head of a line with a colon behind it would begin a note: the colon is written by its number. */
export function notDefinitions(nodes: PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] => {
    const [before, line] = [nodes[index - 1], nodes[index - 2]];
    const starts = before?.type === "footnoteReference" && (line === undefined || line.type === "break");
    if (!starts || node.type !== "text" || !node.value.startsWith(":")) return [node];
    return [
      { type: "html", value: "&#58;" },
      { type: "text", value: node.value.slice(1) },
    ];
  });
}

/**
 * The writer leaves `_` bare between two letters, and may then write the letter next to a struck word by its number
 * (`_&#x49;~~`): a stressed passage would end at that `_`. One letter away from struck words it is escaped here.
 */
export function escapeUnderscores(nodes: PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] => {
    if (node.type !== "text") return [node];
    let { value } = node;
    const out: PhrasingContent[] = [];
    const put = (line: RegExpExecArray) => out.push(...line.slice(1).map(asWritten));
    const first = nodes[index - 1]?.type === "delete" && /^([^_])(_+)/u.exec(value);
    if (first) {
      put(first);
      value = value.slice(first[0].length);
    }
    const last = nodes[index + 1]?.type === "delete" && /(_+)([^_])$/u.exec(value);
    if (last) value = value.slice(0, last.index);
    if (value !== "") out.push({ type: "text", value });
    if (last) put(last);
    return out;
  });
}

const asWritten = (part: string): PhrasingContent =>
  part.startsWith("_") ? { type: "html", value: part.replaceAll("_", "\\_") } : { type: "text", value: part };
