import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { forOneVisitor, wasRefused } from "#app/forms/answer.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { type Refused, readQuery } from "#app/forms/read-form.ts";
import { findGiftPause } from "#app/giving/pause.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { basketHeader } from "#app/shop/basket-cookie.ts";
import { type BasketView, tooHeavy, viewBasket } from "#app/shop/basket-view.ts";
import { BasketQuery } from "#app/shop/forms.ts";
import { ukDay } from "#app/time/clock.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { BasketForm } from "./basket-form.tsx";
import { changeBasket, currentBasket } from "./change.ts";

export const headers = forOneVisitor;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { settings, db, clock } = context;
  const query = readQuery(request, BasketQuery);
  const done = query.ok ? query.value : undefined;
  const { basket, bought } = await currentBasket(context, request);
  const priced = await priceBasket(db, basket, ukDay(clock.now()));
  const { party } = settings;
  const page = {
    basket: viewBasket(priced),
    totalPence: priced.totalPence as number,
    added: priced.lines.find((line) => line.slug === done?.added)?.title,
    updated: done?.updated !== undefined || done?.removed !== undefined,
    notPaid: done?.back !== undefined && priced.lines.length > 0,
    bought: bought?.address,
    tooHeavy: priced.lines.length > 0 && !priced.postage ? tooHeavy(party.phone) : undefined,
    giftsPaused: (await findGiftPause(db)) !== undefined,
    party,
    token: newFormToken(settings.formSecret, "basket", clock.now()),
    refused: wasRefused(context),
  };
  return data(page, bought ? { headers: { "Set-Cookie": basketHeader(settings, basket) } } : {});
}

export function action({ request, context }: ActionFunctionArgs) {
  return changeBasket(context, request);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, {
    page: "Your basket",
    section: "Pamphlets",
    error: data?.refused ?? false,
    description: "What you have put in your basket, with postage and the whole sum, before you pay.",
    noindex: true,
  });

export default function BasketPage() {
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<Refused>();
  const empty = page.basket.lines.length === 0;
  return (
    <FormPage
      title="Your basket"
      errors={refused?.errors}
      ids={{ form: "main" }}
      notice={<News page={page} refused={refused !== undefined} />}
    >
      {empty ? (
        <EmptyState wayOn={<a href="/shop">See the pamphlets</a>}>Your basket is empty.</EmptyState>
      ) : (
        <BasketForm {...page} refused={refused} />
      )}
    </FormPage>
  );
}

type NewsProps = {
  page: { basket: BasketView; added?: string; updated: boolean; notPaid: boolean; bought?: string; tooHeavy?: string };
  refused: boolean;
};

/** What was just done, or what stands in the way. */
function News({ page, refused }: NewsProps) {
  if (page.bought) {
    return (
      <Notice kind="success" focus={!refused}>
        <p>
          What was in your basket is ordered. <a href={page.bought}>See your order</a>
        </p>
      </Notice>
    );
  }
  if (refused) return null;
  if (page.tooHeavy)
    return (
      <Notice kind="warning">
        <p>{page.tooHeavy}</p>
      </Notice>
    );
  if (page.added)
    return (
      <Notice kind="success" focus>
        <p>Added: {page.added}.</p>
      </Notice>
    );
  if (page.notPaid)
    return (
      <Notice focus>
        <p>Payment not taken. Your basket is as you left it.</p>
      </Notice>
    );
  if (page.updated)
    return (
      <Notice kind="success" focus>
        <p>{updateOf(page.basket)}</p>
      </Notice>
    );
  return null;
}

/** What the basket has become: whoever meant to go on to payment reads here why another total comes first. */
function updateOf({ copies, donation, total }: BasketView): string {
  if (copies === 0) return "Basket updated.";
  const inIt = `${copies} ${copies === 1 ? "copy" : "copies"}${donation ? ` and a donation of ${donation}` : ""}`;
  return `Basket updated: ${inIt}. The total is now ${total}. Check it before you pay.`;
}
