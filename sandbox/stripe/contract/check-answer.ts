import { type ContractOperation, contract, eventTypes, type Node, resolved } from "./contract.ts";

/**
 * What is wrong with a value, or undefined when it fits. Walks the contract as it is: compiling validators for
 * objects this large would cost every test run seconds.
 */
export function problemWith(given: Node, value: unknown, path = ""): string | undefined {
  const node = resolved(given);
  if (node.anyOf) return problemWithUnion(node.anyOf, value, path);
  if (node.enum)
    return node.enum.includes(value as string) ? undefined : `${path} is not one of ${node.enum.join(", ")}`;
  if (value === null && (node.type === "null" || Array.isArray(node.type))) return undefined;
  const type = Array.isArray(node.type) ? node.type[0] : node.type;
  if (type === undefined) return undefined;
  if (type === "array") {
    if (!Array.isArray(value)) return `${path} is not a list`;
    return first(value.map((item, at) => () => problemWith(node.items ?? {}, item, `${path}/${at}`)));
  }
  if (type === "object") return problemWithObject(node, value, path);
  if (typeof value !== type) return `${path} is not a ${type}`;
  if (node.pattern && !new RegExp(node.pattern).test(String(value)))
    return `${path} does not look like ${node.pattern}`;
  return undefined;
}

function problemWithObject(node: Node, value: unknown, path: string): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${path} is not an object`;
  const object = value as Record<string, unknown>;
  const missing = node.required?.find((key) => object[key] === undefined);
  if (missing) return `${path} lacks ${missing}`;
  const open = node.additionalProperties;
  return first(
    Object.entries(object).map(([key, item]) => () => {
      if (item === undefined) return undefined;
      const property = node.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
      if (property) return problemWith(property, item, `${path}/${key}`);
      if (typeof open === "object") return problemWith(open, item, `${path}/${key}`);
      return open === false ? `${path} has ${key}, which the SDK does not know` : undefined;
    }),
  );
}

function problemWithUnion(branches: Node[], value: unknown, path: string): string | undefined {
  let nearest: string | undefined;
  for (const branch of branches) {
    const problem = problemWith(branch, value, path);
    if (problem === undefined) return undefined;
    // The branch that got furthest into the value is the one that was meant.
    if (nearest === undefined || problem.length > nearest.length) nearest = problem;
  }
  return nearest;
}

function first(checks: (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The stand-in itself is wrong; never to be mistaken for a refusal. */
export class BrokenContract extends Error {}

/** Throws when an answer is not what the SDK's types promise. */
export function checkAnswer(operation: ContractOperation, answer: object): void {
  const page = answer as { object?: string; data?: unknown; has_more?: unknown; url?: unknown };
  const problem = operation.list
    ? page.object !== "list" || typeof page.has_more !== "boolean" || typeof page.url !== "string"
      ? " is not a list object"
      : problemWith({ type: "array", items: operation.returns }, page.data, "/data")
    : problemWith(operation.returns, answer);
  if (problem) throw new BrokenContract(`The sandbox broke the contract in ${operation.sdk}: ${problem}`);
}

const definitionOfObject = new Map<string, string>();

/** Throws when the object of an event is not what the SDK's types promise, or the event has no known type. */
export function checkObject(object: { object: string }, event: string): void {
  if (!eventTypes.has(event)) throw new BrokenContract(`Stripe has no event called ${event}`);
  const definition = definitionFor(object.object);
  if (!definition) throw new BrokenContract(`The contract knows no object called ${object.object}`);
  // The notice of a coming renewal is the one object without an id.
  const subject = event === "invoice.upcoming" ? { id: "", ...object } : object;
  const problem = problemWith({ $ref: `#/definitions/${definition}` }, subject);
  if (problem) throw new BrokenContract(`The sandbox broke the contract in ${event} (${object.object}): ${problem}`);
}

function definitionFor(name: string): string | undefined {
  if (definitionOfObject.size === 0)
    for (const operation of contract.operations)
      for (const node of operation.returns.anyOf ?? [operation.returns]) {
        const id = node.$ref?.slice("#/definitions/".length);
        const object = id ? contract.definitions[id]?.properties?.object?.enum?.[0] : undefined;
        if (id && object && !id.includes("Deleted")) definitionOfObject.set(String(object), id);
      }
  return definitionOfObject.get(name);
}
