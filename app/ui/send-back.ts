/** Sending a pamphlet back, in the words of our terms: the same wherever we promise it. */
export const SEND_BACK =
  "You can send anything back within 14 days of getting it and be refunded, with the postage you paid us; you pay to send it back, unless it was faulty or wrong.";
