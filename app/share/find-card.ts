import { formatPence } from "#app/money/pence.ts";
import { findNews } from "#app/news/news.ts";
import { topicName } from "#app/news/topic-name.ts";
import { findReadingList } from "#app/reading/reading-lists.ts";
import { count, readingTime } from "#app/reading/reading-time.ts";
import { findText } from "#app/reading/texts.ts";
import { findPamphlet } from "#app/shop/pamphlets.ts";
import type { Site } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { Card } from "./card.ts";

/** What the picture of a page says. Undefined where there is no such page, or it is not out yet. */
export async function findCard(
  site: Pick<Site, "db" | "clock" | "settings">,
  kind: string,
  slug: string,
): Promise<Card | undefined> {
  const { db, clock, settings } = site;
  const house = settings.party.name;
  const now = clock.now();
  switch (kind) {
    case "texts": {
      const text = await findText(db, slug);
      if (!text) return undefined;
      const guide = text.holds === "guide";
      return {
        look: guide ? "guide" : "text",
        kicker: guide ? "A reader’s guide to" : "Text",
        title: text.title,
        byline: text.author,
        note: readingTime(text.words),
        house,
      };
    }
    case "reading": {
      const list = await findReadingList(db, slug);
      if (!list) return undefined;
      const texts = list.path.length + list.background.length;
      return {
        look: "list",
        kicker: "Reading list",
        title: list.title,
        byline: list.summary,
        note: count(texts, "text"),
        house,
      };
    }
    case "news": {
      const item = await findNews(db, slug, now);
      if (!item) return undefined;
      return {
        look: "news",
        kicker: `News: ${topicName(item.topic)}`,
        title: item.title,
        byline: item.author,
        note: formatDay(ukDay(item.published)),
        house,
      };
    }
    case "shop": {
      const pamphlet = await findPamphlet(db, slug, ukDay(now));
      if (!pamphlet) return undefined;
      return {
        look: "pamphlet",
        kicker: "Pamphlet",
        title: pamphlet.title,
        byline: pamphlet.author,
        note: formatPence(pamphlet.pricePence),
        house,
      };
    }
    case "site":
      if (slug !== "home") return undefined;
      return {
        look: "site",
        kicker: "",
        title: house,
        byline: `Texts, news and pamphlets from ${settings.party.press}`,
        note: "",
        house,
      };
    default:
      return undefined;
  }
}
