import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { securityHeaders } from "#server/headers.ts";
import { ask, post, type Reply } from "../support/ask.ts";
import { type House, openHouse } from "../support/house.ts";
import { testSettings } from "../support/settings.ts";

let house: House;
let url: string;
let css = "";
beforeAll(async () => {
  house = await openHouse();
  url = house.url;
  css = /href="(\/assets\/[^"]+\.css)"/.exec((await ask(url, "/")).body)?.[1] ?? "";
  await house.database.owner.query(
    "insert into old_addresses (path, target) values ('/russia.html', '/reading/what-about-russia'), ('/old-forum', null)",
  );
});
afterAll(() => house.close());

/** Every header of reliability.md 5.2, as it has to be for an address. */
function expectHeaders({ headers }: Reply, path: string): void {
  const wanted = Object.entries(securityHeaders(house.site.settings, path));
  expect(wanted.length).toBeGreaterThan(5);
  for (const [name, value] of wanted) expect(headers[name.toLowerCase()], name).toBe(value);
  for (const name of ["server", "x-powered-by", "access-control-allow-origin"])
    expect(headers[name], name).toBeUndefined();
  expect(headers["content-type"] ?? "", "a type that says its letters").not.toMatch(
    /^text\/(?!.*charset=utf-8|x-script)/i,
  );
}

const etagOf = async (path: string) => (await ask(url, path)).headers.etag ?? "none";
const again = async (path: string) => ask(url, path, { headers: { "If-None-Match": await etagOf(path) } });

describe("every kind of reply carries every header", () => {
  const kinds: [what: string, status: number, path: string, send?: () => Promise<Reply>][] = [
    ["a page", 200, "/"],
    ["a page with a form", 200, "/donate"],
    ["a text", 200, "/texts/in-defence-of-october"],
    ["the page with a script", 200, "/offline"],
    ["its worker", 200, "/sw.js"],
    ["a page that is not there", 404, "/wp-login.php"],
    ["a page that is gone", 410, "/old-forum"],
    ["an old address", 301, "/russia.html"],
    ["a slash too many", 301, "/shop/"],
    ["HEAD", 200, "/reading", () => ask(url, "/reading", { method: "HEAD" })],
    ["a page that is known", 304, "/reading", () => again("/reading")],
    ["a file", 200, "/favicon.svg"],
    ["a file, HEAD", 200, "/favicon.svg", () => ask(url, "/favicon.svg", { method: "HEAD" })],
    ["a file that is known", 304, "/favicon.svg", () => again("/favicon.svg")],
    ["the manifest", 200, "/manifest.webmanifest"],
    ["robots.txt", 200, "/robots.txt"],
    ["the sitemap", 200, "/sitemap.xml"],
    ["the search's description", 200, "/opensearch.xml"],
    ["security.txt", 200, "/.well-known/security.txt"],
    ["a feed", 200, "/news.atom"],
    ["a feed that is known", 304, "/news.atom", () => again("/news.atom")],
    ["a catalogue", 200, "/opds"],
    ["plain text", 200, "/texts/in-defence-of-october.txt"],
    ["Markdown", 200, "/texts/in-defence-of-october.md"],
    ["a book", 200, "/texts/in-defence-of-october.epub"],
    ["a book of a list", 200, "/reading/what-about-russia.epub"],
    ["a book that is not there", 404, "/texts/nothing.epub"],
    ["a picture to share", 200, "/og/texts/in-defence-of-october.png"],
    ["what offline reads", 200, "/offline.json"],
    ["a door for scripts, which nobody here sends", 404, "/shop.data"],
    ["a form that was refused", 422, "/contact", () => post(url, "/contact", { question: "" })],
    [
      "a form that led on",
      303,
      "/shop/in-defence-of-october",
      () => post(url, "/basket", { intent: "add", slug: "in-defence-of-october" }),
    ],
    [
      "a form from another site",
      403,
      "/contact",
      () => post(url, "/contact", { a: "b" }, { "Sec-Fetch-Site": "cross-site" }),
    ],
    ["a form in JSON", 415, "/contact", () => post(url, "/contact", "{}", { "Content-Type": "application/json" })],
    ["too large a form", 413, "/contact", () => post(url, "/contact", `question=${"a".repeat(140_000)}`)],
    ["a form where none is", 405, "/news", () => post(url, "/news", { a: "b" })],
    ["another method", 405, "/", () => ask(url, "/", { method: "DELETE" })],
    ["another host", 421, "/", () => ask(url, "/", { headers: { Host: "evil.example" } })],
    ["an address nobody can read", 400, "/", () => ask(url, "/%00")],
    ["the webhook, asked", 405, "/webhooks/stripe"],
    [
      "the webhook, told lies",
      400,
      "/webhooks/stripe",
      () => ask(url, "/webhooks/stripe", { method: "POST", body: "{}" }),
    ],
    ["whether it lives", 200, "/healthz"],
    ["whether it is ready", 200, "/readyz"],
  ];
  test.each(kinds)("%s: %i %s", async (_, status, path, send) => {
    const reply = await (send ?? (() => ask(url, path)))();
    expect(reply.status).toBe(status);
    expectHeaders(reply, path);
  });

  test("the stylesheet, packed", async () => {
    for (const packed of ["br", "gzip", "identity"])
      expectHeaders(await ask(url, css, { headers: { "Accept-Encoding": packed } }), css);
  });

  test("a fault of ours, and a database that is away", async () => {
    await house.database.owner.query("alter table news rename to news_gone");
    const reply = await ask(url, "/news");
    await house.database.owner.query("alter table news_gone rename to news");
    expect(reply.status).toBe(500);
    expectHeaders(reply, "/news");
  });

  test("what is no HTTP at all is told so, and told nothing else", async () => {
    const { port } = new URL(url);
    const said = await new Promise<string>((done) => {
      let text = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write("GET nonsense\r\n\r\n"));
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      socket.on("close", () => done(text)).on("error", () => done(text));
    });
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said).not.toMatch(/^(server|x-powered-by):/im);
  });
});

