import type { Ear, Link } from "../proxy.ts";
import type { Tell } from "./moments.ts";

/**
 * Sees each request and each answer of HTTP/1.1 as it passes. `name` gives the words of a request that matters, made of
 * its method, its path and its first bytes; one without a name passes unseen. `lost` hears of those whose answer never came.
 */
export function hearHttp(
  tell: Tell,
  name: (method: string, path: string, bytes: Buffer) => string | undefined,
  lost: (what: string) => void = () => {},
): (link: Link) => Ear {
  return (link) => {
    const waiting: (string | undefined)[] = [];
    let answered: Buffer = Buffer.alloc(0);
    let over = false;
    return {
      async fromClient(bytes) {
        const begins = /^(GET|HEAD|POST|DELETE) (\S+) HTTP\/1\.1\r\n/.exec(bytes.toString("latin1", 0, 2000));
        if (begins) {
          const what = name(begins[1] ?? "", begins[2] ?? "", bytes);
          waiting.push(what);
          if (what && !(await tell(what, "before"))) return link.cut();
          // whoever asked may have gone while it was held
          if (over && what) return lost(what);
        }
        await link.toServer(bytes);
      },
      async fromServer(bytes) {
        answered = Buffer.concat([answered, bytes]);
        if (!isWhole(answered)) return;
        const what = waiting.shift();
        const whole = answered;
        answered = Buffer.alloc(0);
        if (what && !(await tell(what, "done"))) return link.cut();
        await link.toClient(whole);
        if (what && !(await tell(what, "after"))) return link.cut();
      },
      closed() {
        over = true;
        for (const what of waiting) if (what) lost(what);
      },
    };
  };
}

/** An answer is held until all of it is here: half of one is not yet an answer. */
export function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = answer.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return answer.length >= end + 4 + Number.parseInt(length, 10);
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? answer.toString("latin1").endsWith("0\r\n\r\n") : true;
}

/** A path with the ids taken out, so that the same call has the same name each time. */
export function withoutIds(path: string): string {
  return path.replace(/\?.*$/, "").replace(/\/[a-z]{2,5}_(?:test_)?\w{8,}/g, "/:id");
}
