/** What kind of fault it was, in one word or two that cannot hold anybody's data. */
export function faultCode(fault: unknown): string {
  if (typeof fault !== "object" || fault === null) return "unknown";
  const code =
    "code" in fault && typeof fault.code === "string" && /^[\w-]{1,40}$/.test(fault.code) ? fault.code : undefined;
  const name = fault.constructor?.name ?? "Error";
  return code ? `${name} ${code}` : name;
}
