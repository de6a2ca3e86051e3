import type { AppLoadContext } from "@remix-run/node";
import { answer, seeOther } from "#app/forms/answer.ts";
import { type Body, readBody } from "#app/forms/read-body.ts";
import { type Errors, readForm, refuse } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { findGiftPause } from "#app/giving/pause.ts";
import { reachedLimit, TooOften } from "#app/limits/limits.ts";
import { basketLimits } from "#app/limits/of-forms.ts";
import { CheckoutOver } from "#app/payments/checkout.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { findAsking, isBought } from "#app/shop/asking.ts";
import { addToBasket, type Basket, EMPTY_BASKET, MOST_COPIES, priceBasket, setQuantity } from "#app/shop/basket.ts";
import { basketHeader, readBasket } from "#app/shop/basket-cookie.ts";
import { fewLeft, hindrances } from "#app/shop/basket-view.ts";
import { AddForm, payForm, removeForm, slugsIn, updateForm } from "#app/shop/forms.ts";
import { NotEnough } from "#app/shop/stock.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { type Next, orderPage, payBasket } from "./pay.ts";

/** The basket of a request. One that was bought meanwhile, maybe in another tab, is empty, and `bought` is its order. */
export async function currentBasket(site: Site, request: Request): Promise<{ basket: Basket; bought?: Next }> {
  const basket = readBasket(site.settings, request);
  const asking = basket.checkout ? await findAsking(site.db, basket.checkout) : undefined;
  if (asking && isBought(asking)) return { basket: EMPTY_BASKET, bought: orderPage(site, asking) };
  return { basket: basket.donationPence > 0 ? await withDonation(site, basket, undefined) : basket };
}

/** Answers whatever button was pressed in the basket, or beside a pamphlet. */
export async function changeBasket(context: AppLoadContext, request: Request) {
  const body = await readBody(request);
  const intent = body.fields.get("intent")?.[0];
  const removes = body.fields.has("remove");
  if (intent === "pay" && !removes) return pay(context, request, body);
  const limit = await reachedLimit(context, basketLimits(context.settings, context.visitor));
  if (limit) return answerTooOften(context, limit, body, intent === "add" ? AddForm : updateForm(slugsIn(body)));
  if (intent === "add") return add(context, request, body);
  return removes ? remove(context, request, body) : update(context, request, body);
}

async function add(context: AppLoadContext, request: Request, body: Body) {
  const read = await readForm(body, AddForm);
  if (!read.ok) return answer(context, { ...read, errors: { form: Object.values(read.errors)[0] ?? "" } });
  const { slug, quantity, "from-text": from } = read.value;
  const { basket } = await currentBasket(context, request);
  const held = basket.lines.find((line) => line.slug === slug)?.quantity ?? 0;
  if (held + quantity > MOST_COPIES) {
    const most = `${MOST_COPIES} copies is the most we send online, and you have ${held} in the basket. Call ${context.settings.party.phone} for more.`;
    return answer(context, refuse({ form: most }, body, AddForm));
  }
  const fuller = addToBasket({ ...basket, fromText: from ?? basket.fromText }, slug, quantity);
  const priced = await priceBasket(context.db, fuller, ukDay(context.clock.now()));
  const line = priced.lines.find((one) => one.slug === slug);
  if (!line) {
    const known = fuller.lines.some((one) => one.slug === slug);
    const sentence = known
      ? "That pamphlet is not for sale here. Choose one from the list of pamphlets."
      : "The basket is full. Order what is in it first, then fill another.";
    return answer(context, refuse({ form: sentence }, body, AddForm));
  }
  return seeOther(`/basket?added=${slug}`, basketHeader(context.settings, fuller));
}

async function remove(context: AppLoadContext, request: Request, body: Body) {
  const read = await readForm(body, removeForm(slugsIn(body)));
  if (!read.ok) return answer(context, read);
  const { basket } = await currentBasket(context, request);
  return seeOther("/basket?removed=yes", basketHeader(context.settings, setQuantity(basket, read.value.remove, 0)));
}

async function update(context: AppLoadContext, request: Request, body: Body) {
  const form = updateForm(slugsIn(body));
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { basket } = await currentBasket(context, request);
  const changed = withQuantities(basket, body, read.value);
  return seeOther(
    "/basket?updated=yes",
    basketHeader(context.settings, await withDonation(context, changed, read.value.donation)),
  );
}

