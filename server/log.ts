import { type LogFn, type Logger, pino } from "pino";
import { tellFault } from "#app/faults/tell-fault.ts";
import { scrub } from "./scrub.ts";

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
  "at",
]);

/**
 * JSON lines from an allow-list of fields (reliability.md 5.7), each a word or a number. An error is told by its code
 * and its place, never by its words. Whatever has the shape of a person's data all the same is taken out at the end.
 */
export function createLog(level: string): Logger {
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }), log: named },
    hooks: { logMethod, streamWrite: scrub },
  };
  // Node's own stream and not pino's: that one, at the end of a process whose log nobody reads any more, tries its last
  // line again for ever, and the process never ends
  listenForNobody();
  const log = pino(options, process.stdout);
  // a child of the log would have fields of its own, past the list
  return Object.assign(log, { child: () => log });
}

/** What is named above and holds no more than a word: an object under a name that is allowed could hold anything. */
function named(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => FIELDS.has(name) && isWord(name, value)));
}

function isWord(name: string, value: unknown): boolean {
  if (name === "at") return Array.isArray(value) && value.every((place) => typeof place === "string");
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Left to itself, the logger makes an error's message the line's. */
function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, sentence] = args as unknown[];
  if (first instanceof Error) method.call(this, tellFault(first), typeof sentence === "string" ? sentence : "a fault");
  else method.apply(this, args);
}

let listening = false;

/** A log that nobody reads any more ends neither the site nor the worker. */
function listenForNobody(): void {
  if (listening) return;
  listening = true;
  process.stdout.on("error", () => {});
}
