/** A posted form, as a browser sends it: fields in order, or a body of anybody's making. */
export function post(
  fields: readonly (readonly [string, string])[] | string,
  type = "application/x-www-form-urlencoded",
): Request {
  const body =
    typeof fields === "string" ? fields : new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
  return new Request("http://127.0.0.1:3000/form", { method: "POST", headers: { "Content-Type": type }, body });
}

/** Bodies that nobody's page sends, and that must be answered all the same. */
export const STRANGE_BODIES = [
  "",
  "&&&=&=",
  "%",
  "%zz=%zz",
  "name=%00",
  "name=a%00b",
  "name=%ED%A0%80",
  "name=%FF%FE",
  "name=%C0%AF",
  "name=\u0000",
  "name=%F0%9F%98%80&name=%F0%9F%98%80",
  "__proto__=1&constructor=2&prototype=3&toString=4",
  "name[]=1&name[0]=2&name.first=3",
  "name=%0D%0ASet-Cookie:%20a=b",
  "name=%3Cscript%3Ealert(1)%3C/script%3E",
  `name=${"a".repeat(100_000)}`,
  `name=${"a".repeat(300_000)}`,
  Array.from({ length: 500 }, (_, at) => `f${at}=x`).join("&"),
  Array.from({ length: 150 }, () => "name=x").join("&"),
];

/** Amounts that are none, with the reason they are tempting. */
export const STRANGE_AMOUNTS = [
  "",
  " ",
  "1.005",
  "8.2",
  "1e3",
  "0x10",
  "1,000",
  "-1",
  "+1",
  "٣",
  "１２",
  "NaN",
  "Infinity",
  "1.",
  ".50",
  "1.2.3",
  "10 pounds",
  "££5",
  "1 000",
  "5\u0000",
  "99999999999999999999",
  "1\u202e0",
];