async function pay(context: AppLoadContext, request: Request, body: Body) {
  const slugs = slugsIn(body);
  const form = payForm(context.settings.formSecret, context.clock.now(), slugs);
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { basket, bought } = await currentBasket(context, request);
  if (bought) return seeOther(bought.address);

  const values: Record<string, unknown> = read.value;
  const asked = await withDonation(context, withQuantities(basket, body, values), read.value.donation);
  const save = (kept: Basket) => basketHeader(context.settings, kept);
  // emptied in another tab
  if (asked.lines.length === 0) return seeOther("/basket", save(asked));
  // quantities typed but not updated, or another tab's change: the total on the button was not theirs
  if (JSON.stringify(asked.lines) !== JSON.stringify(basket.lines) || basket.lines.length !== slugs.length) {
    return seeOther("/basket?updated=yes", save(asked));
  }
  const priced = await priceBasket(context.db, asked, ukDay(context.clock.now()));
  let checkout = asked.checkout;
  const fail = (errors: Errors, status: 422 | 503, kept: Basket = { ...asked, checkout }) =>
    answer(context, refuse(errors, body, form), status, { "Set-Cookie": save(kept) });
  if (priced.lines.length < asked.lines.length) {
    const left = { ...asked, lines: asked.lines.filter((line) => priced.lines.some((one) => one.slug === line.slug)) };
    return fail(
      { form: "A pamphlet in your basket is no longer for sale. Check the total before you pay." },
      422,
      left,
    );
  }
  const shown = {
    prices: new Map(slugs.map((slug) => [slug, asNumber(values[`price-${slug}`])])),
    postage: read.value.postage,
  };
  const errors = hindrances(priced, shown, context.settings.party.phone);
  if (Object.keys(errors).length > 0) return fail(errors, 422);
  // a donation chosen but not updated, or anything else that makes it another sum than the button said
  if (read.value.total !== priced.totalPence) return seeOther("/basket?updated=yes", save(asked));

  try {
    const next = await payBasket(context, asked, priced, read.value["form-key"], (started) => {
      checkout = started;
    });
    return seeOther(next.address, save({ ...asked, checkout: next.checkout }));
  } catch (error) {
    if (error instanceof NotEnough) {
      const short = priced.lines.find((line) => line.pamphletId === error.pamphletId);
      return fail(
        short ? { [`quantity-${short.slug}`]: fewLeft(short.title, error.left) } : { form: "A pamphlet has sold out." },
        422,
      );
    }
    if (error instanceof TooOften) {
      return answerTooOften(context, error, body, form, { "Set-Cookie": save({ ...asked, checkout }) });
    }
    if (error instanceof CheckoutOver) {
      return fail({ form: "This page was open for a while. Check your answers and send again." }, 422);
    }
    if (!isStripeOutage(error)) throw error;
    context.log.warn({ requestId: context.requestId }, "Stripe was out of reach for a basket");
    const sentence =
      "We could not reach the payment page. Nothing was taken and your basket is as you left it. Try again in a few minutes.";
    return fail({ form: sentence }, 503);
  }
}

/** The quantities that were typed, for lines that are in the basket still. */
function withQuantities(basket: Basket, body: Body, values: Record<string, unknown>): Basket {
  let changed = basket;
  for (const slug of slugsIn(body)) {
    const quantity = asNumber(values[`quantity-${slug}`]);
    const known = basket.lines.some((line) => line.slug === slug);
    if (known && quantity !== undefined) changed = setQuantity(changed, slug, quantity);
  }
  return changed;
}

const asNumber = (value: unknown) => (typeof value === "number" ? value : undefined);

/** The donation that was chosen beside the goods; none while a keeper has paused gifts: the goods are sold all the same. */
async function withDonation(site: Site, basket: Basket, chosen: string | undefined): Promise<Basket> {
  const donationPence = chosen === undefined ? basket.donationPence : Number.parseInt(chosen, 10);
  return { ...basket, donationPence: donationPence > 0 && (await findGiftPause(site.db)) ? 0 : donationPence };
}
