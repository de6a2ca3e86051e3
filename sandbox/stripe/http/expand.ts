import { type ContractOperation, type Node, resolved } from "../contract/contract.ts";
import { asOfNow } from "../payments/balance-transactions.ts";
import type { TableName } from "../store/tables.ts";
import type { BalanceTransaction } from "../wire.ts";
import type { World } from "../world.ts";
import { listPage, pageOf } from "./paging.ts";
import { badParam } from "./refusal.ts";

type Tree = { [key: string]: Tree };
type Json = Record<string, unknown>;

/** Where an id leads, by its prefix. */
const tables: readonly [string, TableName][] = [
  ["bpc_", "billing_portal.configuration"],
  ["bps_", "billing_portal.session"],
  ["ch_", "charge"],
  ["clock_", "test_helpers.test_clock"],
  ["cs_test_", "checkout.session"],
  ["cus_", "customer"],
  ["dp_", "dispute"],
  ["in_", "invoice"],
  ["inpay_", "invoice_payment"],
  ["issfr_", "radar.early_fraud_warning"],
  ["mandate_", "mandate"],
  ["pi_", "payment_intent"],
  ["pm_", "payment_method"],
  ["po_", "payout"],
  ["price_", "price"],
  ["py_", "charge"],
  ["pyr_", "refund"],
  ["re_", "refund"],
  ["seti_", "setup_intent"],
  ["shr_", "shipping_rate"],
  ["sub_", "subscription"],
  ["txn_", "balance_transaction"],
];

/** Lists that are left out of an object unless asked for. */
const included: Readonly<Record<string, (world: World, id: string) => object>> = {
  "checkout.session line_items": (world, id) =>
    pageOf(world.store.get("checkout_record", id)?.lineItems ?? [], {}, `/v1/checkout/sessions/${id}/line_items`),
  "charge refunds": (world, id) =>
    listPage(world, "refund", {}, { url: `/v1/charges/${id}/refunds`, where: { charge: id } }),
  "customer subscriptions": (world, id) =>
    listPage(world, "subscription", {}, { url: `/v1/customers/${id}/subscriptions`, where: { customer: id } }),
  "invoice payments": (world, id) =>
    listPage(world, "invoice_payment", {}, { url: `/v1/invoice_payments?invoice=${id}`, where: { invoice: id } }),
};

/** Refuses expansions that are too deep or that the contract does not know; before anything is done. */
export function expansionsOf(operation: ContractOperation, expand: string[] | undefined): Tree {
  const tree: Tree = {};
  for (const path of expand ?? []) {
    const steps = path.split(".");
    const depth = operation.list ? steps.length - 1 : steps.length;
    if (depth > 4) throw badParam("expand", `Expansion goes at most 4 levels deep: ${path}`);
    if (operation.list && steps[0] !== "data")
      throw badParam("expand", `This property cannot be expanded (${path}). In a list, expansions begin with data.`);
    let nodes: Node[] = [operation.returns];
    let branch = tree;
    for (const step of operation.list ? steps.slice(1) : steps) {
      nodes = nodes.flatMap((node) => childrenOf(node, step));
      if (nodes.length === 0) throw badParam("expand", `This property cannot be expanded (${path}).`);
      branch[step] ??= {};
      branch = branch[step];
    }
  }
  return tree;
}

/** The objects that a step may lead to, through lists and unions. */
function childrenOf(given: Node, step: string): Node[] {
  const node = resolved(given);
  if (node.anyOf) return node.anyOf.flatMap((branch) => childrenOf(branch, step));
  if (step === "data" && node.properties?.data?.items) return objectsIn(node.properties.data.items);
  const child = node.properties?.[step];
  return child ? objectsIn(child) : [];
}

function objectsIn(given: Node): Node[] {
  const node = resolved(given);
  if (node.anyOf) return node.anyOf.flatMap(objectsIn);
  if (node.type === "array" && node.items) return objectsIn(node.items);
  return node.type === "object" || (Array.isArray(node.type) && node.type[0] === "object") ? [node] : [];
}

/** The object as answered: a copy with the asked-for objects in place of their ids. */
export function rendered(world: World, object: object, tree: Tree): object {
  const source = object as Json;
  const copy: Json =
    source.object === "balance_transaction"
      ? { ...asOfNow(world, source as unknown as BalanceTransaction) }
      : { ...source };
  for (const [key, branch] of Object.entries(tree)) {
    const include = source[key] === undefined ? included[`${source.object} ${key}`] : undefined;
    const value = include ? include(world, String(source.id)) : source[key];
    copy[key] = renderedValue(world, value, branch);
  }
  if (source.object === "list" && Array.isArray(source.data) && !tree.data)
    copy.data = source.data.map((item: object) => rendered(world, item, {}));
  return copy;
}

function renderedValue(world: World, value: unknown, branch: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => renderedValue(world, item, branch));
  if (typeof value === "string") return renderedId(world, value, branch);
  return typeof value === "object" && value !== null ? rendered(world, value, branch) : value;
}

function renderedId(world: World, id: string, branch: Tree): unknown {
  const gone = world.store.get("deleted", id);
  if (gone) return { id, object: gone.object, deleted: true };
  const name =
    tables.find(([prefix]) => id.startsWith(prefix))?.[1] ?? (world.store.get("product", id) ? "product" : undefined);
  const row = name ? world.store.get(name, id) : undefined;
  return row ? rendered(world, row, branch) : id;
}
