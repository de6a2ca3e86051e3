import { type Logger, pino } from "pino";

/** The only fields a log line may have. What is not named here is not written: no address, no name, no email, no body. */
const FIELDS = new Set([
  "level",
  "time",
  "msg",
  "code",
  "requestId",
  "route",
  "method",
  "status",
  "ms",
  "event",
  "letter",
  "port",
  "version",
]);

/** JSON lines from an allow-list of fields (reliability.md 5.7). Errors are logged by their code, never as objects. */
export function createLog(level: string): Logger {
  const options = {
    level,
    base: null,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => Object.fromEntries(Object.entries(fields).filter(([name]) => FIELDS.has(name))),
    },
  };
  // Node's own stream and not pino's: that one, at the end of a process whose log nobody reads any more, tries its last
  // line again for ever, and the process never ends
  listenForNobody();
  return pino(options, process.stdout);
}

let listening = false;

/** A log that nobody reads any more ends neither the site nor the worker. */
function listenForNobody(): void {
  if (listening) return;
  listening = true;
  process.stdout.on("error", () => {});
}