describe("the policy", () => {
  const parse = (policy: string) =>
    Object.fromEntries(
      policy.split("; ").map((one) => {
        const [name = "", ...sources] = one.split(" ");
        return [name, sources.join(" ")];
      }),
    );
  const policyAt = (path: string, over = {}) => {
    const headers = securityHeaders(testSettings(over), path);
    return { headers, policy: parse(headers["Content-Security-Policy"] ?? "") };
  };
  const REAL = {
    SITE_URL: "https://party.example",
    STRIPE_HOST: undefined,
    STRIPE_PORT: undefined,
    STRIPE_PROTOCOL: undefined,
  };

  test("of a public page, with Stripe itself", () => {
    const { headers, policy } = policyAt("/", REAL);
    expect(policy).toEqual({
      "default-src": "'none'",
      "script-src": "'none'",
      "style-src": "'self'",
      "img-src": "'self'",
      "font-src": "'self'",
      "connect-src": "'self'",
      "manifest-src": "'self'",
      // the invoice's page, where a missed month is paid, is reached by a form too
      "form-action": "'self' https://checkout.stripe.com https://billing.stripe.com https://invoice.stripe.com",
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
    });
    expect(headers["Strict-Transport-Security"]).toBe("max-age=63072000; includeSubDomains");
    expect(headers).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin-when-cross-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
    });
  });

  test("is looser at one address, by the house's own files alone", () => {
    expect(policyAt("/offline").policy).toMatchObject({ "script-src": "'self'", "worker-src": "'self'" });
    for (const path of ["/offline/saved", "/sw.js", "/toString", "/__proto__", "/constructor"])
      expect(policyAt(path).policy, path).toEqual(policyAt("/").policy);
  });

  test("has nothing unsafe anywhere, and no promise of https where there is none", () => {
    for (const path of ["/", "/offline", "/sw.js"]) {
      expect(JSON.stringify(policyAt(path, REAL))).not.toMatch(/unsafe|data:|blob:|\*/);
      expect(policyAt(path).headers["Strict-Transport-Security"]).toBeUndefined();
    }
  });

  test("gives no page a power over the machine", () => {
    const powers = policyAt("/").headers["Permissions-Policy"] ?? "";
    expect(powers.split(", ").every((power) => /^[a-z-]+=\(\)$/.test(power))).toBe(true);
    for (const power of ["camera", "microphone", "geolocation", "payment", "usb", "clipboard-read", "fullscreen"])
      expect(powers).toContain(`${power}=()`);
  });
});

describe("what is downloaded", () => {
  test.each([
    ["/texts/in-defence-of-october.epub", "application/epub+zip", "attachment"],
    ["/texts/in-defence-of-october.txt", "text/plain; charset=utf-8", "inline"],
    ["/texts/in-defence-of-october.md", /^text\/markdown/, "inline"],
  ])("%s is what it says", async (path, type, how) => {
    const { headers } = await ask(url, path);
    expect(headers["content-type"]).toMatch(type);
    expect(headers["content-disposition"]).toMatch(new RegExp(`^${how}; filename="[a-z0-9.-]+"$`));
  });
});
