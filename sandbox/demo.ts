import { join } from "node:path";
import { buildScript, isBuildStale } from "./demo/build.ts";
import { readSecrets, takeDataFolder } from "./demo/data-folder.ts";
import { prepareEnding } from "./demo/ending.ts";
import { sandboxEnvironment, siteEnvironment } from "./demo/environment.ts";
import { emptyDatabase } from "./demo/own-database.ts";
import { openScreen } from "./demo/screen.ts";
import { checkPorts, runCommand, startDatabase, startSandbox, startService, waitUntilReady } from "./demo/steps.ts";
import { readWishes, type Wishes } from "./demo/wishes.ts";

// `npm run demo`: the whole site on this machine. `npm run demo -- --help` says what can be chosen.

const screen = openScreen();
const ending = prepareEnding(screen.line);
const stage = { screen, ending };

async function demo(wishes: Wishes): Promise<void> {
  const site = `http://127.0.0.1:${wishes.port}`;
  await checkPorts(wishes);
  ending.add(await takeDataFolder(wishes.dataDir, wishes.fresh, screen.line));
  if (wishes.fresh && wishes.database) await emptyDatabase(wishes.database.ownerUrl, screen.line);
  const secrets = readSecrets(wishes.dataDir);

  const database = await screen.step("postgres", () => startDatabase(wishes, stage));
  const sandboxEnv = sandboxEnvironment(wishes, secrets, join(wishes.dataDir, "sandbox"));
  const smtpUrl = await screen.step("sandbox", () => startSandbox(sandboxEnv, stage));
  const env = { ...siteEnvironment(wishes, secrets, database), SMTP_URL: smtpUrl };
  await screen.step("migrate", () => runCommand("migrate", ["db/migrate.ts"], env, stage));
  await screen.step("seed", () => runCommand("seed", ["db/seed/seed.ts"], env, stage));
  if (isBuildStale()) await screen.step("build", () => runCommand("build", buildScript(), env, stage));
  await screen.step("site", () => {
    startService("web", ["server/main.ts"], env, stage);
    startService("worker", ["server/worker.ts"], env, stage);
    return waitUntilReady(site);
  });
  screen.line(`ready ${site}  sandbox http://127.0.0.1:${wishes.sandboxPort}`);
}

try {
  const wishes = readWishes(process.argv.slice(2), process.env);
  if (wishes !== undefined) await demo(wishes);
} catch (error) {
  await ending.fail(error);
}
