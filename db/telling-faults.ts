import { SettingsProblem } from "#app/config/settings.ts";
import { tellFault } from "#app/faults/tell-fault.ts";

/**
 * Runs a command of the owner's. What goes wrong is told by its code and place: the database hangs the row it refused
 * on its error, and Node would print it.
 */
export async function tellingFaults(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (fault) {
    const { code, at } = tellFault(fault);
    const why = fault instanceof SettingsProblem ? fault.message : [`It failed: ${code}`, ...at].join("\n  at ");
    process.stderr.write(`${why}\n`);
    process.exitCode = 1;
  }
}
