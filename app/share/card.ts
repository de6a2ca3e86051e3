/** What a shared picture says. The kinds are told apart at a glance: by ground, by shape, by their first line. */
export type Card = {
  look: "guide" | "text" | "list" | "news" | "pamphlet" | "site";
  /** What it is, above the title. */
  kicker: string;
  title: string;
  /** Below the title: whose it is, or what it is about. */
  byline: string;
  /** At the foot, to the right: how long, how much, when. */
  note: string;
  /** Who shows it. */
  house: string;
};

export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
