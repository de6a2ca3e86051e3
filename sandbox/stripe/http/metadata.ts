import { badParam } from "./refusal.ts";

type Patch = Record<string, string | number | null> | "" | null | undefined;

/**
 * Metadata after an update: an empty value removes a key, an empty whole removes all. At most 50 keys, of at most
 * 40 characters, with values of at most 500.
 */
export function mergedMetadata(
  current: Record<string, string>,
  patch: Patch,
  param = "metadata",
): Record<string, string> {
  if (patch === undefined) return current;
  if (patch === null || patch === "") return {};
  const result = { ...current };
  for (const [key, value] of Object.entries(patch)) {
    if (value === "" || value === null) {
      delete result[key];
      continue;
    }
    const text = String(value);
    if (key.length > 40)
      throw badParam(`${param}[${key}]`, `Metadata keys have at most 40 characters; '${key}' has ${key.length}.`);
    if (text.length > 500)
      throw badParam(`${param}[${key}]`, `Metadata values have at most 500 characters; '${key}' has ${text.length}.`);
    result[key] = text;
  }
  if (Object.keys(result).length > 50)
    throw badParam(param, `Metadata has at most 50 keys; this would make ${Object.keys(result).length}.`);
  return result;
}
