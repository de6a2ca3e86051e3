import type { Settings } from "#app/config/settings.ts";
import type { Reader } from "#db/client.ts";
import type { Letter } from "./letter.ts";
import { alreadyAMember } from "./letters/already-a-member.ts";
import { applicationForOfficers } from "./letters/application-for-officers.ts";
import { applicationReceived } from "./letters/application-received.ts";
import { arrearsForOfficers } from "./letters/arrears-for-officers.ts";
import { arrearsReminder } from "./letters/arrears-reminder.ts";
import { arrearsSecondReminder } from "./letters/arrears-second-reminder.ts";
import { directDebitSetUp } from "./letters/direct-debit-set-up.ts";
import { disputeForOfficers } from "./letters/dispute-for-officers.ts";
import { disputeOverForOfficers } from "./letters/dispute-over-for-officers.ts";
import { donationReceipt } from "./letters/donation-receipt.ts";
import { duesEnded } from "./letters/dues-ended.ts";
import { duesOwedBack } from "./letters/dues-owed-back.ts";
import { instalmentMissed } from "./letters/instalment-missed.ts";
import { orderLate } from "./letters/order-late.ts";
import { orderReceipt } from "./letters/order-receipt.ts";
import { owedBackForOfficers } from "./letters/owed-back-for-officers.ts";
import { paidTwice } from "./letters/paid-twice.ts";
import { paymentBounced } from "./letters/payment-bounced.ts";
import { promiseChanged } from "./letters/promise-changed.ts";
import { questionForOfficers } from "./letters/question-for-officers.ts";
import { questionReceived } from "./letters/question-received.ts";
import { recurringDonationEnded } from "./letters/recurring-donation-ended.ts";
import { refundFailedForOfficers } from "./letters/refund-failed-for-officers.ts";
import { refundSent } from "./letters/refund-sent.ts";
import type { LetterName } from "./outbox.ts";

/** What writing a letter takes: the rows as they are now and the house's facts. */
export type Desk = { db: Reader; settings: Settings };
export type LetterWriter = (desk: Desk, refId: string) => Promise<Letter | undefined>;

const WRITERS: Record<LetterName, LetterWriter> = {
  "already-a-member": alreadyAMember,
  "application-for-officers": applicationForOfficers,
  "application-received": applicationReceived,
  "arrears-for-officers": arrearsForOfficers,
  "arrears-reminder": arrearsReminder,
  "arrears-second-reminder": arrearsSecondReminder,
  "direct-debit-set-up": directDebitSetUp,
  "dispute-for-officers": disputeForOfficers,
  "dispute-over-for-officers": disputeOverForOfficers,
  "donation-receipt": donationReceipt,
  "dues-ended": duesEnded,
  "dues-owed-back": duesOwedBack,
  "instalment-missed": instalmentMissed,
  "order-late": orderLate,
  "order-receipt": orderReceipt,
  "owed-back-for-officers": owedBackForOfficers,
  "paid-twice": paidTwice,
  "payment-bounced": paymentBounced,
  "promise-changed": promiseChanged,
  "question-for-officers": questionForOfficers,
  "question-received": questionReceived,
  "recurring-donation-ended": recurringDonationEnded,
  "refund-failed-for-officers": refundFailedForOfficers,
  "refund-sent": refundSent,
};

/** Writes a letter from what the database holds now; undefined where there is nobody to send it to. */
export async function writeLetter(desk: Desk, letter: string, refId: string): Promise<Letter | undefined> {
  const writer = WRITERS[letter as LetterName];
  if (!writer) throw new Error("no such letter");
  return writer(desk, refId);
}
