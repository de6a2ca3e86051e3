import type { Provenance } from "#app/reading/texts.ts";
import type { Db } from "#db/client.ts";

/** What the editions take as a draft; the same shape as `app/reading/drafts.ts` has. */
export type TextDraft = {
  slug: string;
  title: string;
  author: string;
  occasion: string;
  originalDate: string;
  paper: string | null;
  summary: string;
  holds: "guide" | "full text";
  introduction: string;
  body: string;
  provenance: Provenance;
  rights: string;
};

/** Stands where `saveDraft` of the editions goes. */
export function saveDraft(_db: Db, _draft: TextDraft, _now: Date): Promise<{ slug: string; edition: number }> {
  return Promise.reject(new Error("Drafts cannot be stored yet: app/reading/drafts.ts is not there."));
}
