/** The page of a list that an address asks for. Anything that is not a whole number from 1 is the first. */
export function wholePage(request: Request): number {
  const asked = new URL(request.url).searchParams.get("page") ?? "";
  return /^[1-9][0-9]{0,5}$/.test(asked) ? Number.parseInt(asked, 10) : 1;
}
