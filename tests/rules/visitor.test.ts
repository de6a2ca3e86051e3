import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf, visitorKey } from "#server/visitor.ts";
import { ask } from "../support/ask.ts";
import { testSettings } from "../support/settings.ts";

const seenBy = (proxies: string) => {
  const settings = testSettings({ TRUSTED_PROXIES: proxies });
  return createServer((req, res) => void res.end(addressOf(req, settings)));
};
const behindProxy = seenBy("127.0.0.1, ::1, 192.0.2.7");
const open = seenBy("");
const listen = (server: typeof open) =>
  new Promise<string>((done) =>
    server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
let trusted = "";
let direct = "";
beforeAll(async () => {
  [trusted, direct] = await Promise.all([listen(behindProxy), listen(open)]);
});
afterAll(() => {
  behindProxy.close();
  open.close();
});

const from = async (url: string, forwarded: string) =>
  (await ask(url, "/", { headers: { "X-Forwarded-For": forwarded } })).body;

describe("whose word on an address is believed", () => {
  test("nobody's, where no proxy is named", async () => {
    expect(await from(direct, "203.0.113.9")).toBe("127.0.0.1");
  });
  test("the last word is the proxy's own; what a visitor wrote before it is not believed", async () => {
    expect(await from(trusted, "203.0.113.9")).toBe("203.0.113.9");
    expect(await from(trusted, "198.51.100.1, 203.0.113.9")).toBe("203.0.113.9");
    expect(await from(trusted, "2001:db8::7")).toBe("2001:db8::7");
  });
  test("several proxies of ours in a row, and a port that some write down", async () => {
    expect(await from(trusted, "198.51.100.1, 203.0.113.9, 192.0.2.7")).toBe("203.0.113.9");
    expect(await from(trusted, "203.0.113.9:4711")).toBe("203.0.113.9");
    expect(await from(trusted, "[2001:db8::7]:4711")).toBe("2001:db8::7");
    expect(await from(trusted, "192.0.2.7")).toBe("192.0.2.7");
  });
  test("what is no address leaves the proxy's own", async () => {
    expect(await from(trusted, "unknown")).toBe("127.0.0.1");
    expect(await from(trusted, "203.0.113.9, x")).toBe("127.0.0.1");
    expect(await from(trusted, "")).toBe("127.0.0.1");
  });
  test("a proxy that is no address stops the start", () => {
    expect(() => testSettings({ TRUSTED_PROXIES: "nginx.example" })).toThrow("TRUSTED_PROXIES");
  });
});

describe("what stands for a visitor", () => {
  const settings = testSettings();
  test("tells no address, and another site's secret gives another", () => {
    expect(visitorKey(settings, "203.0.113.9")).not.toContain("203");
    expect(visitorKey(settings, "203.0.113.9")).not.toBe(
      visitorKey(testSettings({ FORM_SECRET: "g".repeat(64) }), "203.0.113.9"),
    );
  });
  test.each([
    ["2001:db8:1:2::7", "2001:db8:1:2:ffff::9", true],
    ["2001:db8:1:2::7", "2001:0DB8:0001:0002:0:0:0:1", true],
    ["2001:db8::7", "2001:db8:0:0:5::", true],
    ["2001:db8:1:2::7", "2001:db8:1:3::7", false],
    ["203.0.113.9", "203.0.113.10", false],
  ])("%s and %s are one household: %s", (one, other, same) => {
    expect(visitorKey(settings, one) === visitorKey(settings, other)).toBe(same);
  });
});
