import { type Attempt, CHECK, OVERLAP, rush } from "../attempt.ts";
import { paidFor } from "../rows/money.ts";
import { fresh, NOW } from "../rows/standing.ts";
import { mustBe } from "../stage.ts";

/** Guards that have to hold where many come at once. Reads and sums that are not locked would let some of them through. */
export const CROWDS: Attempt[] = [
  rush("refunds", "30 ask at once for £3 of one payment of £10, and three get it", async (crowd) => {
    const { id } = await crowd.prepare((s) => s.add("payments", { amount_pence: 1000 }));
    const answers = await crowd.all(30, () => [
      [
        `insert into refunds (payment_id, request_key, amount_pence, state, origin, reason)
          values ($1, $2, 300, 'requested', 'owed_back', 'test')`,
        [id, fresh("refund")],
      ],
    ]);
    mustBe("answers", answers, { done: 3, [CHECK]: 27 });
    const { rows } = await crowd.app.query("select sum(amount_pence)::int from refunds where payment_id = $1", [id]);
    mustBe("sent back", rows, [{ sum: 900 }]);
  }),
  rush("dues", "20 buy one month for one person at once, and one does", async (crowd) => {
    const bought = await crowd.prepare(async (s) => {
      const { id } = await s.insert("people");
      const payments = [];
      for (let i = 0; i < 20; i++) payments.push((await paidFor(s, "dues", { person_id: id })).id);
      return { id, payments };
    });
    const answers = await crowd.all(20, (i) => [
      [
        `insert into dues (payment_id, person_id, amount_pence, term, received_at) values ($1, $2, 500, $3, $4)`,
        [bought.payments[i], bought.id, `[2026-11-${i + 1},2026-12-${i + 1})`, NOW],
      ],
    ]);
    mustBe("answers", answers, { done: 1, [OVERLAP]: 19 });
  }),
  rush("stock", "200 want one of ten copies at once, and ten get one", async (crowd) => {
    const { pamphlet, orders } = await crowd.prepare(async (s) => {
      const { pamphlet_id } = await s.insert("stock", { on_hand: 10 });
      const made = [];
      for (let i = 0; i < 200; i++) {
        const { id } = await s.insert("orders");
        await s.insert("order_lines", { order_id: id, pamphlet_id });
        made.push(id);
      }
      return { pamphlet: pamphlet_id, orders: made };
    });
    const answers = await crowd.all(200, (i) => [
      ["update stock set reserved = reserved + $1 where pamphlet_id = $2 and on_hand - reserved >= $1", [1, pamphlet]],
      ["insert into reservations (order_id, pamphlet_id, quantity) values ($1, $2, 1)", [orders[i], pamphlet]],
    ]);
    mustBe("answers", answers, { done: 10, nothing: 190 });
    const { rows } = await crowd.app.query(
      "select on_hand, reserved, (select sum(quantity)::int from reservations where pamphlet_id = $1) as held from stock where pamphlet_id = $1",
      [pamphlet],
    );
    mustBe("the shelf", rows, [{ on_hand: 10, reserved: 10, held: 10 }]);
  }),
  rush("checkouts", "20 open a checkout for one order at once, and one is opened", async (crowd) => {
    const { id } = await crowd.prepare((s) => s.add("orders"));
    const answers = await crowd.all(20, () => [
      [
        "insert into checkouts (order_id, total_pence, idempotency_key, livemode, expires_at) values ($1, 160, $2, false, $3)",
        [id, fresh("checkout"), NOW],
      ],
    ]);
    mustBe("answers", answers, { done: 1, "23505": 19 });
  }),
  rush("audit_log", "60 are written at once, and none breaks the chain", async (crowd) => {
    const answers = await crowd.all(60, () => [
      ["insert into audit_log (actor, action, object) values ('command', 'test', 'crowd')", []],
    ]);
    mustBe("answers", answers, { done: 60 });
    const { rows } = await crowd.owner.query(
      `select count(*)::int as broken from (
         select prev, lag(hash) over (order by seq) as before, seq - lag(seq) over (order by seq) as step from audit_log
       ) links where before is not null and (prev <> before or step <> 1)`,
    );
    mustBe("links", rows, [{ broken: 0 }]);
  }),
];
