/** An email we write. Plain text is the letter; the HTML part is the same words. */
export type Letter = {
  to: string;
  /** Who it comes from on the envelope: the press for parcels, the party for the rest. */
  from: "press" | "party";
  /** Says nothing of politics, membership or anybody's name: subjects are seen on locked phones. */
  subject: string;
  /** Paragraphs. One that holds line breaks keeps them. */
  paragraphs: string[];
  replyTo?: string;
};
