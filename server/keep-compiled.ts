import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * Has Node keep what it compiled beside the build, so that the next start need not take the types off every file again.
 * In a folder that only we write to: from the machine's shared one, anybody's code might come. Nothing where we may not.
 */
export function keepCompiled(): void {
  enableCompileCache(join(import.meta.dirname, "../build/compiled"));
}
