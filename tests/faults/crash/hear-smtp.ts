import type { Ear, Link } from "../proxy.ts";
import type { Tell } from "./moments.ts";

/** The last of a letter: the mail server has all of it, and its 250 says so. */
export const LETTER = "the letter";

/** Sees each step of SMTP: the commands by their first word, also where several come at once, and the letter itself. */
export function hearSmtp(tell: Tell): (link: Link) => Ear {
  return (link) => {
    const waiting: string[] = [];
    let sending = false;
    let tail = "";
    const said = async (what: string, bytes: Buffer): Promise<boolean> => {
      waiting.push(what);
      if (!(await tell(what, "before"))) {
        link.cut();
        return false;
      }
      await link.toServer(bytes);
      return true;
    };
    return {
      async fromClient(bytes) {
        if (sending) {
          // a dot on a line of its own ends it
          tail = (tail + bytes.toString("latin1")).slice(-5);
          if (tail !== "\r\n.\r\n") return link.toServer(bytes);
          sending = false;
          await said(LETTER, bytes);
          return;
        }
        for (const line of bytes.toString("latin1").split(/(?<=\r\n)/)) {
          const word = /^[A-Za-z]*/.exec(line)?.[0].toUpperCase() ?? "";
          if (!(await said(word, Buffer.from(line, "latin1")))) return;
        }
      },
      async fromServer(bytes) {
        const heard: string[] = [];
        for (const [, code = ""] of bytes.toString("latin1").matchAll(/^(\d{3}) .*\r\n/gm)) {
          const what = waiting.shift();
          if (what === undefined) continue;
          heard.push(what);
          if (!(await tell(what, "done"))) return link.cut();
          if (what === "DATA" && code === "354") {
            sending = true;
            tail = "";
          }
        }
        await link.toClient(bytes);
        for (const what of heard) if (!(await tell(what, "after"))) return link.cut();
      },
    };
  };
}
