const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for what can be an id of a row of ours. Anything else must not reach the database, which would call it a fault. */
export function isRowId(text: string | null | undefined): text is string {
  return typeof text === "string" && UUID.test(text);
}
