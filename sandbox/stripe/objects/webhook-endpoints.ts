import type Stripe from "stripe";
import { contract, skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { isLoopback } from "../webhooks/loopback.ts";
import type { WebhookEndpoint } from "../wire.ts";
import type { Call, Handlers } from "../world.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

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
