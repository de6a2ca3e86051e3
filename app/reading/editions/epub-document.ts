import { escapeXml, tag } from "./xhtml.ts";

/** A whole XHTML document around the inside of its body. */
export function documentOf(title: string, inside: string, kind?: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB" xml:lang="en-GB">
<head>
<title>${escapeXml(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
${tag("body", { "epub:type": kind, class: kind }, `\n${inside}\n`)}
</html>
`;
}
