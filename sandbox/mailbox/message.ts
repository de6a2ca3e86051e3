import { randomUUID } from "node:crypto";
import { simpleParser } from "mailparser";

/** One mail as it came in. Everything in it was written by the sender, and is not to be trusted on a page. */
export type Message = {
  id: string;
  /** When it came in, ISO 8601 in UTC. */
  receivedAt: string;
  /** The envelope's sender and receivers, which are what counts; the headers may say otherwise. */
  from: string;
  to: string[];
  subject: string;
  messageId: string;
  text: string;
  html: string;
  /** Header lines in order, unfolded, with encoded words as they came. */
  headers: { name: string; value: string }[];
  attachments: { name: string; type: string; bytes: number }[];
  /** The mail byte for byte, a character a byte (latin1). */
  raw: string;
};

/** Reads a mail. One that cannot be read is kept as well, with its raw text alone. */
export async function readMessage(raw: Buffer, envelope: { from: string; to: string[] }): Promise<Message> {
  const kept = { id: randomUUID(), receivedAt: new Date().toISOString(), ...envelope, raw: raw.toString("latin1") };
  try {
    const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true });
    return {
      ...kept,
      subject: mail.subject ?? "",
      messageId: mail.messageId ?? "",
      text: mail.text ?? "",
      html: mail.html || "",
      headers: mail.headerLines.map(({ line }) => unfold(line)),
      attachments: mail.attachments.map((part) => ({
        name: part.filename ?? "",
        type: part.contentType,
        bytes: part.size,
      })),
    };
  } catch {
    return {
      ...kept,
      subject: "(a mail that cannot be read)",
      messageId: "",
      text: "",
      html: "",
      headers: [],
      attachments: [],
    };
  }
}

function unfold(line: string): { name: string; value: string } {
  const colon = line.indexOf(":");
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replace(/\r?\n[ \t]+/g, " ")
      .trim(),
  };
}
