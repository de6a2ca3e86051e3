/**
 * True where what is told now is what a row says already: asking again then changes no row. Moments are compared by
 * their instant.
 */
export function saidBefore(known: object, told: object): boolean {
  const plain = (value: unknown) => (value instanceof Date ? value.getTime() : value);
  const before = new Map<string, unknown>(Object.entries(known));
  return Object.entries(told).every(([name, value]) => plain(before.get(name)) === plain(value));
}
