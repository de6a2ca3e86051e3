import { atLeast, exactly, type Figures, told } from "../figures.ts";
import { ALLOWED } from "./allowed.ts";
import { JOURNEYS } from "./journeys.ts";
import { goThrough, whyNotAlone } from "./no-network.ts";

/** A new house without a network: whom its processes reach for, and what of that is not on the written list. */
export async function outboundFigures(): Promise<Figures> {
  const report = await goThrough();
  const whyNot = whyNotAlone();
  const alone = whyNot
    ? [told("without a network", `no: ${whyNot}`)]
    : [
        exactly("network interfaces but loopback", report.interfaces.filter((name) => name !== "lo").length, 0),
        exactly("packets with no way out, by any program", report.noWayOut ?? -1, 0),
        atLeast("the same, after one on purpose", report.noWayOutAfterOne ?? 0, 1),
      ];
  return {
    part: "outbound",
    figures: [
      exactly("journeys come to their end", report.journeys, Object.keys(JOURNEYS).length),
      exactly("pairs of the list seen", report.seen.length, ALLOWED.length),
      exactly("attempts that are not on it", report.undeclared.length, 0),
      ...report.undeclared.map((words) => told("not on it", words)),
      ...alone,
    ],
  };
}
