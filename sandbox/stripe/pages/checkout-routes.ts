import type { IncomingMessage, ServerResponse } from "node:http";
import { failSessionAuthentication, type Submission, submitSession } from "../checkout/complete-session.ts";
import { parseForm, readBody } from "../http/bodies.ts";
import type { CheckoutAnswers } from "../store/records.ts";
import type { Address, Session } from "../wire.ts";
import type { World } from "../world.ts";
import { readCheckout } from "./checkout-form.ts";
import { sendAuthentication, sendCheckout, sendExpired, sendMissing } from "./checkout-page.ts";
import type { Values } from "./fields.ts";
import { redirect, type Sent } from "./html.ts";

/** The form's fields as plain text; anything nested is dropped. */
export async function readValues(req: IncomingMessage): Promise<Values> {
  const form = parseForm(await readBody(req));
  return Object.fromEntries(
    Object.entries(form).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
}

/** /pay/<session> and /pay/<session>/authenticate. */
export async function handleCheckout(
  world: World,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<Sent> {
  const [, , id = "", step] = path.split("/");
  const values = req.method === "POST" ? await readValues(req) : {};
  const session = world.store.get("checkout.session", id);
  if (!session || (step !== undefined && step !== "authenticate")) return sendMissing(res, "payment page");
  if (session.status === "complete") return redirect(res, successAddress(session));
  if (session.status === "expired") return sendExpired(res, session);
  const pending = world.store.get("checkout_record", id)?.pending;
  if (step === "authenticate") {
    if (!pending) return redirect(res, `/pay/${id}`);
    if (req.method !== "POST") return sendAuthentication(res, session);
    const result =
      values.decision === "approve"
        ? submitSession(world, session, pending, { authenticated: true })
        : failSessionAuthentication(world, session);
    world.store.commit();
    return answer(world, res, session, valuesOf(pending), result);
  }
  if (req.method !== "POST") return sendCheckout(world, res, session, {}, {});
  const read = readCheckout(world, session, values);
  if ("problems" in read) return sendCheckout(world, res, session, values, read.problems);
  const result = submitSession(world, session, read.answers);
  world.store.commit();
  return answer(world, res, session, values, result);
}

function answer(world: World, res: ServerResponse, session: Session, values: Values, result: Submission): Sent {
  if (result.outcome === "complete") return redirect(res, successAddress(session));
  if (result.outcome === "needs_action") return redirect(res, `/pay/${session.id}/authenticate`);
  const field = session.payment_method_types.includes("card") ? "card_number" : "account_number";
  const wrong = { expired_card: "card_expiry", incorrect_cvc: "card_cvc" }[result.code] ?? field;
  return sendCheckout(world, res, session, values, { [wrong]: result.message });
}

/** What had been typed before the bank was asked, to fill the form again; the card itself is to be typed anew. */
function valuesOf(answers: CheckoutAnswers): Values {
  const address = (kind: string, from: Address): [string, string | null][] => [
    [`${kind}_line1`, from.line1],
    [`${kind}_line2`, from.line2],
    [`${kind}_city`, from.city],
    [`${kind}_postal_code`, from.postal_code],
    [`${kind}_country`, from.country],
  ];
  const { shipping, billing } = answers;
  const same = JSON.stringify(shipping?.address) === JSON.stringify(billing);
  const typed: [string, string | null][] = [
    ["email", answers.email],
    ["name", answers.name],
    ["phone", answers.phone],
    ["shipping_rate", answers.shippingRate],
    ["shipping_name", shipping?.name ?? null],
    ...(shipping ? address("shipping", shipping.address) : []),
    ...(same ? [["billing_same", "yes"] as [string, string]] : address("billing", billing)),
    ...Object.entries(answers.customFields).map(([key, value]): [string, string] => [`custom_${key}`, value]),
  ];
  return Object.fromEntries(typed.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function successAddress(session: Session): string {
  return (session.success_url ?? "/_sandbox").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}
