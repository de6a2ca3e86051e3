/**
 * One side of a boundary that a process crosses:
 * - `before`: it has said what it wants, and nobody has heard it yet
 * - `done`: it was done, and the process has not heard of it yet
 * - `after`: the process has just heard of it
 */
export type Side = "before" | "done" | "after";

/**
 * Tells of a moment and waits; false means that what it is about must not be passed on, because the process is gone.
 * `what` names the boundary: `commit orders+stock`, `POST /v1/refunds`, `DATA`.
 */
export type Tell = (what: string, side: Side) => Promise<boolean>;
