import type { Page } from "playwright-core";

export type Xml = {
  name: string;
  space: string | null;
  attributes: Record<string, string>;
  children: Xml[];
  text: string;
};

/**
 * XML read by a browser's own parser. Throws with what the parser says where it is not well formed. The page is any
 * page: nothing is loaded.
 */
export async function readXml(page: Page, xml: string): Promise<Xml> {
  const read = await page.evaluate((source) => {
    const document = new DOMParser().parseFromString(source, "application/xml");
    const fault = document.querySelector("parsererror");
    if (fault) return { fault: fault.textContent ?? "not well formed" };
    type Tree = {
      name: string;
      space: string | null;
      attributes: Record<string, string>;
      children: Tree[];
      text: string;
    };
    const walk = (element: Element): Tree => ({
      name: element.localName,
      space: element.namespaceURI,
      attributes: Object.fromEntries([...element.attributes].map((attribute) => [attribute.name, attribute.value])),
      children: [...element.children].map(walk),
      text: element.textContent ?? "",
    });
    return { tree: walk(document.documentElement) };
  }, xml);
  if (!read.tree) throw new Error(read.fault);
  return read.tree;
}

export const all = (parent: Xml, name: string): Xml[] => parent.children.filter((child) => child.name === name);
export const first = (parent: Xml, name: string): Xml | undefined => all(parent, name)[0];
export const textOf = (parent: Xml, name: string): string | undefined => first(parent, name)?.text;

/** The links of a feed or entry, by their relation. */
export const links = (parent: Xml, rel: string): Record<string, string>[] =>
  all(parent, "link")
    .map((link) => link.attributes)
    .filter((link) => (link.rel ?? "alternate") === rel);
