export type OutgoingHeaders = Record<string, string | string[]>;

/** An answer of the site's pages, whole: what a page cache may keep, and what is sent where it may not. */
export type Rendered = { status: number; headers: OutgoingHeaders; body: Buffer };
