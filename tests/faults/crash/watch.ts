import type { Side, Tell } from "./moments.ts";

/** Who crosses a boundary. What the server answers to browsers and to Stripe is the server's; `command` is typed by an officer. */
export type Who = "server" | "worker" | "command";

/** A boundary of one journey: who crosses it, in the course of what, which, the how-manieth of that name, on which side. */
export type Point = { who: Who; during: string; what: string; nth: number; side: Side };

export const nameOf = ({ who, during, what, nth, side }: Point) =>
  `${who} · ${during} · ${what}${nth > 1 ? ` (${nth})` : ""} · ${side}`;

/** Watches the boundaries of one run: writes them down, or waits for one of them to strike. */
export type Watch = {
  /** What the site is busy with, for the names of what follows. */
  during: string;
  /** For an ear: tells of moments of one of the two. */
  tellOf(who: Who): Tell;
  /** From now on every point is written down. */
  record(): void;
  /** From now on `strike` is called at that point, and nothing of its process passes any more. */
  arm(point: Point): void;
  /** Ends either; gives the points that were written down, in order. */
  end(): Point[];
  hasStruck(): boolean;
};

export function createWatch(strike: (who: Who) => Promise<void>): Watch {
  let state: "idle" | "recording" | "armed" = "idle";
  let target: Point | undefined;
  let struck = false;
  let points: Point[] = [];
  let counts = new Map<string, number>();
  const start = (next: "recording" | "armed") => {
    state = next;
    struck = false;
    points = [];
    counts = new Map();
  };
  const watch: Watch = {
    during: "",
    tellOf: (who) => async (what, side) => {
      if (state === "idle") return true;
      const key = [who, watch.during, what, side].join("\n");
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      const point = { who, during: watch.during, what, nth, side };
      if (state === "recording") points.push(point);
      if (state !== "armed" || !target || nameOf(point) !== nameOf(target)) return true;
      state = "idle";
      struck = true;
      await strike(who);
      return false;
    },
    record: () => start("recording"),
    arm(point) {
      target = point;
      start("armed");
    },
    end() {
      state = "idle";
      return points;
    },
    hasStruck: () => struck,
  };
  return watch;
}
