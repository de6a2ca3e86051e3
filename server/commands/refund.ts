import { parseArgs } from "node:util";
import { formatPence, type Pence, parsePounds } from "#app/money/pence.ts";
import { refundByReference } from "#app/settlement/refund-asked.ts";
import { openSite, start } from "../site.ts";

// `npm run refund -- REFERENCE --reason WORDS [--amount 2.00] [--key KEY]`: sends back money of a payment, all that is
// left of it unless an amount is given. The worker hands it to Stripe; the payer gets a letter when it has left.

const HOW = "npm run refund -- REFERENCE --reason WORDS [--amount 2.00] [--key KEY]";

await start(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { amount: { type: "string" }, reason: { type: "string" }, key: { type: "string" } },
  });
  const [reference] = positionals;
  if (!reference || positionals.length > 1 || !values.reason?.trim())
    return refuse(`Say which payment and why: ${HOW}`);
  let amount: Pence | undefined;
  if (values.amount !== undefined) {
    amount = parsePounds(values.amount);
    if (amount === undefined) return refuse(`${values.amount} is no amount. Write it like 2.00.`);
  }
  const { site, close } = openSite();
  try {
    const answer = await refundByReference(site, {
      reference,
      amountPence: amount,
      reason: values.reason.trim(),
      key: values.key,
    });
    if (!answer.ok) return refuse(answer.why);
    const asked = answer.again ? "was asked for before" : "is asked for";
    console.log(
      `A refund of ${formatPence(answer.amountPence)} of ${reference} ${asked}. The worker sends it to Stripe.`,
    );
  } finally {
    await close();
  }
});

function refuse(why: string): void {
  console.error(why);
  process.exitCode = 1;
}
