/** Digits of a phone number, for a link that rings it. */
const phoneLink = (phone: string) => `tel:${phone.replace(/^0/, "+44").replace(/[^+\d]/g, "")}`;

/** A phone number that rings when pressed and is never broken over two lines. */
export function Phone({ number, className }: { number: string; className?: string }) {
  return (
    <a className={className} href={phoneLink(number)}>
      {number.replaceAll(" ", "\u00a0")}
    </a>
  );
}
