import type { TextDraft } from "#app/reading/drafts.ts";

/** A text of our own words as it is saved, to be changed where a test needs it. */
export function sampleDraft(over: Partial<TextDraft> = {}): TextDraft {
  return {
    slug: "the-night-shift",
    title: "The Night Shift",
    author: "Ada Example",
    occasion: "Leaflet, Sampleton, 1911",
    originalDate: "1911-03",
    paper: null,
    summary: "What the bakers of Sampleton asked for, and how they got it.",
    holds: "full text",
    introduction: "A leaflet that was handed out at the gate.",
    body: `## The bakehouse

We begin at ten in the evening and go home when others rise.[^1]

The flour is in the air, and nobody has opened a window since the spring.[^a]

## What we ask

Eight hours, a window, and the union’s hand on the door.

[^1]: In winter at nine.
[^a]: The windows were nailed shut; see the inspector’s report.
`,
    provenance: { source: "Written for the tests" },
    rights: "Free to copy.",
    ...over,
  };
}
