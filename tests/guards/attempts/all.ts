import type { Attempt } from "../attempt.ts";
import { BALANCE, LEDGER } from "./books.ts";
import { COLUMNS_OF_THE_LAW } from "./columns.ts";
import { CROWDS } from "./crowds.ts";
import { GIFTS, LAW } from "./gifts.ts";
import { KEYS } from "./keys.ts";
import { AUDIT, LETTERS } from "./letters.ts";
import { LIMITS_AND_PAUSES } from "./limits.ts";
import { PAGES } from "./pages.ts";
import { PAYMENTS } from "./payments.ts";
import { PROMISES } from "./promises.ts";
import { READING } from "./reading.ts";
import { REFUNDS } from "./refunds.ts";
import { RIGHTS_OF_THE_SITE } from "./rights.ts";
import { SHOP } from "./shop.ts";
import { STANDINGS } from "./standings.ts";
import { STATES } from "./states.ts";

/** Every attempt there is; the quick ones first, those of many at once last. */
export const ATTEMPTS: Attempt[] = [
  ...SHOP,
  ...PROMISES,
  ...PAYMENTS,
  ...GIFTS,
  ...LAW,
  ...REFUNDS,
  ...LEDGER,
  ...BALANCE,
  ...AUDIT,
  ...LETTERS,
  ...READING,
  ...STANDINGS,
  ...LIMITS_AND_PAUSES,
  ...COLUMNS_OF_THE_LAW,
  ...STATES,
  ...KEYS,
  ...RIGHTS_OF_THE_SITE,
  ...PAGES,
  ...CROWDS,
];
