/** A connection to Postgres, to Stripe or to the mail server that failed, and a Postgres that starts or stops. */
const AWAY = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  // SQLSTATE: connections failed or broken off, too many of them, ended by an operator, crashed, starting or stopping
  ...["08000", "08001", "08003", "08004", "08006", "53300", "57P01", "57P02", "57P03", "57P05"],
  // SQLSTATE: waited too long for an answer or a lock, as while the schema is changed; a copy that can only be read
  ...["57014", "55P03", "25006"],
]);

/** What pg says of a connection that is gone, without a code. */
const GONE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

/** True where something this site needs is away for the moment, and false where the fault is our own. */
export function isOutage(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if ("code" in fault && typeof fault.code === "string" && AWAY.has(fault.code)) return true;
  // where Postgres is reached by a socket in the file system
  if ("syscall" in fault && fault.syscall === "connect") return true;
  return GONE.test(fault.message) || (fault.cause !== undefined && isOutage(fault.cause));
}
