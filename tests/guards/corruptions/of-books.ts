import { fresh, STANDING } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { book } from "../world.ts";
import type { Corruption } from "./corruption.ts";

const lines = (scene: Scene, account: string, by: number, source: string) =>
  scene.sql(
    `update ledger_lines set amount_pence = amount_pence + $1 from ledger_entries e
      where e.id = entry_id and e.source_id = $2 and account = $3 returning entry_id`,
    by,
    source,
    account,
  );

/** What the journal says of money, and what it is for. */
export const OF_BOOKS: Corruption[] = [
  {
    fault: "ledger: the whole does not sum to zero",
    also: ["ledger: an entry does not balance"],
    async act(s) {
      await lines(s, "bank", 1, STANDING.entry);
      return 1;
    },
  },
  {
    fault: "ledger: an entry does not balance",
    also: ["ledger: an entry does not balance"],
    async act(s, w) {
      const [other] = await lines(s, "dues", -1, w.month);
      const [one] = await lines(s, "bank", 1, STANDING.entry);
      return [other?.entry_id, one?.entry_id].sort()[0];
    },
  },
  {
    fault: "ledger: an entry without lines",
    act: async (s) => (await s.insert("ledger_entries")).id,
  },
  {
    fault: "ledger: tells of a payment that is not there",
    async act(s) {
      const nobody = crypto.randomUUID();
      await book(s, "payment", nobody, { bank: 1, dues: -1 });
      return nobody;
    },
  },
  {
    fault: "payment: not in the ledger",
    async act(s, w) {
      // the movement it came by is then explained by nothing: it is taken along
      await s.sql(
        "delete from balance_movements where id = (select balance_transaction_id from payments where id = $1)",
        w.bought,
      );
      await s.sql(
        "delete from ledger_lines where entry_id in (select id from ledger_entries where source_id = $1)",
        w.bought,
      );
      await s.sql("delete from ledger_entries where source_id = $1", w.bought);
      return w.bought;
    },
  },
  {
    fault: "payment: its ledger entry has another sum",
    async act(s, w) {
      await lines(s, "stripe_clearing", -1, w.bought);
      await lines(s, "postage", 1, w.bought);
      await s.sql(
        `update balance_movements set amount_pence = amount_pence - 1, net_pence = net_pence - 1
          where id = (select balance_transaction_id from payments where id = $1)`,
        w.bought,
      );
      return w.bought;
    },
  },
  {
    fault: "payment: a fee that is not in the ledger",
    async act(s, w) {
      await s.sql("update payments set balance_transaction_id = 'txn_other' where id = $1", w.bought);
      await s.sql("delete from balance_movements m where net_pence = 240 and type = 'charge'");
      return w.bought;
    },
  },
  {
    fault: "payment: its parts are not its sum",
    async act(s, w) {
      await s.change("payment_parts", { payment_id: w.bought, kind: "purchase" }, { amount_pence: 49 });
      return w.bought;
    },
  },
  {
    fault: "payment: a donation part without its donation, or the other way round",
    async act(s, w) {
      await s.sql("delete from donations where payment_id = $1", w.bought);
      return w.bought;
    },
  },
  {
    fault: "donation: not the sum of its payment’s part",
    async act(s, w) {
      await s.change("donations", { id: w.donation }, { amount_pence: 499 });
      return (await s.sql("select public_ref from donations where id = $1", w.donation))[0]?.public_ref;
    },
  },
  {
    fault: "payment: a dues part without its dues, or the other way round",
    async act(s, w) {
      await s.insert("dues", { payment_id: w.bought, invoice_id: fresh("in") });
      return w.bought;
    },
  },
  {
    fault: "payment: no letter tells of it",
    async act(s, w) {
      await s.sql("delete from outbox where ref_id = $1", w.donation);
      return w.gift;
    },
  },
  {
    fault: "payment: owed back and not asked to go back",
    async act(s, w) {
      await s.sql("delete from refunds where payment_id = $1", w.twice);
      return w.twice;
    },
  },
  {
    fault: "payment: its state is not what its disputes say",
    async act(s, w) {
      await s.change("payments", { id: w.lost }, { state: "succeeded" });
      return w.lost;
    },
  },
  {
    fault: "regulated donation: over the floor and not on the desk",
    async act(s, w) {
      await s.sql("update figures set value = 499 where key = 'ppera.donation_floor'");
      await s.sql(
        `insert into regulated_donations (payment_id, person_id, regulated_value_pence, received_on, deadline_on)
          select id, person_id, amount_pence, '2026-11-02', '2026-12-01' from payments where amount_pence = 500 and id <> $1`,
        w.gift,
      );
      return w.gift;
    },
  },
];
