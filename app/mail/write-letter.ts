import type { Settings } from "#app/config/settings.ts";
import type { Reader } from "#db/client.ts";
import type { Letter } from "./letter.ts";
import { alreadyAMember } from "./letters/already-a-member.ts";
import { applicationForOfficers } from "./letters/application-for-officers.ts";
import { applicationReceived } from "./letters/application-received.ts";
import { directDebitSetUp } from "./letters/direct-debit-set-up.ts";
import { donationReceipt } from "./letters/donation-receipt.ts";
import { duesOwedBack } from "./letters/dues-owed-back.ts";
import { orderLate } from "./letters/order-late.ts";
import { orderReceipt } from "./letters/order-receipt.ts";
import { questionForOfficers } from "./letters/question-for-officers.ts";
import { questionReceived } from "./letters/question-received.ts";
import { recurringDonationEnded } from "./letters/recurring-donation-ended.ts";
import type { LetterName } from "./outbox.ts";

/** What writing a letter takes: the rows as they are now and the house's facts. */
export type Desk = { db: Reader; settings: Settings };
export type LetterWriter = (desk: Desk, refId: string) => Promise<Letter | undefined>;

const WRITERS: Record<LetterName, LetterWriter> = {
  "already-a-member": alreadyAMember,
  "application-for-officers": applicationForOfficers,
  "application-received": applicationReceived,
  "direct-debit-set-up": directDebitSetUp,
  "donation-receipt": donationReceipt,
  "dues-owed-back": duesOwedBack,
  "order-late": orderLate,
  "order-receipt": orderReceipt,
  "question-for-officers": questionForOfficers,
  "question-received": questionReceived,
  "recurring-donation-ended": recurringDonationEnded,
};

/** Writes a letter from what the database holds now; undefined where there is nobody to send it to. */
export async function writeLetter(desk: Desk, letter: string, refId: string): Promise<Letter | undefined> {
  const writer = WRITERS[letter as LetterName];
  if (!writer) throw new Error("no such letter");
  return writer(desk, refId);
}
