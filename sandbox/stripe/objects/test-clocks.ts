import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { listPage } from "../http/paging.ts";
import { badParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { TestClock } from "../wire.ts";
import type { Call, Handlers } from "../world.ts";
import { existing } from "./existing.ts";

const day = 86_400;

/** Test clocks share the sandbox's one virtual clock: advancing one advances everything. */
export const testClockHandlers: Handlers = {
  "TestHelpers.TestClocks.create": (world, { params }: Call<Stripe.TestHelpers.TestClockCreateParams>) => {
    const now = world.clock.seconds();
    if (params.frozen_time < now - day)
      throw badParam(
        "frozen_time",
        "The sandbox has one clock, which cannot go back: frozen_time must not lie in the past.",
      );
    const row = skeleton<TestClock>("TestHelpers.TestClocks.TestClock");
    row.id = newId("clock_");
    row.created = now;
    row.deletes_after = now + 30 * day;
    row.frozen_time = Math.max(params.frozen_time, now);
    row.name = params.name ?? null;
    row.status = "ready";
    row.status_details = {};
    world.store.put("test_helpers.test_clock", row);
    if (row.frozen_time > now) world.schedule.runUntil(row.frozen_time * 1000);
    return row;
  },
  "TestHelpers.TestClocks.retrieve": (world, { id }: Call<object>) => existing(world, "test_helpers.test_clock", id),
  "TestHelpers.TestClocks.list": (world, { params }: Call<Stripe.TestHelpers.TestClockListParams>) =>
    listPage(world, "test_helpers.test_clock", params, { url: "/v1/test_helpers/test_clocks" }),
  "TestHelpers.TestClocks.advance": (world, { id, params }: Call<Stripe.TestHelpers.TestClockAdvanceParams>) => {
    const row = existing(world, "test_helpers.test_clock", id);
    if (params.frozen_time <= row.frozen_time) throw badParam("frozen_time", "A test clock can only be moved forward.");
    row.frozen_time = params.frozen_time;
    world.store.put("test_helpers.test_clock", row);
    // Events that the clock brings about were asked for by nobody.
    const request = world.request;
    world.request = null;
    world.schedule.runUntil(params.frozen_time * 1000);
    world.request = request;
    world.emit("test_helpers.test_clock.ready", row);
    return row;
  },
  "TestHelpers.TestClocks.del": (world, { id }: Call<object>) => {
    existing(world, "test_helpers.test_clock", id);
    world.store.delete("test_helpers.test_clock", id);
    return { id, object: "test_helpers.test_clock", deleted: true };
  },
};
