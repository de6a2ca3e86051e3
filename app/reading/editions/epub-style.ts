/** The look of a book: the reader's own font, size and colours, and little of ours. */
export const STYLE = `body { margin: 0 5%; line-height: 1.5; hyphens: auto; -epub-hyphens: auto; }
body.cover { margin: 0; text-align: center; }
body.cover img { max-width: 100%; height: 100vh; object-fit: contain; }
h1, h2, h3, h4 { line-height: 1.2; text-align: left; hyphens: none; -epub-hyphens: none; break-after: avoid; page-break-after: avoid; }
h1 { font-size: 1.7em; margin: 2em 0 .6em; }
h2 { font-size: 1.35em; margin: 2em 0 .8em; }
h3 { font-size: 1.1em; margin: 1.6em 0 .5em; }
p { margin: 0; text-indent: 1.4em; orphans: 2; widows: 2; }
h1 + p, h2 + p, h3 + p, h4 + p, blockquote + p, ul + p, ol + p, table + p, hr + p, pre + p,
.first, blockquote > p:first-child, li > p:first-child, section > p:first-child { text-indent: 0; }
blockquote { margin: 1em 0 1em 1.4em; }
ul, ol { margin: .8em 0; padding-left: 1.6em; }
li > p + p { text-indent: 0; margin-top: .5em; }
hr { border: 0; border-top: 1px solid; width: 20%; margin: 1.6em auto; }
table { border-collapse: collapse; margin: 1em 0; width: 100%; font-size: .9em; }
caption { text-align: left; }
th, td { border-bottom: 1px solid; padding: .3em .5em .3em 0; text-align: left; vertical-align: top; }
.to-right { text-align: right; }
.to-center { text-align: center; }
pre { white-space: pre-wrap; font-size: .85em; }
a.note-ref { font-size: .7em; line-height: 0; vertical-align: super; text-decoration: none; padding: 0 .15em; }
.rule { border-top: 6px solid #b5161b; width: 56px; margin: 2em 0 0; height: 0; }
.kicker { text-indent: 0; font-weight: bold; margin-top: 1em; }
.kicker + h1 { margin-top: .2em; }
.by, .plain { text-indent: 0; margin-bottom: .6em; }
.notice { text-indent: 0; margin: 1.5em 0; padding: .6em 0; border-top: 1px solid; border-bottom: 1px solid; }
.lede { text-indent: 0; font-style: italic; margin: 0 0 1.5em; }
.note-list { list-style: none; padding: 0; }
.note-list > li { margin: 0 0 1em; padding-left: 1.8em; }
.note-list p { text-indent: 0; margin-bottom: .4em; }
.note-list .note-label { float: left; margin: 0 0 0 -1.8em; font-weight: bold; }
.note-back { font-size: .85em; }
dl { margin: 0; }
dt { font-weight: bold; margin-top: .8em; break-after: avoid; page-break-after: avoid; }
dd { margin: 0; overflow-wrap: anywhere; }
nav ol { list-style: none; padding: 0; }
nav ol ol { padding-left: 1.4em; }
nav li { margin: .5em 0; }
`;
