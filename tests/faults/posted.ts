import type { Mailbox, Message } from "#sandbox/mailbox/mailbox.ts";

/** Letters as they reached the mail server. One that was sent again carries the same Message-ID. */
export type PostCount = { letters: number; sentAgain: number };

/** Counts letters as they come: the mailbox forgets the oldest. */
export function countLetters(mailbox: Mailbox): { stop(): PostCount } {
  const seen = new WeakSet<Message>();
  const ids = new Map<string, number>();
  const look = () => {
    for (const message of mailbox.messages()) {
      if (seen.has(message)) continue;
      seen.add(message);
      ids.set(message.messageId, (ids.get(message.messageId) ?? 0) + 1);
    }
  };
  const timer = setInterval(look, 1_000);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { letters: ids.size, sentAgain: [...ids.values()].reduce((sum, n) => sum + n - 1, 0) };
    },
  };
}
