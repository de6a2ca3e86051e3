import type { Socket } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { isHit, type MailFaults } from "./mail-faults.ts";
import { type Message, readMessage } from "./message.ts";

const MOST_BYTES = 10_000_000;

/** The SMTP server: takes any mail from this machine and sends none on. */
export type SmtpDoor = { port: number; close(): Promise<void> };

/**
 * Listens on 127.0.0.1 for mail and hands each one to `keep` before its sender is told that it has arrived.
 * @param port 0 for any free one
 */
export async function openSmtpDoor(
  port: number,
  faults: MailFaults,
  keep: (message: Message) => void,
): Promise<SmtpDoor> {
  const sockets = new Set<Socket>();
  let seen = 0;
  const hit = () => {
    seen += 1;
    return isHit(faults, seen);
  };
  const server = new SMTPServer({
    banner: "sandbox mailbox",
    name: "mailbox.sandbox.invalid",
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MOST_BYTES,
    closeTimeout: 50,
    onRcptTo(_address, _session, answer) {
      const refusing = faults.mode.startsWith("refuse") && faults.at === "recipient";
      answer(refusing && hit() ? refusal(faults) : null);
    },
    onData(stream, session, answer) {
      takeIn(stream, session).then(answer, (error: unknown) => answer(error instanceof Error ? error : new Error()));
    },
  });

  /** Settles with the answer to the sender, or never where the fault is that none comes. */
  async function takeIn(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
    const chunks: Buffer[] = [];
    // Past the limit it is read to its end, as the protocol wants, and not kept.
    for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
    if (stream.sizeExceeded) return withCode(552, `The mail is larger than ${MOST_BYTES} bytes.`);
    const faulty = !(faults.mode.startsWith("refuse") && faults.at === "recipient") && hit();
    if (faulty && faults.mode.startsWith("refuse")) return refusal(faults);
    const mode = faulty ? faults.mode : "none";
    if (mode === "hang") return new Promise(() => {});
    if (mode !== "drop") keep(await readMessage(Buffer.concat(chunks), envelopeOf(session)));
    if (mode === "none") return null;
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.resetAndDestroy();
    return new Promise(() => {});
  }

  server.on("error", () => {
    // A sender that goes away in mid-sentence is its own affair.
  });
  server.server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  const bound = server.server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : port,
    async close() {
      const closed = new Promise<void>((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function envelopeOf(session: SMTPServerSession): { from: string; to: string[] } {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map(({ address }) => address) };
}

function refusal(faults: MailFaults): Error {
  return faults.mode === "refuse-550"
    ? withCode(550, "The sandbox was told to refuse this mail for good.")
    : withCode(451, "The sandbox was told to refuse this mail for now.");
}

function withCode(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
