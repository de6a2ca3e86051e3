import { createTransport, type Transporter } from "nodemailer";
import type { Settings } from "#app/config/settings.ts";
import type { Letter } from "./letter.ts";

let open: { url: string; transport: Transporter } | undefined;

/** One connection to the mail server, kept for the next letter. */
function transportFor(url: string): Transporter {
  if (open?.url !== url) {
    open?.transport.close();
    open = {
      url,
      transport: createTransport({
        url,
        pool: true,
        maxConnections: 1,
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 30_000,
      } as never),
    };
  }
  return open.transport;
}

/** Hands a letter to the mail server; resolves once the server has taken it. `id` makes a fixed Message-ID. */
export async function sendMail(settings: Settings, letter: Letter, id: string): Promise<void> {
  const { party, mail, siteUrl } = settings;
  const imprint = `Promoted by ${party.promoter} on behalf of ${party.name}, both at ${party.address}.`;
  const contact = `Questions? ${siteUrl}/contact · ${party.email} · ${party.phone}`;
  const paragraphs = [...letter.paragraphs, contact, imprint];
  await transportFor(mail.smtpUrl).sendMail({
    from: { name: letter.from === "press" ? party.press : party.name, address: mail.from },
    to: letter.to,
    replyTo: letter.replyTo ?? party.email,
    subject: letter.subject,
    messageId: `<${id}@${new URL(siteUrl).hostname}>`,
    text: `${paragraphs.join("\n\n")}\n`,
    html: toHtml(letter.subject, paragraphs),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** The mail server will never take this letter or know this receiver (5xx). A password it does not take is our affair. */
export function isRefusedForGood(fault: unknown): boolean {
  if (!(fault instanceof Error) || !("code" in fault) || !("responseCode" in fault)) return false;
  const aboutTheLetter = fault.code === "EENVELOPE" || fault.code === "EMESSAGE";
  return aboutTheLetter && typeof fault.responseCode === "number" && fault.responseCode >= 500;
}

/** Ends the connection to the mail server, when the process ends. */
export function closePost(): void {
  open?.transport.close();
  open = undefined;
}

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The same words with their addresses made links. No pictures, so nothing tells us who opened it. */
function toHtml(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => {
    const linked = escapeHtml(paragraph).replace(
      /https?:\/\/[^\s<]+[^\s<.,)]/g,
      (url) => `<a href="${url}" style="color:#1B1815">${url}</a>`,
    );
    return `<p style="margin:0 0 1em">${linked.replaceAll("\n", "<br>")}</p>`;
  });
  return `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body style="margin:0;padding:24px;background:#FAF6ED;color:#1B1815;font:17px/1.5 Georgia,serif"><div style="max-width:34em">${body.join("\n")}</div></body></html>`;
}
