/** A path on this site that a form may lead back to. Undefined for anything that could lead anywhere else. */
export function localPath(asked: unknown): string | undefined {
  if (typeof asked !== "string" || !/^\/(?![/\\])[\w\-./~]*$/.test(asked)) return undefined;
  return asked;
}
