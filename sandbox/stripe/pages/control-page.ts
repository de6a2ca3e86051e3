import type { ServerResponse } from "node:http";
import { eventObject } from "../webhooks/events.ts";
import type { Controls } from "./control-routes.ts";
import { type Html, html, money, type Sent, sendPage } from "./html.ts";

/** The page for people: the clock, buttons that move it, and what has happened lately. */
export function sendControlPage({ world, sandbox }: Controls, res: ServerResponse, problem?: string): Sent {
  const { availablePence, pendingPence } = sandbox.balance();
  const waiting = world.store.table("delivery").ids("state", "waiting").length;
  const body = html`
${problem ? html`<div class="errors" role="alert"><h2>That did not work</h2><p>${problem}</p></div>` : ""}
<h2>The clock</h2>
<p>Here it is <strong>${sandbox.now().toLocaleString("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: "Europe/London" })}</strong>.</p>
<div class="row">
${[
  ["seconds", "3600", "Forward an hour"],
  ["days", "1", "Forward a day"],
  ["days", "7", "Forward a week"],
  ["months", "1", "Forward a month"],
].map(([name, value, label]) => button("advance", label ?? "", { [name ?? ""]: value ?? "" }))}
</div>
<p class="quiet">Renewals, expiries, Direct Debits, retries and refunds happen when the clock passes them.</p>
<h2>Money at Stripe</h2>
<p>${money(availablePence)} available, ${money(pendingPence)} on its way.</p>
<div class="row">${button("payout", "Pay out to the bank", {})}</div>
<h2>News for the site</h2>
<p>${waiting === 0 ? "All delivered." : `${waiting} waiting to be delivered.`}</p>
<div class="row">${button("redeliver", "Deliver again what failed", {})}</div>
${recentEvents(world)}
<h2>Start again</h2>
<p class="quiet">Forgets every payment, customer and subscription here. The site keeps its own records.</p>
<div class="row">${button("reset", "Forget everything", {}, true)}</div>`;
  return sendPage(res, problem ? 400 : 200, "Stripe sandbox", body);
}

function button(action: string, label: string, fields: Record<string, string>, plain = false): Html {
  return html`<form class="inline" method="post" action="/_sandbox/${action}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button${plain ? html` class="plain"` : ""}>${label}</button></form>`;
}

function recentEvents(world: Controls["world"]): Html {
  const ids = world.store.table("event").ids();
  const rows: Html[] = [];
  for (let at = ids.length - 1; at >= 0 && rows.length < 25; at -= 1) {
    const event = world.store.get("event", ids[at] ?? "");
    if (!event) continue;
    const { data } = eventObject(event) as { data: { object: { id?: string } } };
    const when = new Date(event.created * 1000).toLocaleString("en-GB", {
      dateStyle: "short",
      timeStyle: "short",
      timeZone: "Europe/London",
    });
    rows.push(html`<tr><td>${when}</td><td>${event.type}<span class="hint">${data.object.id}</span></td>
<td>${event.undelivered ? "not delivered" : event.pending > 0 ? "waiting" : ""}</td></tr>`);
  }
  if (rows.length === 0) return html`<p>Nothing has happened yet.</p>`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Delivery</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
