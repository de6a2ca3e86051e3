import type { ReactNode } from "react";
import { Button } from "./forms/button.tsx";
import { PostForm } from "./forms/post-form.tsx";
import { PamphletCover } from "./pamphlet-cover.tsx";
import { Phone } from "./phone.tsx";

export type ForSale = {
  slug: string;
  title: string;
  author: string;
  cover: string;
  pages: number;
  /** Formatted. */
  price: string;
  /** Formatted; undefined where it goes by no post of ours. */
  postage: string | undefined;
  left: number;
};

/** The one form that puts a pamphlet in the basket. The browser names a slug, never a price. `title` where several stand together. */
export function AddToBasket({
  slug,
  title,
  fromText,
}: {
  slug: string;
  title?: string;
  fromText?: string | undefined;
}) {
  return (
    <PostForm action="/basket">
      <input type="hidden" name="slug" value={slug} />
      {fromText ? <input type="hidden" name="from-text" value={fromText} /> : null}
      <Button name="intent" value="add">
        Add to basket{title ? <span className="visually-hidden">: {title}</span> : null}
      </Button>
    </PostForm>
  );
}

/** "In print" beside something to read: the pamphlet, what it costs, and what the post costs. */
export function BuyBlock({
  pamphlet,
  press,
  phone,
  fromText,
  free,
}: {
  pamphlet: ForSale;
  press: string;
  phone: string;
  fromText?: string;
  free?: ReactNode;
}) {
  return (
    <section className="buy" aria-labelledby={`buy-${pamphlet.slug}`}>
      <PamphletCover pamphlet={pamphlet} press={press} />
      <div>
        <h2 id={`buy-${pamphlet.slug}`}>
          <a href={`/shop/${pamphlet.slug}`}>{pamphlet.title}</a>
        </h2>
        {pamphlet.left > 0 ? (
          <>
            <p>
              Printed pamphlet, {pamphlet.pages} pages. <strong>{pamphlet.price}</strong>
              {pamphlet.postage ? ` plus ${pamphlet.postage} postage.` : "."}
            </p>
            <AddToBasket slug={pamphlet.slug} fromText={fromText} />
          </>
        ) : (
          <p>
            Out of print at the moment. Call <Phone number={phone} /> to ask about copies.
          </p>
        )}
        {free}
      </div>
    </section>
  );
}
