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
  return pino({
    level,
    base: null,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => FIELDS.has(name))),
    },
  });
}
