import type { ServerResponse } from "node:http";
import { type Html, html, sendPage } from "../mailbox/page.ts";
import { testAccounts, testCards, testSortCode } from "../stripe/payments/test-instruments.ts";

/** The sandbox's front page: where the site is, where its mail and payments are, and which test cards do what. */
export function sendWelcome(res: ServerResponse, at: { siteUrl: string | undefined; smtpUrl: string }): void {
  const site =
    at.siteUrl === undefined ? html`` : html`<dt>The site</dt><dd><a href="${at.siteUrl}">${at.siteUrl}</a></dd>`;
  const body = html`<h1>The sandbox</h1>
<p>It stands in for the world outside: for Stripe, and for everyone’s mailboxes. No money moves and no mail is sent.</p>
<dl>${site}
<dt>Mail</dt><dd><a href="/mail">Everything the site has sent</a> (it comes in by ${at.smtpUrl})</dd>
<dt>Payments</dt><dd>Buy, donate or join on the site: the payment page that follows is here. <a href="/_sandbox">Move its clock, or make it misbehave</a>.</dd></dl>
<h2>Test cards</h2>
<p>Any date to come, any security code. Other numbers are refused.</p>
<table><tr><th scope="col">Number</th><th scope="col">What it does</th></tr>
${Object.entries(testCards).map(([number, card]) => row(number.replace(/(\d{4})(?=\d)/g, "$1 "), card.says))}</table>
<h2>Test bank accounts</h2>
<p>For Bacs Direct Debit, with sort code <code>${testSortCode.replace(/(\d\d)(?=\d)/g, "$1-")}</code>.</p>
<table><tr><th scope="col">Account</th><th scope="col">What it does</th></tr>
${Object.entries(testAccounts).map(([number, account]) => row(number, account.says))}</table>`;
  sendPage(res, { title: "Pamphleteer sandbox", banner: "Sandbox: nothing here is real", body });
}

function row(number: string, says: string): Html {
  return html`<tr><td><code>${number}</code></td><td>${says}</td></tr>`;
}
