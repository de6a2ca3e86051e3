import type { Ear, Link } from "../proxy.ts";
import type { Tell } from "./moments.ts";

/** What is asked of Postgres in one go, up to its Sync, and what of it matters here. */
type Asked = { bytes: Buffer[]; text: string; values: (string | null)[] };

/**
 * Understands enough of Postgres' protocol to see each commit and which tables it writes: a `commit` after statements
 * that wrote, or one writing statement by itself. Reading has no moments, for a crash around it changes nothing, nor
 * has a look into the queue that found no job.
 */
export function hearPostgres(tell: Tell): (link: Link) => Ear {
  return (link) => {
    const asking = cutter(false);
    const answering = cutter(true);
    const prepared = new Map<string, string>();
    const waiting: (string | undefined)[] = [];
    let asked: Asked = { bytes: [], text: "", values: [] };
    const answered: Buffer[] = [];
    let rows = 0;
    let failed = false;
    let inTransaction = false;
    let wrote = new Set<string>();

    async function ask(): Promise<void> {
      const { bytes, text, values } = asked;
      asked = { bytes: [], text: "", values: [] };
      const what = nameOf(text, values);
      waiting.push(what);
      if (what && !isLook(what) && !(await tell(what, "before"))) return link.cut();
      await link.toServer(Buffer.concat(bytes));
    }

    function nameOf(text: string, values: (string | null)[]): string | undefined {
      const tables = inTransaction || /^\s*begin/i.test(text) ? wrote : new Set<string>();
      for (const table of writtenTables(text)) tables.add(table);
      if (/^\s*(commit|end)\b/i.test(text)) return wrote.size > 0 ? `commit ${inWords(wrote)}` : undefined;
      if (inTransaction || tables.size === 0) return undefined;
      return queueWord(text) ?? `write ${inWords(tables)}${newState(text, values)}`;
    }

    return {
      async fromClient(bytes) {
        for (const { type, whole, body } of asking(bytes)) {
          asked.bytes.push(whole);
          if (type === "Q") asked.text = textAt(body, 0);
          if (type === "P") {
            const name = textAt(body, 0);
            asked.text = textAt(body, name.length + 1);
            prepared.set(name, asked.text);
          }
          if (type === "B") Object.assign(asked, readBind(body, prepared, asked.text));
          if (type === "Q" || type === "S" || type === "H") await ask();
          else if (type === "" || type === "X" || type === "p")
            await link.toServer(Buffer.concat(asked.bytes.splice(0)));
        }
      },
      async fromServer(bytes) {
        for (const { type, whole, body } of answering(bytes)) {
          answered.push(whole);
          if (type === "C") rows = Number.parseInt(textAt(body, 0).split(" ").at(-1) ?? "", 10) || 0;
          if (type === "E") failed = true;
          if (type !== "Z") continue;
          inTransaction = body.toString("latin1", 0, 1) !== "I";
          const what = waiting.shift();
          const matters = what !== undefined && !failed && !(isLook(what) && rows === 0);
          failed = false;
          rows = 0;
          if (!inTransaction) wrote = new Set();
          if (matters && !(await tell(what, "done"))) return link.cut();
          await link.toClient(Buffer.concat(answered.splice(0)));
          if (matters && !(await tell(what, "after"))) return link.cut();
        }
        // a notice, an end told by the server, or a greeting that asks something back: nobody waits for a Z
        if (waiting.length === 0 && answered.length > 0) await link.toClient(Buffer.concat(answered.splice(0)));
      },
    };
  };
}

type Message = { type: string; whole: Buffer; body: Buffer };

/** Cuts a stream into whole messages. The client's first has no letter before its length. */
function cutter(greeted: boolean): (bytes: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0);
  let letter = greeted ? 1 : 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const messages: Message[] = [];
    while (rest.length >= letter + 4) {
      const length = letter + rest.readUInt32BE(letter);
      if (rest.length < length) break;
      const whole = rest.subarray(0, length);
      messages.push({ type: whole.toString("latin1", 0, letter), whole, body: whole.subarray(letter + 4) });
      rest = rest.subarray(length);
      letter = 1;
    }
    return messages;
  };
}

function textAt(body: Buffer, at: number): string {
  const end = body.indexOf(0, at);
  return body.toString("utf8", at, end < 0 ? body.length : end);
}

/** The statement a Bind is of, and its values as text. */
function readBind(body: Buffer, prepared: Map<string, string>, fresh: string): Pick<Asked, "text" | "values"> {
  const portal = body.indexOf(0) + 1;
  const name = textAt(body, portal);
  let at = portal + Buffer.byteLength(name) + 1;
  at += 2 + 2 * body.readUInt16BE(at);
  const values: (string | null)[] = [];
  let left = body.readUInt16BE(at);
  at += 2;
  for (; left > 0; left--) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return { text: prepared.get(name) ?? fresh, values };
}

/** The tables a statement writes to. `for update` locks and `do update set` names no other table. */
function writtenTables(text: string): string[] {
  const found = [
    ...text.matchAll(/\b(?:insert\s+into|delete\s+from|(?<!for\s)(?<!key\s)(?<!do\s)update)\s+([\w."]+)/gi),
  ];
  const tables = found.map(([, name = ""]) =>
    name
      .replaceAll('"', "")
      .replace(/^.*\./, "")
      .replace(/^_private_/, ""),
  );
  return /\.add_job\b/.test(text) ? [...tables, "jobs"] : tables;
}

/** Tables a commit is known by. What hangs on them is left out of its name, unless it is all there is. */
const KNOWN_BY = [
  "orders",
  "questions",
  "applications",
  "memberships",
  "donation_offers",
  "recurring_donations",
  "stripe_events",
  "payments",
  "donations",
  "dues",
  "refunds",
  "checkouts",
  "stock",
  "outbox",
  "audit_log",
];

function inWords(tables: Set<string>): string {
  const known = KNOWN_BY.filter((table) => tables.has(table));
  return (known.length > 0 ? known : [...tables].sort()).join("+");
}

/** What the queue's own statements are for. */
function queueWord(text: string): string | undefined {
  if (!/_private_job/.test(text)) return undefined;
  if (/attempts = jobs\.attempts \+ 1/.test(text)) return TAKE;
  if (/last_error =/.test(text)) return "put a job back";
  return /delete from/.test(text) ? "finish a job" : undefined;
}

const TAKE = "take a job";
const isLook = (what: string) => what === TAKE;

/** The state a single update gives, because one table goes through several. */
function newState(text: string, values: (string | null)[]): string {
  const at = /"state" = \$(\d+)/.exec(text)?.[1];
  const state = at === undefined ? undefined : values[Number.parseInt(at, 10) - 1];
  return state ? ` → ${state}` : "";
}
