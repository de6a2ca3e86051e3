import { isWhole } from "./crash/hear-http.ts";
import type { Ear, Link } from "./proxy.ts";

/** What is answered instead of the truth; undefined: the truth. */
export type Bend = { body?: string; status?: number };

/** Answers every request with other words, whatever was done: for answers no stand-in would give. */
export function bendAnswers(bend: Bend): (link: Link) => Ear {
  return (link) => {
    let answered: Buffer = Buffer.alloc(0);
    return {
      fromClient: link.toServer,
      async fromServer(bytes) {
        answered = Buffer.concat([answered, bytes]);
        if (!isWhole(answered)) return;
        const whole = answered;
        answered = Buffer.alloc(0);
        await link.toClient(bend.body === undefined ? whole : answerOf(bend.body, bend.status ?? 200));
      },
    };
  };
}

function answerOf(body: string, status: number): Buffer {
  const head = `HTTP/1.1 ${status} So\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}
