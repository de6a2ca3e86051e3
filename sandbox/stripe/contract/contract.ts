import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The parts of JSON Schema that the contract uses. */
export type Node = {
  type?: string | [string, "null"];
  enum?: (string | number | boolean)[];
  "x-open-enum"?: string[];
  pattern?: string;
  anyOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: boolean | Node;
  $ref?: string;
};
export type ContractOperation = {
  sdk: string;
  method: "GET" | "POST" | "DELETE";
  path: string;
  params?: Node;
  returns: Node;
  list?: true;
};
type ContractFile = {
  sdk_version: string;
  api_version: string;
  operations: ContractOperation[];
  definitions: Record<string, Node>;
};

const file = join(dirname(fileURLToPath(import.meta.url)), "contract.json");
export const contract: ContractFile = JSON.parse(readFileSync(file, "utf8"));
/** Every type of event that the SDK knows. */
export const eventTypes = new Set(contract.definitions["Events.EventBase"]?.properties?.type?.enum);
const refPrefix = "#/definitions/".length;

/** Follows a reference to its definition. */
export function resolved(node: Node): Node {
  if (node.$ref === undefined) return node;
  const definition = contract.definitions[node.$ref.slice(refPrefix)];
  if (!definition) throw new Error(`The contract has no definition for ${node.$ref}`);
  return definition;
}

const skeletons = new Map<string, string>();

/**
 * The smallest object of a definition that the contract accepts: every required key, null or empty wherever allowed.
 * Callers fill in what they know; what stays is what Stripe answers for a feature nobody switched on.
 */
export function skeleton<T>(definition: string): T {
  let text = skeletons.get(definition);
  if (text === undefined) {
    text = JSON.stringify(blank({ $ref: `#/definitions/${definition}` }, 0));
    skeletons.set(definition, text);
  }
  return JSON.parse(text) as T;
}

function blank(given: Node, depth: number): unknown {
  const node = resolved(given);
  if (depth > 8) return null;
  if (Array.isArray(node.type) || node.anyOf?.some((branch) => branch.type === "null")) return null;
  if (node.anyOf?.[0]) return blank(node.anyOf[0], depth + 1);
  if (node.enum) return node.enum[0];
  if (node["x-open-enum"]?.[0] !== undefined) return node["x-open-enum"][0];
  if (node.type === "array") return [];
  if (node.type === "boolean") return false;
  if (node.type === "number") return 0;
  if (node.type === "string") return node.pattern ? "0" : "";
  const result: Record<string, unknown> = {};
  for (const key of node.required ?? []) result[key] = blank(node.properties?.[key] ?? {}, depth + 1);
  return result;
}
