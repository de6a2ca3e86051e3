/** True for an address that cannot leave this computer. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname;
  return host === "127.0.0.1" || host === "localhost" || host === "[::1]";
}
