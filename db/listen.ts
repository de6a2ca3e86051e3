import pg from "pg";

/** How often the connection is asked whether it lives, how long its answer may take, and how soon a lost one is replaced. */
const PULSE_MS = 2_000;
const SILENCE_MS = 3_000;
const AGAIN_MS = 500;

export type Listener = {
  /** Something was told, in these words: every notice that came before this was heard too. */
  heard(words: string): void;
  /** The connection stands, from now on nothing is missed. What was told before may have been. */
  listening(): void;
  /** The connection is gone or silent: from now on notices may be missed. */
  deaf(): void;
};

/**
 * Hears what is told on a channel of Postgres (LISTEN), on a connection of its own, and listens again where that is
 * lost. A connection that is silent, as one to a machine that is gone is for ever, counts as lost. Never throws; a
 * database that cannot be reached is asked again and again. Gives what ends it.
 */
export function listenTo(url: string, channel: "pages", listener: Listener): () => Promise<void> {
  let ended = false;
  let client: pg.Client | undefined;
  let pulse: NodeJS.Timeout | undefined;
  let again: NodeJS.Timeout | undefined;

  const lose = (lost: pg.Client) => {
    if (client !== lost) return;
    client = undefined;
    clearInterval(pulse);
    listener.deaf();
    lost.end().catch(() => {});
    if (!ended) again = setTimeout(begin, AGAIN_MS);
  };

  const begin = () => {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: SILENCE_MS,
      query_timeout: SILENCE_MS,
      keepAlive: true,
    });
    client = fresh;
    fresh.on("error", () => lose(fresh));
    fresh.on("end", () => lose(fresh));
    fresh.on("notification", ({ payload }) => listener.heard(payload ?? ""));
    fresh
      .connect()
      .then(() => fresh.query(`listen ${channel}`))
      .then(() => {
        if (client !== fresh) return;
        listener.listening();
        pulse = setInterval(() => fresh.query("select 1").catch(() => lose(fresh)), PULSE_MS);
      })
      .catch(() => lose(fresh));
  };
  begin();

  return async () => {
    ended = true;
    clearTimeout(again);
    const last = client;
    client = undefined;
    clearInterval(pulse);
    await last?.end().catch(() => {});
  };
}
