import { openSite } from "#server/site.ts";
import { createWeb } from "#server/web.ts";

// The whole site, as it is while it cannot hear what was published: every page is made for whoever asks for it.

const { site } = openSite();
const { settings } = site;
const nobody = "postgres://nobody@127.0.0.1:1/nothing";
const server = await createWeb({ ...site, settings: { ...settings, databaseUrl: nobody } });
server.listen(settings.port, "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
