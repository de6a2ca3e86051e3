import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { PortalConfiguration, PortalSession } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

type SessionParams = Stripe.BillingPortal.SessionCreateParams;
type ConfigurationParams = Stripe.BillingPortal.ConfigurationCreateParams;
const actedOut = ["payment_method_update", "subscription_cancel"];

function createPortalSession(world: World, params: SessionParams): PortalSession {
  if (!params.customer) throw missingParam("customer");
  const customer = existing(world, "customer", params.customer, "customer");
  if (params.return_url && !/^https?:\/\//.test(params.return_url))
    throw badParam("return_url", "Not a valid URL: return_url must begin with http:// or https://.", "url_invalid");
  const configuration = params.configuration
    ? existing(world, "billing_portal.configuration", params.configuration, "configuration")
    : defaultConfiguration(world);
  const row = skeleton<PortalSession>("BillingPortal.Sessions.Session");
  row.id = newId("bps_");
  row.configuration = configuration.id;
  row.created = world.clock.seconds();
  row.customer = customer.id;
  row.locale = params.locale ?? null;
  row.return_url = params.return_url ?? configuration.default_return_url;
  row.flow = params.flow_data ? flowOf(world, customer.id, params.flow_data) : null;
  row.url = `${world.publicUrl()}/portal/${row.id}`;
  world.store.put("billing_portal.session", row);
  world.emit("billing_portal.session.created", row);
  return row;
}

function flowOf(world: World, customer: string, flow: NonNullable<SessionParams["flow_data"]>): PortalSession["flow"] {
  if (!actedOut.includes(flow.type))
    throw badParam(
      "flow_data[type]",
      `This sandbox acts out the flows ${actedOut.join(" and ")} only, not ${flow.type}.`,
    );
  const subscription = flow.subscription_cancel?.subscription;
  if (flow.type === "subscription_cancel" && !subscription)
    throw missingParam("flow_data[subscription_cancel][subscription]");
  if (subscription) {
    const known = existing(world, "subscription", subscription, "flow_data[subscription_cancel][subscription]");
    if (known.customer !== customer)
      throw badParam("flow_data[subscription_cancel][subscription]", "The subscription belongs to another customer.");
  }
  const after = flow.after_completion;
  return {
    after_completion: {
      hosted_confirmation: after?.hosted_confirmation
        ? { custom_message: after.hosted_confirmation.custom_message ?? null }
        : null,
      redirect: after?.redirect ? { return_url: after.redirect.return_url } : null,
      type: after?.type ?? "portal_homepage",
    },
    customer_update: null,
    subscription_cancel: subscription ? { retention: null, subscription } : null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type: flow.type,
  };
}

/** What the portal offers when nobody has configured it; made when first needed. */
function defaultConfiguration(world: World): PortalConfiguration {
  for (const row of world.store.table("billing_portal.configuration").values()) if (row.is_default) return row;
  const row = createConfiguration(world, {
    features: {
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true },
    },
  } as ConfigurationParams);
  row.is_default = true;
  return row;
}

function createConfiguration(world: World, params: ConfigurationParams): PortalConfiguration {
  const row = skeleton<PortalConfiguration>("BillingPortal.Configurations.Configuration");
  const { features } = params;
  row.id = newId("bpc_");
  row.active = true;
  row.created = world.clock.seconds();
  row.updated = row.created;
  row.default_return_url = params.default_return_url || null;
  row.business_profile = { headline: null, privacy_policy_url: null, terms_of_service_url: null };
  row.features.invoice_history.enabled = features.invoice_history?.enabled ?? false;
  row.features.payment_method_update.enabled = features.payment_method_update?.enabled ?? false;
  row.features.subscription_cancel.enabled = features.subscription_cancel?.enabled ?? false;
  row.features.subscription_cancel.mode = features.subscription_cancel?.mode ?? "at_period_end";
  row.features.customer_update.enabled = false;
  row.features.subscription_pause.enabled = false;
  row.features.subscription_update.enabled = false;
  row.metadata = mergedMetadata({}, params.metadata);
  world.store.put("billing_portal.configuration", row);
  return row;
}

export const portalHandlers: Handlers = {
  "BillingPortal.Sessions.create": (world, { params }: Call<SessionParams>) => createPortalSession(world, params),
  "BillingPortal.Configurations.create": (world, { params }: Call<ConfigurationParams>) => {
    for (const name of ["customer_update", "subscription_pause", "subscription_update"] as const)
      if (params.features[name]?.enabled)
        throw badParam(`features[${name}]`, `This sandbox's portal does not act out ${name}.`);
    const row = createConfiguration(world, params);
    world.emit("billing_portal.configuration.created", row);
    return row;
  },
  "BillingPortal.Configurations.retrieve": (world, { id }: Call<object>) =>
    existing(world, "billing_portal.configuration", id),
  "BillingPortal.Configurations.update": (
    world,
    { id, params }: Call<Stripe.BillingPortal.ConfigurationUpdateParams>,
  ) =>
    changed(world, "billing_portal.configuration", id, "billing_portal.configuration.updated", (row) => {
      if (params.active !== undefined) row.active = params.active;
      if (params.default_return_url !== undefined) row.default_return_url = params.default_return_url || null;
      row.metadata = mergedMetadata(row.metadata ?? {}, params.metadata);
      row.updated = world.clock.seconds();
    }),
  "BillingPortal.Configurations.list": (world, { params }: Call<Stripe.BillingPortal.ConfigurationListParams>) =>
    listPage(world, "billing_portal.configuration", params, {
      url: "/v1/billing_portal/configurations",
      keep: (row) =>
        (params.active === undefined || row.active === params.active) &&
        (params.is_default === undefined || row.is_default === params.is_default),
    }),
};
