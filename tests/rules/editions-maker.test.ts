import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { epubOfList } from "#app/reading/editions/epub-list.ts";
import { epubOfText } from "#app/reading/editions/epub-text.ts";
import { MAKER } from "#app/reading/editions/made-files.ts";
import { markdownOf } from "#app/reading/editions/markdown-text.ts";
import { plainTextOf } from "#app/reading/editions/plain-text.ts";
import { BODY, IMPRINT, INTRODUCTION, longBody, SAMPLE_LIST, sampleText } from "../support/sample-text.ts";

/** What MAKER of that number makes of the samples. Changing this line without raising MAKER keeps the old files. */
const MADE = { maker: 1, digest: "be616b8622700414" };

test("whoever changes what an edition looks like raises MAKER, or the old files would be kept", () => {
  const text = sampleText();
  const guide = sampleText({ holds: "guide" });
  const long = sampleText({ body: longBody(60_000) });
  const made = createHash("sha256")
    .update(epubOfText(text, IMPRINT))
    .update(epubOfText(guide, IMPRINT))
    .update(epubOfList(SAMPLE_LIST, [{ text, why: "Begin here." }], [{ text: long, why: "Then this." }], IMPRINT))
    .update(plainTextOf(text, IMPRINT))
    .update(plainTextOf(guide, IMPRINT))
    .update(markdownOf(text, { introduction: INTRODUCTION, body: BODY }, IMPRINT))
    .digest("hex");
  expect({ maker: MAKER, digest: made.slice(0, 16) }).toEqual(MADE);
});
