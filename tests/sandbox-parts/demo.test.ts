import { spawnSync } from "node:child_process";
import { existsSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { describe, expect, test } from "vitest";
import { until } from "#sandbox/postgres/processes.ts";
import { demoStage, json, kill, running, stop, survivors } from "./demo-stage.ts";
import { isRoot, ORDINARY } from "./holding.ts";

const { checkout, start } = demoStage();

describe("the demo", { timeout: 90_000 }, () => {
  test("starts everything, says so in one line, ends everything on Ctrl-C, and keeps its data", async () => {
    const from = await checkout();
    const demo = start(from);
    const said = await demo.until("ready http");
    const steps = said.split("\n").filter((line) => / … [\d.]+ s$/.test(line));
    expect(steps.map((line) => line.replace(/\d+\.\d s$/, "N s"))).toEqual(
      ["postgres", "sandbox", "migrate", "seed", "build", "site"].map((name) => `${name} … N s`),
    );
    expect(said.match(/^ready .*$/gm)).toEqual([`ready ${from.site}  sandbox ${from.sandbox}`]);
    expect(said).toContain("[web] the web says hello");
    expect(await json(from.site)).toEqual({ starts: 1, who: "pamphleteer_app" });
    expect(statSync(join(from.root, ".data/secrets.json")).mode & 0o777).toBe(0o600);
    const pids = await running(from);
    expect(survivors(pids).sort()).toEqual(["postgres", "sandbox", "web", "worker"]);
    expect(await stop(demo)).toBe(0);
    expect(survivors(pids)).toEqual([]);

    const again = start(from);
    expect(await again.until("ready http")).not.toContain("build …");
    expect(await json(from.site)).toEqual({ starts: 2, who: "pamphleteer_app" });
    expect(await stop(again, "SIGTERM")).toBe(0);
    expect(survivors(from.pids())).toEqual([]);
  });

  test("hands out settings of its own, whatever the machine's environment says", async () => {
    const from = await checkout();
    const strange = {
      STRIPE_SECRET_KEY: "sk_live_mine",
      STRIPE_HOST: "api.stripe.com",
      HOST: "0.0.0.0",
      PGSSLMODE: "require",
    };
    const demo = start(from, [], { ...strange, PARTY_NAME: "Ours" });
    await demo.until("ready http");
    const env = await json(`${from.site}/env`);
    expect(env).toMatchObject({
      NODE_ENV: "production",
      PAMPHLETEER_ENV: "sandbox",
      HOST: "127.0.0.1",
      SITE_URL: from.site,
      STRIPE_HOST: "127.0.0.1",
      STRIPE_PORT: from.env.SANDBOX_PORT,
      STRIPE_PROTOCOL: "http",
      STRIPE_SECRET_KEY: expect.stringMatching(/^sk_test_sandbox\w+$/),
      STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_\w{16,}$/),
      FORM_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      PARTY_NAME: "Ours",
    });
    expect(env.PGSSLMODE).toBeUndefined();
    expect(await json(`${from.sandbox}/v1/toy`)).toEqual({
      secretKey: env.STRIPE_SECRET_KEY,
      webhook: { url: `${from.site}/webhooks/stripe`, secret: env.STRIPE_WEBHOOK_SECRET },
      journalFile: join(from.root, ".data/sandbox/stripe.jsonl"),
    });
    const welcome = await (await fetch(from.sandbox)).text();
    expect(welcome).toContain(`href="${from.site}"`);
    expect(welcome).toContain("4242 4242 4242 4242");
    expect(welcome).toContain('href="/mail"');
    expect((await fetch(`${from.sandbox}/nothing`)).status).toBe(404);
    await nodemailer
      .createTransport(env.SMTP_URL)
      .sendMail({ from: "a@party.example", to: "b@party.example", subject: "Kept" });
    expect(await (await fetch(`${from.sandbox}/mail`)).text()).toContain("Kept");
    await stop(demo);
    const again = start(from);
    await again.until("ready http");
    expect(await (await fetch(`${from.sandbox}/mail`)).text()).toContain("Kept");
  });

  test("works right after kill -9, which ends what it had started", async () => {
    const from = await checkout();
    from.setMood("slow to go");
    const demo = start(from);
    await demo.until("ready http");
    const pids = await running(from);
    demo.child.kill("SIGKILL");
    await demo.ended;
    const again = start(from);
    await again.until("ready http");
    expect(await until(() => survivors(pids).length === 0, 30_000)).toBe(true);
    expect(await json(from.site)).toMatchObject({ starts: 2 });
  });

  test.runIf(isRoot)("runs as an ordinary account as well", async () => {
    const from = await checkout();
    spawnSync("chown", ["-R", `${ORDINARY.uid}:${ORDINARY.gid}`, from.root]);
    const demo = start(from, [], {}, ORDINARY);
    await demo.until("ready http");
    expect(await json(from.site)).toMatchObject({ starts: 1 });
    const pids = await running(from);
    expect(statSync(join(from.root, ".data/secrets.json")).uid).toBe(ORDINARY.uid);
    expect(await stop(demo)).toBe(0);
    expect(survivors(pids)).toEqual([]);
  });

  test.each(["web", "worker", "sandbox", "postgres"])(
    "ends everything when its %s dies, and says so",
    async (victim) => {
      const from = await checkout();
      const demo = start(from);
      await demo.until("ready http");
      const pids = await running(from);
      if (victim === "web") await fetch(`${from.site}/crash`).catch(() => {});
      else kill(pids[victim]);
      expect(await demo.ended).toBe(1);
      if (victim === "web")
        expect(demo.said()).toMatch(
          /web ended unexpectedly \(code 3\)\. Its last lines:\n(.*\n)*? {2}the boiler burst/,
        );
      else
        expect(demo.said()).toMatch(
          victim === "postgres" ? /PostgreSQL ended by itself/ : `${victim} ended unexpectedly (signal SIGKILL)`,
        );
      expect(survivors(pids)).toEqual([]);
    },
  );

  test("shows why a command or the site does not start, and ends everything", async () => {
    const from = await checkout();
    from.setMood("bad migration");
    const one = start(from);
    expect(await one.ended).toBe(1);
    expect(one.said()).toMatch(/migrate ended unexpectedly \(code 1\)[\s\S]*relation is crooked/);
    from.setMood("web will not start");
    const two = start(from);
    expect(await two.ended).toBe(1);
    expect(two.said()).toContain("  Cannot start: PARTY_NAME is missing.");
    expect(two.said()).not.toContain("ready http");
    expect(survivors(from.pids())).toEqual([]);
  });

  test("can be ended in the middle of a build, and builds again next time", async () => {
    const from = await checkout();
    from.setMood("slow build");
    const demo = start(from);
    await demo.until("build …");
    expect(
      await until(() => from.pids().build !== undefined && existsSync(join(from.root, "build/server")), 20_000),
    ).toBe(true);
    const pids = from.pids();
    expect(await stop(demo)).toBe(0);
    expect(survivors(pids)).toEqual([]);
    from.setMood("");
    const again = start(from);
    expect(await again.until("ready http")).toContain("build …");
    await stop(again);
    const later = new Date(Date.now() + 5_000);
    utimesSync(join(from.root, "app/page.ts"), later, later);
    const changed = start(from);
    expect(await changed.until("site …")).toContain("build …");
  });
});
