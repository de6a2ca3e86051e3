import { keepCompiled } from "./keep-compiled.ts";

// all else is loaded after this, or it would be compiled before anything is kept
keepCompiled();
const [{ SettingsProblem }, { warnOfTalkativeDatabase }, { onEnd, openSite, start }, { createWeb }] = await Promise.all(
  [import("#app/config/settings.ts"), import("./database-log.ts"), import("./site.ts"), import("./web.ts")],
);

await start(async () => {
  const { site, close } = openSite();
  let ending = false;
  const server = await createWeb(site, { isEnding: () => ending });
  await new Promise<void>((listening, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      fail(
        error.code === "EADDRINUSE"
          ? new SettingsProblem(`Port ${site.settings.port} is taken. Set PORT to another.`)
          : error,
      );
    });
    server.listen(site.settings.port, site.settings.host, listening);
  });
  site.log.info({ port: site.settings.port }, "the site is open");
  void warnOfTalkativeDatabase(site);
  onEnd(async () => {
    ending = true;
    // requests under way are finished; idle connections are not waited for
    const closed = new Promise((done) => server.close(done));
    server.closeIdleConnections();
    await closed;
    await close();
  });
}, "log");
