import { LEFT_OUT } from "./plan.ts";

type Header = readonly [name: string, value: string];

/** Said in headers alone: wherever it comes back, a header was believed. */
export const PLANTED = "planted.example";

/** What no page of ours sends with a form. Each is refused, and each has been a 500 in stock Remix or a way in elsewhere. */
export const FOREIGN_FORMS: readonly (readonly Header[])[] = [
  [
    ["Origin", `https://${PLANTED}`],
    ["Sec-Fetch-Site", "cross-site"],
  ],
  [
    ["Origin", `https://${PLANTED}`],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [
    ["Origin", "null"],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [["Origin", "null"]],
  [
    ["Origin", "http://"],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [["Origin", "://"]],
  [
    ["Origin", "not an origin"],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [
    ["Origin", LEFT_OUT],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [["Sec-Fetch-Site", "same-site"]],
  [["Sec-Fetch-Site", "none"]],
  [["Sec-Fetch-Site", ""]],
  [
    ["X-Forwarded-Host", PLANTED],
    ["Origin", `https://${PLANTED}`],
    ["Sec-Fetch-Site", LEFT_OUT],
  ],
  [["Content-Type", "application/json"]],
  [["Content-Type", "text/plain"]],
  [["Content-Type", LEFT_OUT]],
  [["Content-Type", ""]],
  [["Content-Type", "multipart/form-data"]],
  [["Content-Type", "multipart/form-data; boundary="]],
  [["Content-Type", "multipart/form-data; boundary=cut"]],
  [["Content-Type", "application/x-www-form-urlencoded-not"]],
  [["Content-Encoding", "gzip"]],
  [["Content-Encoding", "identity, gzip"]],
  [["Host", PLANTED]],
  [["Host", "127.0.0.1 evil"]],
  [["Host", "127.0.0.1:99999"]],
  [["Host", ""]],
];

const MANY = Array.from({ length: 400 }, (_, i) => `"${i}"`).join(", ");

/** Odd, and sent with anything. */
export const ODD_HEADERS: readonly (readonly Header[])[] = [
  ...FOREIGN_FORMS,
  [["Host", LEFT_OUT]],
  [["Host", `127.0.0.1@${PLANTED}`]],
  [["Host", `${PLANTED}:80:80`]],
  [["X-Forwarded-Host", PLANTED]],
  [
    ["X-Forwarded-For", "'; drop table visitors; --"],
    ["X-Forwarded-Proto", "gopher"],
  ],
  [["Forwarded", `for=${PLANTED};host=${PLANTED};proto=https`]],
  [
    ["X-Original-URL", "/office"],
    ["X-Rewrite-URL", "/office"],
  ],
  [["X-HTTP-Method-Override", "DELETE"]],
  [
    ["X-Remix-Revalidate", "1"],
    ["X-Remix-Redirect", `https://${PLANTED}`],
  ],
  [["Referer", `https://${PLANTED}/`]],
  [["Accept", "*/*;q=NaN"]],
  [["Accept", "text/x-script"]],
  [["Accept-Encoding", "br;q=0"]],
  [["Accept-Encoding", "*"]],
  [["Accept-Encoding", "identity;q=0"]],
  [["Accept-Encoding", "gzip;q=1e99, br;q=-1"]],
  [["Accept-Encoding", "br, gzip, deflate, zstd"]],
  [["Accept-Encoding", "gzip"]],
  [["Accept-Encoding", `${"x,".repeat(2_000)}br`]],
  [["Accept-Encoding", "br   ".repeat(1_500)]],
  [["Accept-Language", "\u00ff\u00fe;q=9"]],
  [["If-None-Match", "*"]],
  [["If-None-Match", MANY]],
  [["If-None-Match", 'W/"']],
  [["If-None-Match", ""]],
  [["If-Match", '"never"']],
  [["If-Modified-Since", "the day before yesterday"]],
  [["If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"]],
  [["Range", "bytes=0-"]],
  [["Range", "bytes=9-1,0-0,-5"]],
  [["Range", `bytes=${"0-1,".repeat(1_000)}2-3`]],
  [["Range", "lines=1-2"]],
  [["Expect", "100-continue"]],
  [["Expect", "a miracle"]],
  [
    ["Upgrade", "websocket"],
    ["Connection", "close, Upgrade"],
  ],
  [
    ["Upgrade", "h2c"],
    ["Connection", "close, Upgrade, HTTP2-Settings"],
    ["HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"],
  ],
  [["Content-Length", "-1"]],
  [["Content-Length", "1e3"]],
  [["Content-Length", "0x10"]],
  [["Content-Length", "+5"]],
  [["Content-Length", "5, 5"]],
  [["Content-Length", "99999999999999999999999"]],
  [["Content-Length", "9".repeat(18)]],
  [["Content-Length", "0"]],
  [["Content-Length", "3"]],
  [["Transfer-Encoding", "gzip, chunked"]],
  [["Transfer-Encoding", "identity"]],
  [["Transfer-Encoding", "xchunked"]],
  [["Transfer-Encoding", "chunked, identity"]],
  [["Transfer-Encoding", "\u000bchunked"]],
  [["Trailer", "Cookie"]],
  [
    ["Purpose", "prefetch"],
    ["Sec-Purpose", "prefetch;prerender"],
  ],
  [["Authorization", "Basic \u00ff"]],
  [["Stripe-Signature", "t=1,v1=0"]],
  [["X-Odd", "\u0080\u00ff\u0001"]],
  [["X-Odd", "a\u0000b"]],
  [["X Odd", "a space in a name"]],
  [["", "no name"]],
  [
    ["__proto__", "1"],
    ["constructor", "2"],
  ],
  [
    ["Cookie", "a=1"],
    ["Cookie", "b=2"],
  ],
  [["X-Long", "x".repeat(12_000)]],
  [["X-Too-Long", "x".repeat(17_000)]],
];
