/** Enough of an email address for its owner to know it: `a•••@example.org`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at < 1 ? "•••" : `${[...email][0]}•••${email.slice(at)}`;
}

/** The last three digits of a phone number. */
export function maskPhone(phone: string): string {
  return `••• ${phone.replace(/[^0-9]/gu, "").slice(-3)}`;
}
