import type { IncomingMessage, ServerResponse } from "node:http";
import { type MailFaults, noFaults } from "./mail-faults.ts";
import { answerMail } from "./mail-routes.ts";
import { openMailStore } from "./mail-store.ts";
import type { Message } from "./message.ts";
import { openSmtpDoor } from "./smtp-door.ts";

export type { MailFaults } from "./mail-faults.ts";
export type { Message } from "./message.ts";

/** Where a laptop's mail goes: real SMTP in, pages out. */
export type Mailbox = {
  readonly smtpPort: number;
  /** For SMTP_URL. */
  readonly smtpUrl: string;
  /** Change the fields to make it misbehave. */
  readonly faults: MailFaults;
  /** Answers what is asked under /mail and /_sandbox/mail, and says whether it did. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  /** All mail, oldest first. */
  messages(): readonly Message[];
  /** The first mail, already here or yet to come, for which the test holds; fails after the time (milliseconds). */
  waitFor(test: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** Forgets all mail. */
  clear(): void;
  close(): Promise<void>;
};

/**
 * Opens a mailbox on 127.0.0.1. It keeps the newest 2,000 mails.
 * @param options.file a journal, so that mail outlives a restart
 * @param options.smtpPort any free one where left out
 */
export async function createMailbox(options: { file?: string; smtpPort?: number } = {}): Promise<Mailbox> {
  const store = openMailStore(options.file);
  const faults = noFaults();
  const listeners = new Set<(message: Message) => void>();
  const door = await openSmtpDoor(options.smtpPort ?? 0, faults, (message) => {
    store.add(message);
    for (const listener of [...listeners]) listener(message);
  });
  return {
    smtpPort: door.port,
    smtpUrl: `smtp://127.0.0.1:${door.port}`,
    faults,
    messages: () => store.all(),
    clear: store.clear,
    close: door.close,
    waitFor(test, timeoutMs = 5_000) {
      const found = store.all().find(test);
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((done, fail) => {
        const end = () => {
          clearTimeout(timer);
          listeners.delete(listener);
        };
        const listener = (message: Message) => {
          if (!test(message)) return;
          end();
          done(message);
        };
        const timer = setTimeout(() => {
          end();
          const here = store.all().map((message) => `"${message.subject}" to ${message.to.join(", ")}`);
          fail(new Error(`No such mail within ${timeoutMs} ms. Here are: ${here.slice(-10).join("; ") || "none"}.`));
        }, timeoutMs);
        listeners.add(listener);
      });
    },
    handle: (req, res) => answerMail(req, res, store, faults),
  };
}
