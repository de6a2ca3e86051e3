/**
 * Something the person at the keyboard can put right: the message is whole sentences that name the cause and the
 * remedy. Whoever starts things prints the message alone and ends with code 1; a stack trace would only hide it.
 */
export class Trouble extends Error {
  override name = "Trouble";
}

/** The system's code of a failed file or process call, such as "EACCES"; empty where there is none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

const REASONS: Record<string, string> = {
  ENOENT: "the system makes no folders there",
  EACCES: "permission is refused",
  EPERM: "permission is refused",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of that path is a file",
  EEXIST: "there is a file of that name",
};

/** Turns a failed write into a {@link Trouble} that names the folder; other errors are handed back as they are. */
export function unwritable(folder: string, error: unknown): unknown {
  const reason = REASONS[systemCode(error)];
  return reason === undefined
    ? error
    : new Trouble(`Cannot write to the folder ${folder}: ${reason}. Choose another one with DATA_DIR.`);
}
