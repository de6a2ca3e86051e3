/** What would run, fetch or lead away if it were taken for anything but words. */
export const VECTORS: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  `"><script>alert(1)</script>`,
  `' autofocus onfocus='alert(1)' x='`,
  `" autofocus onfocus="alert(1)" x="`,
  "</title><script>alert(1)</script>",
  "</textarea><img src=x onerror=alert(1)>",
  "</script><script>alert(1)</script>",
  "<!--<script>-->--!><script>alert(1)</script>",
  "]]><script>alert(1)</script>",
  "\u2028</script><svg/onload=alert(1)>",
  "[a](javascript:alert(1))",
  "[a](JaVa&Tab;ScRiPt:alert(1))",
  "[a](data:text/html,<script>alert(1)</script>)",
  `![a](x" onerror="alert(1))`,
  `[a](/x "t' onmouseover='alert(1)")`,
  `<a href="javascript:alert(1)">a</a>`,
  `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  "<details open ontoggle=alert(1)>",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  "<base href=//evil.example/>",
  `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`,
  "<style>@import '//evil.example/x'</style>",
  "<link rel=stylesheet href=//evil.example/x>",
  "<object data=javascript:alert(1)></object>",
  `<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`,
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "<form action=//evil.example/><input autofocus onfocus=alert(1)>",
  "{{constructor.constructor('alert(1)')()}}",
];

/** The vectors, so many at a time: one that opens a comment must not hide all others. */
export function groups(size: number): string[][] {
  const found: string[][] = [];
  for (let at = 0; at < VECTORS.length; at += size) found.push(VECTORS.slice(at, at + size));
  return found;
}
