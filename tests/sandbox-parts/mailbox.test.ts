import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import nodemailer, { type SendMailOptions } from "nodemailer";
import { afterEach, describe, expect, test } from "vitest";
import { createMailbox, type Mailbox } from "#sandbox/mailbox/mailbox.ts";
import { roomyFolder } from "./holding.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function open(file?: string): Promise<Mailbox> {
  const mailbox = await createMailbox({ file });
  undo.push(() => mailbox.close());
  return mailbox;
}

async function serve(mailbox: Mailbox): Promise<string> {
  const server: Server = createServer(async (req, res) => {
    if (!(await mailbox.handle(req, res))) res.writeHead(418).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  undo.push(() => new Promise((done) => server.close(done)));
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("no address");
  return `http://127.0.0.1:${bound.port}`;
}

function send(mailbox: Mailbox, mail: SendMailOptions = {}, socketTimeout = 20_000) {
  const sender = nodemailer.createTransport({ host: "127.0.0.1", port: mailbox.smtpPort, socketTimeout });
  return sender.sendMail({
    from: "press@example.org",
    to: "reader@example.org",
    subject: "Hello",
    text: "Hi",
    ...mail,
  });
}

/** What the sender was told: "taken", the server's code, or the kind of failure. */
async function outcome(sending: Promise<unknown>): Promise<unknown> {
  try {
    await sending;
    return "taken";
  } catch (error) {
    if (error instanceof Error && "responseCode" in error && error.responseCode !== undefined)
      return error.responseCode;
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

describe("mail", () => {
  test("comes in by SMTP with its text, HTML, headers, receivers and attachments", async () => {
    const mailbox = await open();
    await send(mailbox, {
      to: ["a@example.org", "b@example.org"],
      bcc: "c@example.org",
      subject: "Grüße, £5",
      html: "<p>Hi</p>",
      headers: { "X-Letter": "receipt" },
      attachments: [{ filename: "notes.txt", content: "four" }],
    });
    const [mail] = mailbox.messages();
    expect(mail).toMatchObject({
      from: "press@example.org",
      to: ["a@example.org", "b@example.org", "c@example.org"],
      subject: "Grüße, £5",
      html: "<p>Hi</p>",
      attachments: [{ name: "notes.txt", type: "text/plain", bytes: 4 }],
    });
    expect(mail?.text.trim()).toBe("Hi");
    expect(mail?.messageId).toMatch(/^<.+@.+>$/);
    expect(mail?.headers).toContainEqual({ name: "X-Letter", value: "receipt" });
  });

  test("can be waited for, before and after it comes; waiting in vain says what is there", async () => {
    const mailbox = await open();
    const coming = mailbox.waitFor((mail) => mail.subject === "Second");
    await send(mailbox, { subject: "First" });
    await send(mailbox, { subject: "Second" });
    expect((await coming).subject).toBe("Second");
    expect((await mailbox.waitFor((mail) => mail.subject === "First")).subject).toBe("First");
    await expect(mailbox.waitFor((mail) => mail.subject === "Third", 20)).rejects.toThrow(
      'Here are: "First" to reader@example.org; "Second" to reader@example.org',
    );
  });

  test("outlives a restart, a torn last line apart", async () => {
    const room = roomyFolder();
    undo.push(room.remove);
    const file = join(room.folder, "mail.jsonl");
    const first = await open(file);
    await send(first, { subject: "One" });
    await send(first, { subject: "Two" });
    await first.close();
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -40));
    const second = await open(file);
    expect(second.messages().map((mail) => mail.subject)).toEqual(["One"]);
    await send(second, { subject: "Three" });
    await second.close();
    const third = await open(file);
    expect(third.messages().map((mail) => mail.subject)).toEqual(["One", "Three"]);
    third.clear();
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("is kept to the newest two thousand, in the journal too", async () => {
    const room = roomyFolder();
    undo.push(room.remove);
    const file = join(room.folder, "mail.jsonl");
    const seed = await open();
    await send(seed, { subject: "Seed" });
    const [mail] = seed.messages();
    const lines = Array.from({ length: 2_005 }, (_, index) => JSON.stringify({ ...mail, id: `m${index}` }));
    writeFileSync(file, `${lines.join("\n")}\n`);
    const mailbox = await open(file);
    expect(mailbox.messages()).toHaveLength(2_000);
    expect(mailbox.messages()[0]?.id).toBe("m5");
    await send(mailbox, { subject: "Newest" });
    expect(mailbox.messages()).toHaveLength(2_000);
    expect(mailbox.messages().at(-1)?.subject).toBe("Newest");
    expect(mailbox.messages()[0]?.id).toBe("m6");
  });

  test("past ten megabytes is refused", async () => {
    const mailbox = await open();
    expect(await outcome(send(mailbox, { text: "long line of text\n".repeat(700_000) }))).toBe(552);
    expect(mailbox.messages()).toHaveLength(0);
  });
});

describe("faults", () => {
  test("refusals for now and for good, at the receiver or at the whole mail, as often as asked", async () => {
    const mailbox = await open();
    Object.assign(mailbox.faults, { mode: "refuse-451", times: 1 });
    expect(await outcome(send(mailbox))).toBe(451);
    expect(await outcome(send(mailbox))).toBe("taken");
    Object.assign(mailbox.faults, { mode: "refuse-550", at: "recipient", times: null });
    expect(await outcome(send(mailbox))).toBe(550);
    expect(await outcome(send(mailbox))).toBe(550);
    mailbox.faults.mode = "none";
    expect(await outcome(send(mailbox))).toBe("taken");
    expect(mailbox.messages()).toHaveLength(2);
  });

  test("one mail in three", async () => {
    const mailbox = await open();
    Object.assign(mailbox.faults, { mode: "refuse-451", every: 3 });
    const told: unknown[] = [];
    for (let index = 0; index < 6; index++) told.push(await outcome(send(mailbox)));
    expect(told).toEqual(["taken", "taken", 451, "taken", "taken", 451]);
  });

  test("no answer, and a lost connection with the mail kept or lost", async () => {
    const mailbox = await open();
    mailbox.faults.mode = "hang";
    expect(await outcome(send(mailbox, {}, 300))).toBe("ETIMEDOUT");
    expect(mailbox.messages()).toHaveLength(0);
    mailbox.faults.mode = "drop";
    expect(await outcome(send(mailbox))).toMatch(/^E(CONNECTION|SOCKET|CONNRESET)$/);
    expect(mailbox.messages()).toHaveLength(0);
    mailbox.faults.mode = "reset";
    expect(await outcome(send(mailbox))).toMatch(/^E(CONNECTION|SOCKET|CONNRESET)$/);
    expect(mailbox.messages()).toHaveLength(1);
  });

  test("are set over HTTP, and nonsense is answered with what would do", async () => {
    const mailbox = await open();
    const site = await serve(mailbox);
    const set = async (body: string, headers = {}) => {
      const answer = await fetch(`${site}/_sandbox/mail`, { method: "POST", body, headers });
      return [answer.status, await answer.json()];
    };
    expect(await set('{"mode":"refuse-550","times":2}')).toEqual([
      200,
      { mode: "refuse-550", at: "message", times: 2, every: 1 },
    ]);
    expect(await outcome(send(mailbox))).toBe(550);
    expect(await (await fetch(`${site}/_sandbox/mail`)).json()).toMatchObject({ times: 1 });
    expect(await set('{"mode":"sulk"}')).toEqual([422, { error: expect.stringContaining("mode is one of none,") }]);
    expect(await set('{"every":0}')).toEqual([422, { error: "every is a whole number from 1." }]);
    expect(await set("x")).toEqual([400, { error: "The body is not JSON." }]);
    expect(await set("{}", { "sec-fetch-site": "cross-site" })).toEqual([403, { error: expect.any(String) }]);
    expect(mailbox.faults.mode).toBe("refuse-550");
  });
});

describe("pages", () => {
  test("list the newest first, show one, give it raw and as JSON, and delete all", async () => {
    const mailbox = await open();
    const site = await serve(mailbox);
    expect(await (await fetch(`${site}/mail`)).text()).toContain("No mail yet");
    await send(mailbox, { subject: "Older" });
    await send(mailbox, { subject: "Newer", text: "Sign in: http://127.0.0.1:3000/in?a=1&b=2." });
    const list = await (await fetch(`${site}/mail`)).text();
    expect(list.indexOf("Newer")).toBeGreaterThan(0);
    expect(list.indexOf("Newer")).toBeLessThan(list.indexOf("Older"));
    expect(list).toContain("nothing leaves this machine");
    const json = await (await fetch(`${site}/mail/messages.json`)).json();
    expect(json.map((mail: { subject: string }) => mail.subject)).toEqual(["Older", "Newer"]);
    const id = mailbox.messages()[1]?.id;
    const one = await (await fetch(`${site}/mail/${id}`)).text();
    expect(one).toContain('<a href="http://127.0.0.1:3000/in?a=1&#38;b=2" rel="noreferrer">');
    expect(one).toContain("</a>.");
    const raw = await fetch(`${site}/mail/${id}/raw`);
    expect(raw.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await raw.text()).toContain("Subject: Newer");
    const cleared = await fetch(`${site}/mail/clear`, { method: "POST", redirect: "manual" });
    expect([cleared.status, cleared.headers.get("location"), mailbox.messages().length]).toEqual([303, "/mail", 0]);
    expect((await fetch(`${site}/mail/${id}`)).status).toBe(404);
  });

  test("turn the pages of a long list", async () => {
    const room = roomyFolder();
    undo.push(room.remove);
    const file = join(room.folder, "mail.jsonl");
    const seed = await open();
    await send(seed);
    const [mail] = seed.messages();
    const many = Array.from({ length: 150 }, (_, index) => ({ ...mail, id: `m${index}`, subject: `Letter ${index};` }));
    writeFileSync(file, many.map((one) => `${JSON.stringify(one)}\n`).join(""));
    const site = await serve(await open(file));
    const first = await (await fetch(`${site}/mail`)).text();
    expect([first.includes("Letter 149;"), first.includes("Letter 49;")]).toEqual([true, false]);
    expect(first).toContain('href="/mail?page=2"');
    const second = await (await fetch(`${site}/mail?page=2`)).text();
    expect([second.includes("Letter 49;"), second.includes("Letter 149;")]).toEqual([true, false]);
    expect((await fetch(`${site}/mail?page=nonsense`)).status).toBe(200);
  });

  test("a hostile mail stays text, and its HTML part can run nothing and fetch nothing", async () => {
    const mailbox = await open();
    const site = await serve(mailbox);
    const bomb = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`;
    await send(mailbox, {
      subject: bomb,
      text: `${bomb} http://127.0.0.1/"onmouseover="alert(3) javascript:alert(4)`,
      html: "<script>parent.alert(5)</script><img src=http://127.0.0.1:9/track>",
      headers: { "X-Bomb": bomb },
      attachments: [{ filename: `${bomb}.txt`, content: "x" }],
    });
    const id = mailbox.messages()[0]?.id;
    for (const path of ["/mail", `/mail/${id}`]) {
      const page = await fetch(`${site}${path}`);
      const text = await page.text();
      expect(text).not.toMatch(/<script|<img|<[^>]+onmouseover/i);
      expect(text).not.toMatch(/href="javascript/i);
      expect(text).toContain("&#60;script&#62;alert(1)");
      expect(page.headers.get("content-security-policy")).toMatch(
        /default-src 'none'; style-src 'sha256-.{44}'; frame-src 'self'/,
      );
    }
    const one = await (await fetch(`${site}/mail/${id}`)).text();
    expect(one).toContain(`src="/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"`);
    const part = await fetch(`${site}/mail/${id}/html`);
    const policy = part.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'.*img-src data:.*sandbox allow-popups/);
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-forms/);
    expect(part.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("only their own addresses are answered, and only as they can be asked", async () => {
    const site = await serve(await open());
    expect((await fetch(`${site}/mailbox`)).status).toBe(418);
    expect((await fetch(`${site}/mail/none`)).status).toBe(404);
    expect((await fetch(`${site}/mail`, { method: "DELETE" })).status).toBe(405);
    const head = await fetch(`${site}/mail`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const foreign = { method: "POST", headers: { "sec-fetch-site": "cross-site" } };
    expect((await fetch(`${site}/mail/clear`, foreign)).status).toBe(403);
  });
});
