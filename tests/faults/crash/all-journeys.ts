import { ASK, BUY, BUY_BACK_FIRST, GIVE, GIVE_MONTHLY, JOIN, type Journey } from "./journeys.ts";
import { REFUND_JOURNEYS } from "./refund-journeys.ts";

/** Every journey on which a crash is tried. */
export const JOURNEYS: readonly Journey[] = [BUY, BUY_BACK_FIRST, GIVE, GIVE_MONTHLY, JOIN, ASK, ...REFUND_JOURNEYS];
