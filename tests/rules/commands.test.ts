import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GiftsPaused } from "#app/giving/pause.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, pay } from "../support/money.ts";
import { testEnvironment } from "../support/settings.ts";

/** The commands a keeper types, as they are started by `npm run`. */
const ROOT = join(import.meta.dirname, "../..");

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

function command(name: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { settings } = house.site;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    ...testEnvironment({
      PATH: process.env.PATH,
      SITE_URL: settings.siteUrl,
      DATABASE_URL: house.database.appUrl,
      STRIPE_PORT: String(settings.stripe.port),
      SMTP_URL: settings.mail.smtpUrl,
      LOG_LEVEL: "silent",
    }),
  };
  const child = spawn(process.execPath, [`server/commands/${name}.ts`, ...args], { cwd: ROOT, env });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
}

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

describe("npm run reconcile", () => {
  test("finds what nobody told us of and ends with one line", async () => {
    house.stripe.setWebhook(undefined);
    await pay(house, await askToGive(house, 1000));
    const before = await command("money");
    expect(before.code).toBe(0);
    expect(before.out).toContain("Stripe £9.65 · ledger 0p · difference £9.65\n");
    expect(before.out).toContain("£9.65: 1 booked by Stripe since the last walk through its lists");
    const run = await command("reconcile");
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^\d+ looked at, \d+ settled, 0 made again, 0 failed\n/);
    expect(lastLine(run.out)).toBe("Stripe £9.65 · ledger £9.65 · difference 0p");
    expect((await command("money")).out).toBe("Stripe £9.65 · ledger £9.65 · difference 0p\n");
    const again = await command("reconcile", "--json");
    expect(JSON.parse(lastLine(again.out) ?? "")).toMatchObject({ differencePence: 0, recovered: 0, faults: 0 });
  });

  test("exits with 1 while Stripe cannot be asked, and says so in the log, not in numbers", async () => {
    Object.assign(house.stripe.chaos.answers, { only: "GET /v1/balance*", resetBeforeRate: 1 });
    const run = await command("reconcile");
    house.stripe.chaos.answers.resetBeforeRate = 0;
    expect(run.code).toBe(1);
    expect(run.out).not.toContain("difference");
  });
});

describe("npm run gifts", () => {
  test("pauses gifts with who and why, closes open pages where it is told to, and takes gifts again", async () => {
    expect(await command("gifts")).toMatchObject({ code: 1, err: expect.stringContaining("Say what to do") });
    expect((await command("gifts", "pause", "--why", "no name")).code).toBe(1);
    expect((await command("gifts", "state")).out).toBe("Gifts are taken.\n");
    const checkout = await askToGive(house, 1000);
    const paused = await command("gifts", "pause", "--by", "the keeper", "--why", "somebody tries cards");
    expect(paused).toMatchObject({ code: 0, err: "" });
    expect(paused.out).toMatch(
      /^Gifts are paused since \S+ by the keeper: somebody tries cards\. 1 page opened at Stripe before can still be paid\.\n$/,
    );
    await expect(askToGive(house, 1000)).rejects.toThrow(GiftsPaused);
    const again = await command("gifts", "pause", "--by", "another", "--why", "again", "--close");
    expect(again.out).toMatch(/^They were paused already\.\nGifts are paused .* by the keeper: .* 0 pages opened/);
    await expect(pay(house, checkout)).rejects.toThrow();
    expect((await command("gifts", "resume", "--by", "the keeper")).out).toBe("Gifts are taken.\n");
    expect((await command("gifts", "resume", "--by", "the keeper")).out).toContain("They were not paused.");
    await askToGive(house, 1000);
    const acts = await house.site.db.selectFrom("audit_log").select(["actor", "action"]).orderBy("seq").execute();
    expect(acts).toEqual([
      { actor: "command", action: "gifts paused" },
      { actor: "command", action: "gifts resumed" },
    ]);
  });
});

describe("npm run refund", () => {
  test("sends back what a payer's reference names, in parts; says what is wrong with anything else", async () => {
    await pay(house, await askToBuy(house, [{ slug: "in-defence-of-october", quantity: 1 }]));
    await house.quiet();
    const { public_ref } = await house.site.db.selectFrom("orders").select("public_ref").executeTakeFirstOrThrow();
    const why = ["--reason", "damaged in the post"];
    expect(await command("refund")).toMatchObject({
      code: 1,
      err: expect.stringContaining("Say which payment and why"),
    });
    expect(await command("refund", public_ref, "--amount", "1.005", ...why)).toMatchObject({
      code: 1,
      err: "1.005 is no amount. Write it like 2.00.\n",
    });
    expect(await command("refund", public_ref, "--amount", "2.00", ...why)).toMatchObject({
      code: 1,
      err: "That is more than is left of this payment.\n",
    });
    expect(await command("refund", "P-NONE-SUCH", ...why)).toMatchObject({
      code: 1,
      err: "No payment is known by P-NONE-SUCH.\n",
    });
    const first = await command("refund", public_ref, "--amount", "0.50", ...why);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining(`A refund of 50p of ${public_ref} is asked for.`),
    });
    const rest = await command("refund", public_ref, ...why);
    expect(rest.out).toContain("A refund of £1.10");
    await house.quiet();
    const sent = (await house.site.stripe.refunds.list({ limit: 10 })).data.map((refund) => refund.amount);
    expect(sent.sort()).toEqual([110, 50]);
    expect(await command("refund", public_ref, ...why)).toMatchObject({ code: 1 });
  });
});

test("npm run check says that the books are sound, or what cannot be", async () => {
  expect(await command("check")).toMatchObject({ code: 0, out: "The books are sound.\n" });
  await house.database.owner.query("update stock set reserved = 1 where on_hand > 0");
  const found = await command("check");
  expect(found.code).toBe(1);
  expect(found.out).toContain("stock: what is reserved is not what orders hold:");
  await house.database.owner.query("update stock set reserved = 0");
});
