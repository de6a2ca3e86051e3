import type { ServerResponse } from "node:http";
import type { Message } from "./message.ts";
import { type Answered, type Html, html, send, sendPage } from "./page.ts";

const BANNER = "Sandbox mailbox: nothing leaves this machine";
const A_PAGE = 100;

/** The list, newest first, a hundred to a page. */
export function sendList(res: ServerResponse, messages: readonly Message[], page: number): Answered {
  const pages = Math.max(1, Math.ceil(messages.length / A_PAGE));
  const shown = messages.toReversed().slice((page - 1) * A_PAGE, page * A_PAGE);
  const turn = (to: number, words: string) =>
    to < 1 || to > pages ? html`` : html`<a href="/mail?page=${to}">${words}</a> `;
  const body = html`<h1>Mail</h1>
<p class="faint">${count(messages.length)}${pages > 1 ? html`, page ${page} of ${pages}` : html``}. <a href="/">About the sandbox</a></p>
${messages.length === 0 ? html`<p>No mail yet. What the site sends appears here.</p>` : html``}
<ol class="mail">${shown.map(listed)}</ol>
<p>${turn(page - 1, "Newer mail")}${turn(page + 1, "Older mail")}</p>
${messages.length === 0 ? html`` : html`<form method="post" action="/mail/clear"><button>Delete all mail</button></form>`}`;
  return sendPage(res, { title: "Mail, sandbox", banner: BANNER, body });
}

function count(messages: number): string {
  return messages === 1 ? "One message" : `${messages} messages, the newest first`;
}

function listed(message: Message): Html {
  return html`<li><a href="/mail/${message.id}"><bdi>${message.subject || "(no subject)"}</bdi></a>
<bdi>To ${message.to.join(", ")}</bdi> <span class="faint">${when(message)}</span></li>`;
}

/** One mail: who, when, its plain text, and its HTML part apart in a frame that can run nothing. */
export function sendMessage(res: ServerResponse, message: Message): Answered {
  const body = html`<p><a href="/mail">All mail</a></p>
<h1><bdi>${message.subject || "(no subject)"}</bdi></h1>
<dl><dt>From</dt><dd><bdi>${message.from || "(nobody: a bounce)"}</bdi></dd><dt>To</dt><dd><bdi>${message.to.join(", ")}</bdi></dd>
<dt>Arrived</dt><dd>${when(message)}</dd></dl>
<h2>Plain text</h2>
${message.text === "" ? html`<p>This mail has no plain text.</p>` : html`<pre>${linked(message.text)}</pre>`}
${
  message.html === ""
    ? html``
    : html`<h2>HTML part</h2>
<iframe title="HTML part of this mail" src="/mail/${message.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`
}
${
  message.attachments.length === 0
    ? html``
    : html`<h2>Attached</h2><ul>${message.attachments.map(
        (part) => html`<li><bdi>${part.name || "(no name)"}</bdi>, ${part.type}, ${part.bytes} bytes</li>`,
      )}</ul>`
}
<h2>Headers</h2>
<table>${message.headers.map(({ name, value }) => html`<tr><th scope="row">${name}</th><td><bdi>${value}</bdi></td></tr>`)}</table>
<p><a href="/mail/${message.id}/raw">The mail as it came, byte for byte</a></p>`;
  return sendPage(res, { title: `${message.subject || "(no subject)"}, sandbox mail`, banner: BANNER, body });
}

/**
 * The HTML part alone. Its policy lets it run nothing, send nothing and fetch nothing, pictures of the mail itself
 * apart, so that opening a mail tells nobody; its links open a new tab.
 */
export function sendHtmlPart(res: ServerResponse, message: Message): Answered {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
  const framed = `<!doctype html><meta charset="utf-8"><base target="_blank">${message.html}`;
  return send(res, 200, "text/html; charset=utf-8", framed, policy);
}

/** The mail as it came. */
export function sendRaw(res: ServerResponse, message: Message): Answered {
  return send(res, 200, "text/plain; charset=utf-8", Buffer.from(message.raw, "latin1"));
}

/** An address that leads nowhere, or a wrong way to ask. */
export function sendRefusal(res: ServerResponse, status: number, sentence: string): Answered {
  const body = html`<h1>${sentence}</h1><p><a href="/mail">All mail</a></p>`;
  return sendPage(res, { title: "Sandbox mail", banner: BANNER, body, status });
}

function when(message: Message): Html {
  const minute = message.receivedAt.slice(0, 19).replace("T", " ");
  return html`<time datetime="${message.receivedAt}">${minute} UTC</time>`;
}

/** Makes web addresses in plain text into links. A full stop or bracket after one is the sentence's, not the address's. */
function linked(text: string): Html[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => {
    if (index % 2 === 0) return html`${part}`;
    const address = part.replace(/[.,;:!?'")\]]+$/, "");
    return html`<a href="${address}" rel="noreferrer">${address}</a>${part.slice(address.length)}`;
  });
}
