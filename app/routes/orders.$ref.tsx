import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import { readQuery } from "#app/forms/read-form.ts";
import { formatPence, formatPounds, NOTHING, times } from "#app/money/pence.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { maskEmail } from "#app/people/mask.ts";
import { findContact } from "#app/people/people.ts";
import { findStart } from "#app/reading/start-here.ts";
import { opensLink } from "#app/references/link-key.ts";
import { settleCheckout } from "#app/settlement.ts";
import { EMPTY_BASKET } from "#app/shop/basket.ts";
import { basketHeader, readBasket } from "#app/shop/basket-cookie.ts";
import { OrderQuery } from "#app/shop/forms.ts";
import { findOrderView, type OrderView } from "#app/shop/order-view.ts";
import type { Site } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { head } from "#app/ui/head.ts";
import { Receipt } from "#app/ui/receipt.tsx";
import { Row } from "#app/ui/row.tsx";
import { type OrderStanding, OrderState } from "./basket/order-state.tsx";

export const headers = forOneVisitorUnlisted;

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { settings, db } = context;
  const query = readQuery(request, OrderQuery);
  const key = query.ok ? query.value.key : "";
  const found = await findOrderView(db, params.ref ?? "");
  // a wrong key and an order that never was are answered alike
  if (!found || !opensLink(settings.formSecret, "order", found.order.id, key))
    throw new Response(null, { status: 404 });
  const view = await settled(context, found);
  const { order, lines } = view;
  const email = order.person_id ? (await findContact(db, order.person_id))?.email : undefined;
  const page = {
    reference: order.public_ref,
    address: `/orders/${order.public_ref}?key=${key}`,
    standing: standingOf(view),
    lines: [
      ...lines.map((line) => ({
        what: line.title,
        detail: `${line.quantity} at ${formatPence(line.unit_pence)}`,
        amount: formatPounds(times(line.unit_pence, line.quantity)),
      })),
      { what: "Postage in the UK", amount: formatPounds(order.postage_pence) },
      ...(order.donation_pence > NOTHING ? [{ what: "Donation", amount: formatPounds(order.donation_pence) }] : []),
    ],
    total: formatPounds(order.total_pence),
    town: view.town,
    email: email ? maskEmail(email) : undefined,
    paidOn: order.paid_at ? formatDay(ukDay(order.paid_at)) : undefined,
    receiptSent: view.receiptSent,
    next: await findStart(db),
    refunds: view.refunds.map((refund) => ({
      amount: formatPounds(refund.amount_pence),
      on: refund.state === "succeeded" ? formatDay(ukDay(refund.settled_at ?? refund.created_at)) : undefined,
    })),
    party: settings.party,
  };
  const basket = readBasket(settings, request);
  const bought = page.standing === "paid" && basket.checkout !== undefined && basket.checkout === view.checkout?.id;
  // once more without the basket that was paid for, so that the header does not count it
  if (bought)
    throw redirect(page.address, { status: 303, headers: { "Set-Cookie": basketHeader(settings, EMPTY_BASKET) } });
  return page;
}

/** Asks Stripe once where our own row does not know yet. Out of reach, it stays "not confirmed yet". */
async function settled(site: Site, view: OrderView): Promise<OrderView> {
  if (view.order.state !== "awaiting_payment" || !view.checkout) return view;
  try {
    await settleCheckout(site, view.checkout.id);
  } catch (error) {
    if (!isStripeOutage(error)) throw error;
  }
  return (await findOrderView(site.db, view.order.public_ref)) ?? view;
}

function standingOf({ order }: OrderView): OrderStanding {
  switch (order.state) {
    case "awaiting_payment":
      return "waiting";
    case "expired":
    case "cancelled":
      return "not paid";
    case "paid_late":
      return "paid late";
    case "dispatched":
    case "returned":
      return order.state;
    default:
      return "paid";
  }
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: data ? `Order ${data.reference}` : "Order", section: "Pamphlets", noindex: true });

export default function OrderPage() {
  const page = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <OrderState {...page} />
        {page.refunds.map((refund, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
          <p key={index}>
            {refund.on
              ? `${refund.amount} went back to your card on ${refund.on}.`
              : `${refund.amount} is on its way back to your card. It takes 5 to 10 days to show.`}
          </p>
        ))}
        <Receipt
          caption={`Order ${page.reference}`}
          lines={page.lines}
          total={{ label: "Total", amount: page.total }}
        />
        {page.town ? <p>Goes to {page.town}.</p> : null}
        <ul>
          {page.next ? (
            <li>
              <a href={page.next.to}>{page.next.name}</a>
            </li>
          ) : null}
          <li>
            <a href="/shop">See the pamphlets</a>
          </li>
        </ul>
      </Row>
    </Main>
  );
}
