import { formatPence, type Pence } from "#app/money/pence.ts";

/**
 * The fixed words above the buttons of the donate page (uk-rules.md 1.16). They are kept with each donation, so that it
 * can be shown later what the giver was told; a change here changes the page and what is kept together.
 */
export function giftWording(party: { name: string; purpose: string }, floor: Pence): string {
  return [
    `Your donation goes to the ${party.name} for ${party.purpose}.`,
    `Over ${formatPence(floor)} we must check who gives.`,
    "The Electoral Commission may publish a donor’s name and amount, not an individual’s address.",
    "A donation we may not accept goes back.",
  ].join(" ");
}
