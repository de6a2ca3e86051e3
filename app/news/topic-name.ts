/** A topic's slug as words: `trade-unions` → "Trade unions". */
export function topicName(topic: string): string {
  const words = topic.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
