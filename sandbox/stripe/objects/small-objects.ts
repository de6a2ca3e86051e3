import type Stripe from "stripe";
import { contract, skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { TestClock, WebhookEndpoint } from "../wire.ts";
import type { Call, Handlers } from "../world.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

const day = 86_400;

/** True for an address that cannot leave this computer. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname;
  return host === "127.0.0.1" || host === "localhost" || host === "[::1]";
}

function checkedUrl(address: string | undefined): string {
  if (!address) throw missingParam("url");
  if (!isLoopback(address) || URL.parse(address)?.protocol !== "http:")
    throw badParam("url", "The sandbox delivers to http:// addresses on this computer only.", "url_invalid");
  return address;
}

export const webhookEndpointHandlers: Handlers = {
  "WebhookEndpoints.create": (world, { params }: Call<Stripe.WebhookEndpointCreateParams>) => {
    const row = skeleton<WebhookEndpoint>("WebhookEndpoints.WebhookEndpoint");
    row.id = newId("we_");
    row.api_version = params.api_version ?? contract.api_version;
    row.created = world.clock.seconds();
    row.description = params.description || null;
    row.enabled_events = params.enabled_events;
    row.metadata = mergedMetadata({}, params.metadata);
    row.secret = `whsec_${newId("", 32)}`;
    row.status = "enabled";
    row.url = checkedUrl(params.url);
    world.store.put("webhook_endpoint", row);
    return row;
  },
  "WebhookEndpoints.retrieve": (world, { id }: Call<object>) => withoutSecret(existing(world, "webhook_endpoint", id)),
  "WebhookEndpoints.list": (world, { params }: Call<Stripe.WebhookEndpointListParams>) => {
    const page = listPage(world, "webhook_endpoint", params, { url: "/v1/webhook_endpoints" });
    return { ...page, data: page.data.map((row) => withoutSecret(row as WebhookEndpoint)) };
  },
  "WebhookEndpoints.update": (world, { id, params }: Call<Stripe.WebhookEndpointUpdateParams>) =>
    withoutSecret(
      changed(world, "webhook_endpoint", id, null, (row) => {
        if (params.url !== undefined) row.url = checkedUrl(params.url);
        if (params.enabled_events) row.enabled_events = params.enabled_events;
        if (params.disabled !== undefined) row.status = params.disabled ? "disabled" : "enabled";
        if (params.description !== undefined) row.description = params.description || null;
        row.metadata = mergedMetadata(row.metadata, params.metadata);
      }),
    ),
  "WebhookEndpoints.del": (world, { id }: Call<object>) => {
    existing(world, "webhook_endpoint", id);
    world.store.delete("webhook_endpoint", id);
    return { id, object: "webhook_endpoint", deleted: true };
  },
};

/** The signing secret is told once, at creation. */
function withoutSecret(row: WebhookEndpoint): object {
  const { secret: _secret, ...rest } = row;
  return rest;
}

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
