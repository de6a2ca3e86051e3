import { contract } from "../contract/contract.ts";
import { listPage } from "../http/paging.ts";
import { badParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { existing } from "../objects/existing.ts";
import type { EventRecord } from "../store/records.ts";
import type { Call, Handlers, World } from "../world.ts";

type EventListParams = {
  type?: string;
  types?: string[];
  delivery_success?: boolean;
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: number;
};

/** Records what happened to an object, with the object as it is at this moment. */
export function recordEvent(
  world: World,
  type: string,
  object: object,
  previous: Record<string, unknown> | undefined,
): EventRecord {
  const id = newId("evt_");
  const created = world.clock.seconds();
  const data = previous ? { object, previous_attributes: previous } : { object };
  const request = { id: world.request?.id ?? null, idempotency_key: world.request?.idempotencyKey ?? null };
  const body = JSON.stringify({
    id,
    object: "event",
    api_version: contract.api_version,
    created,
    data,
    livemode: false,
    request,
    type,
  });
  const row: EventRecord = { id, type, created, body, pending: 0, undelivered: false };
  world.store.put("event", row);
  return row;
}

/** The event as text, with the number of deliveries still outstanding. */
export function eventText(row: EventRecord): string {
  return `${row.body.slice(0, -1)},"pending_webhooks":${row.pending}}`;
}

export function eventObject(row: EventRecord): object {
  return JSON.parse(eventText(row)) as object;
}

export const eventHandlers: Handlers = {
  "Events.retrieve": (world, { id }: Call<object>) => eventObject(existing(world, "event", id)),
  "Events.list": (world, { params }: Call<EventListParams>) => {
    const { type, types } = params;
    if (type && types) throw badParam("types", "Give either type or types, not both.");
    if ((types?.length ?? 0) > 20) throw badParam("types", "types takes at most 20 event types.");
    const only = types?.length === 1 ? types[0] : type?.includes("*") ? undefined : type;
    const wanted = new Set(types);
    const prefix = type?.endsWith("*") ? type.slice(0, -1) : undefined;
    const page = listPage(world, "event", params, {
      url: "/v1/events",
      where: {
        type: only,
        delivery_success: params.delivery_success === undefined ? undefined : String(params.delivery_success),
      },
      keep: (row) =>
        (wanted.size === 0 || wanted.has(row.type)) && (prefix === undefined || row.type.startsWith(prefix)),
    });
    return { ...page, data: (page.data as EventRecord[]).map(eventObject) };
  },
};
