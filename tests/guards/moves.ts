import { NOW, STANDING } from "./rows/standing.ts";
import type { Row } from "./scene.ts";

export type Subject = {
  table: string;
  /** The state a row is made in. */
  first: string;
  /** True where a row may also be made in another state: a mirror of what Stripe has. */
  mirror?: boolean;
  /** From each state, where it may go. */
  moves: Record<string, string>;
  /** What a row in a state must have besides; `nowhere`: in one that there is not. */
  with?: Record<string, Row>;
};

const OVER = { decided_at: NOW, decided_by: STANDING.otherPerson };
const REGISTER = { register_name: "Ada Example", register_address: "2 Example Road" };
const DECIDED = { ...OVER, decision_reason: "on the register", ...REGISTER };
const SEEN = { done_at: NOW, reason: "looked at" };
const SENT = { stripe_refund_id: "re_moved" };
const PAGE = { session_id: "cs_moved" };
const PAID = { paid_at: NOW };

/** Where each thing that has a state may go (reliability.md, section 3); written down here a second time on purpose. */
export const SUBJECTS: Record<string, Subject> = {
  "typo report": {
    table: "typo_reports",
    first: "waiting",
    moves: { waiting: "accepted declined", accepted: "", declined: "" },
    with: { accepted: { closed_at: NOW }, declined: { closed_at: NOW } },
  },
  order: {
    table: "orders",
    first: "awaiting_payment",
    moves: {
      awaiting_payment: "paid expired cancelled",
      expired: "paid paid_late",
      cancelled: "paid paid_late",
      paid_late: "paid",
      paid: "packed",
      packed: "dispatched",
      dispatched: "returned",
      returned: "",
    },
    with: { paid: PAID, packed: PAID, dispatched: PAID, returned: PAID },
  },
  reservation: {
    table: "reservations",
    first: "held",
    moves: { held: "sold released", released: "sold", sold: "" },
  },
  checkout: {
    table: "checkouts",
    first: "prepared",
    moves: {
      prepared: "open processing paid expired failed",
      open: "processing paid expired failed",
      processing: "paid failed",
      failed: "paid",
      paid: "",
      expired: "",
    },
    with: { open: PAGE, processing: PAGE, paid: PAGE, nowhere: PAGE },
  },
  payment: {
    table: "payments",
    first: "succeeded",
    moves: {
      succeeded: "disputed won lost",
      disputed: "won lost succeeded",
      won: "disputed lost",
      lost: "won disputed",
    },
  },
  refund: {
    table: "refunds",
    first: "requested",
    mirror: true,
    moves: {
      requested: "pending succeeded failed cancelled",
      pending: "succeeded failed cancelled",
      succeeded: "failed",
      failed: "",
      cancelled: "",
    },
    with: { pending: SENT, succeeded: SENT },
  },
  "regulated donation": {
    table: "regulated_donations",
    first: "received",
    moves: {
      received: "checking accepted returned forfeited",
      checking: "received accepted returned forfeited",
      accepted: "",
      returned: "",
      forfeited: "",
    },
    with: { accepted: DECIDED, returned: DECIDED, forfeited: DECIDED },
  },
  "recurring donation": {
    table: "recurring_donations",
    first: "incomplete",
    moves: {
      incomplete: "active past_due paused cancelled",
      active: "past_due paused cancelled",
      past_due: "active paused cancelled",
      paused: "active past_due cancelled",
      cancelled: "",
    },
  },
  membership: {
    table: "memberships",
    first: "incomplete",
    moves: {
      incomplete: "active past_due paused cancelled duplicate",
      active: "past_due paused cancelled",
      past_due: "active paused cancelled",
      paused: "active past_due cancelled",
      cancelled: "",
      duplicate: "",
    },
  },
  application: {
    table: "applications",
    first: "started",
    moves: {
      started: "waiting withdrawn",
      waiting: "accepted declined withdrawn",
      accepted: "",
      declined: "",
      withdrawn: "",
    },
    with: {
      waiting: { submitted_at: NOW },
      withdrawn: { submitted_at: NOW },
      accepted: { submitted_at: NOW, ...OVER },
      declined: { submitted_at: NOW, ...OVER },
      nowhere: { submitted_at: NOW },
    },
  },
  event: {
    table: "stripe_events",
    first: "received",
    moves: { received: "done ignored parked", parked: "done ignored", done: "", ignored: "" },
    with: { done: SEEN, ignored: SEEN, parked: SEEN, nowhere: SEEN },
  },
  letter: {
    table: "outbox",
    first: "queued",
    moves: {
      queued: "sending dead",
      sending: "sent failed dead",
      failed: "sending dead",
      sent: "",
      dead: "",
    },
    with: {
      sent: { sent_at: NOW },
      queued: { sent_at: null },
      sending: { sent_at: null },
      failed: { sent_at: null },
      dead: { sent_at: null },
    },
  },
  payout: {
    table: "payouts",
    first: "pending",
    mirror: true,
    moves: {
      pending: "in_transit paid failed canceled",
      in_transit: "paid failed canceled",
      paid: "failed",
      failed: "",
      canceled: "",
    },
  },
  dispute: {
    table: "disputes",
    first: "inquiry",
    mirror: true,
    moves: {
      inquiry: "open won lost closed",
      open: "won lost closed",
      won: "open lost",
      lost: "won open",
      closed: "open",
    },
    with: {
      inquiry: { closed_at: null },
      open: { closed_at: null },
      won: { closed_at: NOW },
      lost: { closed_at: NOW },
      closed: { closed_at: NOW },
    },
  },
  "missed instalment": {
    table: "missed_instalments",
    first: "open",
    mirror: true,
    moves: { open: "paid given_up", given_up: "paid open", paid: "" },
  },
};
