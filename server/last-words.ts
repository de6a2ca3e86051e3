import { SettingsProblem } from "#app/config/settings.ts";
import { faultCode } from "#app/faults/fault-code.ts";
import { framesOf, tellFault } from "#app/faults/tell-fault.ts";
import { createLog } from "./log.ts";
import { scrub } from "./scrub.ts";

/** Where a process speaks: the site and its worker in their log, a command on the screen of whoever typed it. */
export type Voice = "log" | "screen";

const LOUD = ["log", "info", "warn", "error", "debug", "trace", "dir", "dirxml", "table", "group"] as const;

/**
 * Says why a process ends. A problem with the settings is a sentence, and so is a command's option that there is not;
 * of any other fault its code and its place: its message, and Node's own print of it, could hold a person's data.
 */
export function sayWhy(fault: unknown, voice: Voice): void {
  if (fault instanceof SettingsProblem || isMistyped(fault)) {
    say(fault.message);
    return;
  }
  const { code, at } = tellFault(fault);
  if (voice === "log") createLog("info").fatal({ code, at }, "the process ends");
  else say(scrub([`It failed: ${code}`, ...at.map((place) => `  at ${place}`)].join("\n")));
}

/** Not by the console, which may be shut. */
const say = (text: string) => process.stderr.write(`${text}\n`);

/** What somebody typed at this command is theirs to see. */
function isMistyped(fault: unknown): fault is Error {
  return fault instanceof Error && /^\w+ ERR_PARSE_ARGS_/.test(faultCode(fault));
}

/**
 * Nothing a process prints may hold data: neither a fault that nobody caught, nor a warning of Node's. The site and its
 * worker have no console either, because libraries print to it what they like: the pages' router an address that it
 * does not know, the queue an error of its own, whole. What they wanted to say is logged by its kind and its place.
 */
export function guardOutput(voice: Voice): void {
  process.on("uncaughtException", (fault) => {
    sayWhy(fault, voice);
    process.exit(1);
  });
  process.removeAllListeners("warning"); // the one that prints them
  if (voice === "screen") return;
  const log = createLog("info");
  process.on("warning", (warning) => {
    log.warn({ code: faultCode(warning), at: framesOf(warning) }, "a warning of Node's");
  });
  for (const method of LOUD) {
    console[method] = (...said: unknown[]) => {
      const fault = said.find((one) => one instanceof Error);
      const told = fault ? tellFault(fault) : { code: "console", at: framesOf(new Error("here")).slice(1, 4) };
      log.warn(told, "a library wrote to the console");
    };
  }
}
