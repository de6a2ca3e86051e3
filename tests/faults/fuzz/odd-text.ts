import fc from "fast-check";

const YARD = "y".repeat(1_000);

/** Texts that have broken forms elsewhere: half letters, controls, direction marks, other programs' languages. */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "a\udfffb",
  "\u202eright to left\u202c",
  "\u05d0\u05d1\u05d2 \u0627\u0644\u0639",
  "Z\u0351\u036b\u0343\u0363a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}",
  "\ufeff",
  "\uffff\ufffe",
  "\r\nSet-Cookie: planted=yes\r\n\r\n",
  "'; select pg_sleep(9); --",
  '"><script>alert(1)</script>',
  "</textarea></title><img src=x onerror=alert(1)>",
  "{{7*7}} #{7*7} %s %n %x",
  "../../../../etc/passwd",
  "..\\..\\windows",
  "javascript:alert(1)",
  "//planted.example/",
  "https://planted.example/",
  "/\\planted.example",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "true",
  "[object Object]",
  "\\",
  "%",
  "%00",
  "%25%30%30",
  "&amp;lt;",
  "=cmd|' /C calc'!A0",
  "\t\u000b\u000c\u0085\u2028\u2029",
  "İıſK\u00df",
  "a".repeat(101),
  YARD.repeat(5),
  YARD.repeat(20),
  "\u{1f600}".repeat(5_001),
  "(".repeat(3_000),
  "a ".repeat(4_000),
  `${"a".repeat(200)}@${"b".repeat(200)}.example`,
  `${"a@".repeat(200)}reader.example`,
];

/** Numbers in every dress. */
export const NUMBERS: readonly string[] = [
  "0",
  "-0",
  "1",
  "-1",
  "+1",
  "01",
  "1.005",
  "8.2",
  "1e3",
  "1E400",
  "0x10",
  "0b1",
  "1,000",
  "1.000,00",
  "1_000",
  " 5 ",
  "£5",
  "5p",
  "½",
  "٣",
  "１２",
  "Ⅻ",
  "NaN",
  "Infinity",
  "1/0",
  "9007199254740993",
  "2147483648",
  "9223372036854775808",
  "99999999999999999999999999",
  "1".repeat(400),
  "0.1",
  "00000000000000000001",
  "1\u00a0000",
  "1\u202e0",
];

/** Any text at all, half letters included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map(ofUnits) },
);

function ofUnits(units: number[]): string {
  return String.fromCharCode(...units);
}

/** Percent-encoded as a form would be, but that half letters stay half: browsers never send those, and others do. */
export function percent(text: string): string {
  let out = "";
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) out += encodeURIComponent(letter);
    else
      for (const byte of [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)])
        out += `%${byte.toString(16)}`;
  }
  return out;
}

/** What is no encoding of anything. */
export const BROKEN_ESCAPES = [
  "%",
  "%zz",
  "%f",
  "%ff%fe",
  "%C0%AF",
  "%ED%A0%80",
  "%F4%90%80%80",
  "%u0041",
  "+%2B%20",
  "&&=&;",
];
