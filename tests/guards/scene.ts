import pg from "pg";
import { NotHeld } from "./attempt.ts";
import { ROWS, type Row, WHOLE } from "./rows.ts";

export type { Row } from "./rows.ts";

type Step = () => Promise<unknown>;

/** A transaction that will be rolled back, and what an attempt can do in it. */
export class Scene {
  readonly #client: pg.ClientBase;
  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  async sql(text: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.#client.query(text, values)).rows;
  }

  /** One valid row, without what must stand beside it at commit; `over` changes columns of it. */
  async insert(table: string, over: Row = {}): Promise<Row> {
    const make = ROWS[table];
    if (!make) throw new Error(`no valid row of ${table} is known: add one to tests/guards/rows`);
    const row = { ...(await make(this, over)), ...over };
    const columns = Object.keys(row);
    const [made] = await this.sql(
      `insert into ${table} (${columns.join(", ")}) values (${columns.map((_, i) => `$${i + 1}`).join(", ")}) returning *`,
      ...Object.values(row),
    );
    return made ?? {};
  }

  /** A valid row with all that must stand beside it: an order with its line, a payment with its part. */
  async add(table: string, over: Row = {}): Promise<Row> {
    const row = await this.insert(table, over);
    await WHOLE[table]?.(this, row);
    return row;
  }

  /** Changes the rows that agree with `which` on the columns it names. */
  async change(table: string, which: Row, set: Row): Promise<void> {
    const sets = Object.keys(set).map((column, i) => `${column} = $${i + 1}`);
    const wheres = Object.keys(which).map((column, i) => `${column} = $${i + 1 + sets.length}`);
    const { rowCount } = await this.#client.query(
      `update ${table} set ${sets.join(", ")} where ${wheres.join(" and ")}`,
      [...Object.values(set), ...Object.values(which)],
    );
    if (rowCount === 0) throw new Error(`there was no such row of ${table} to change`);
  }

  /** The step itself has to fail with this code. */
  async refused(code: string, step: Step): Promise<void> {
    await this.#mustFail(code, step);
  }

  /** The step has to pass and the transaction to fail with this code when it commits. */
  async refusedAtCommit(code: string, step: Step): Promise<void> {
    await this.sql("savepoint whole");
    await step();
    await this.#mustFail(code, () => this.sql("set constraints all immediate"));
    // left standing, it would be refused again by every later look
    await this.sql("rollback to savepoint whole");
  }

  /** The step itself has to pass; what it still lacks at commit is not looked at. */
  async passes(step: Step): Promise<void> {
    const fault = await this.#faultOf(step);
    if (fault) throw new NotHeld(`what must be allowed was refused: ${fault.code} ${fault.message}`);
  }

  /** The step has to pass, and what waits for the commit with it. */
  async allowed(step: Step): Promise<void> {
    const fault = await this.#faultOf(async () => {
      await step();
      await this.sql("set constraints all immediate");
    });
    if (fault) throw new NotHeld(`what must be allowed was refused: ${fault.code} ${fault.message}`);
    await this.sql("set constraints all deferred");
  }

  /** Plays something and undoes it, so that the next starts from the same ground. */
  async undone(play: Step): Promise<void> {
    await this.sql("savepoint ground");
    await play();
    await this.sql("rollback to savepoint ground");
  }

  async #mustFail(code: string, step: Step): Promise<void> {
    const fault = await this.#faultOf(step);
    if (!fault) throw new NotHeld(`it was let through; ${code} should have stopped it`);
    if (fault.code !== code)
      throw new NotHeld(`${code} should have stopped it, and ${fault.code} did: ${fault.message}`);
  }

  async #faultOf(step: Step): Promise<pg.DatabaseError | undefined> {
    await this.sql("savepoint step");
    try {
      await step();
      return undefined;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      await this.sql("rollback to savepoint step");
      return error;
    }
  }
}
