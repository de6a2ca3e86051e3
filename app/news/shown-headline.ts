import { formatDay, ukDay } from "#app/time/clock.ts";
import type { Headline } from "./news.ts";
import { topicName } from "./topic-name.ts";

export type ShownHeadline = {
  slug: string;
  title: string;
  author: string;
  standfirst: string;
  topic: string;
  topicName: string;
  published: string;
  day: string;
};

/** A headline as a list shows it. Its day is the day it was in the United Kingdom. */
export function shownHeadline({ slug, title, author, standfirst, topic, published }: Headline): ShownHeadline {
  return {
    slug,
    title,
    author,
    standfirst,
    topic,
    topicName: topicName(topic),
    published: published.toISOString(),
    day: formatDay(ukDay(published)),
  };
}
