import { type Node, resolved } from "../contract/contract.ts";
import { badParam, Refusal } from "./refusal.ts";

/** The few numbers in the API that may have a fraction; every other one is a whole number. */
const fractional = /(percent|percentage|weight|height|length|width)$/;

/** Turns a parsed form or query, all strings, into typed parameters, refusing what the contract does not allow. */
export function decodeParams(schema: Node | undefined, form: Record<string, unknown>): Record<string, unknown> {
  const node = schema ? resolved(schema) : { properties: {} };
  refuseUnknown(node, form, "");
  return decodeObject(node, form, "");
}

function decodeObject(node: Node, form: Record<string, unknown>, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(form)) {
    const property = node.properties?.[key] ?? openType(node);
    const here = path === "" ? key : `${path}[${key}]`;
    if (!property) throw unknownParams([here]);
    result[key] = decode(property, value, here);
  }
  for (const key of node.required ?? []) {
    if (key in result) continue;
    const here = path === "" ? key : `${path}[${key}]`;
    throw badParam(here, `Missing required param: ${here}.`, "parameter_missing");
  }
  return result;
}

function openType(node: Node): Node | undefined {
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
}

function decode(given: Node, value: unknown, path: string): unknown {
  const node = resolved(given);
  if (node.anyOf) return decodeUnion(node.anyOf, value, path);
  const type = Array.isArray(node.type) ? node.type[0] : node.type;
  if (value === "" && Array.isArray(node.type)) return "";
  if (type === "object") {
    if (!isPlainObject(value)) throw badParam(path, `Invalid object: ${path} takes named values in brackets.`);
    return decodeObject(node, value, path);
  }
  if (type === "array") return listOf(value, path).map((item, at) => decode(node.items ?? {}, item, `${path}[${at}]`));
  if (typeof value !== "string") throw badParam(path, `Invalid ${type ?? "value"}: ${path} takes one plain value.`);
  return decodeText(node, type, value, path);
}

function decodeText(node: Node, type: string | undefined, value: string, path: string): unknown {
  const words = node.enum ?? node["x-open-enum"];
  if (words && value !== "") {
    const found = words.find((word) => String(word) === value);
    if (found === undefined) throw badParam(path, `Invalid ${path}: must be one of ${words.join(", ")}.`);
    return found;
  }
  if (value === "" && path.includes("metadata")) return "";
  if (value === "") {
    const message = `${path} was sent empty. An empty value means "unset", which ${path} does not allow: leave it out or give a value.`;
    throw badParam(path, message, "parameter_invalid_empty");
  }
  if (type === "boolean") {
    if (value !== "true" && value !== "false") throw badParam(path, `Invalid boolean: ${value}`);
    return value === "true";
  }
  if (type === "number") {
    if (/^-?\d{1,15}$/.test(value)) return Number(value);
    if (fractional.test(path.replace(/\]$/, "")) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
    throw badParam(path, `Invalid integer: ${value}`, "parameter_invalid_integer");
  }
  if (node.pattern && !new RegExp(node.pattern).test(value)) throw badParam(path, `Invalid decimal: ${value}`);
  return value;
}

/** Tries the stricter branches first: a plain string accepts anything and so comes last. */
function decodeUnion(branches: Node[], value: unknown, path: string): unknown {
  const options = branches.map(resolved);
  if (value === "" && options.some((option) => option.type === "null" || option.enum?.includes(""))) return "";
  const fitting = options.filter((option) => mayFit(option, value, options));
  const tried = fitting.length > 0 ? fitting : options.filter((option) => option.type !== "null");
  const ranked = tried.sort((a, b) => rank(a) - rank(b));
  let refusal: Refusal | undefined;
  for (const option of ranked) {
    try {
      return decode(option, value, path);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The branch of the value's own shape has the most useful thing to say.
      if (!refusal || (isPlainObject(value) && option.type === "object")) refusal = error;
    }
  }
  throw refusal ?? badParam(path, `Invalid value for ${path}.`);
}

/** Whether a branch is worth trying. Where plain text is allowed, digits stay text: metadata keeps "007". */
function mayFit(option: Node, value: unknown, options: Node[]): boolean {
  const type = Array.isArray(option.type) ? option.type[0] : option.type;
  if (type === "object" || type === "array") return typeof value === "object";
  if (typeof value !== "string" || type === "null") return false;
  if (type === "number") return /^-?[\d.]+$/.test(value) && !options.some((other) => rank(other) === 3);
  if (type === "boolean") return value === "true" || value === "false";
  return option.enum ? option.enum.some((word) => String(word) === value) : true;
}

function rank(option: Node): number {
  if (option.type === "object" || option.type === "array") return 0;
  if (option.type === "number" || option.type === "boolean") return 1;
  return option.enum || option["x-open-enum"] ? 2 : 3;
}

/** Lists arrive as arrays, or as objects keyed 0, 1, 2… when they are long. */
function listOf(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  if (isPlainObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key)))
    return Object.keys(value)
      .sort((a, b) => Number(a) - Number(b))
      .map((key) => value[key]);
  throw badParam(path, `Invalid array: ${path} takes numbered values in brackets.`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All unknown names of the top level at once, as Stripe lists them. */
function refuseUnknown(node: Node, form: Record<string, unknown>, path: string): void {
  if (openType(node)) return;
  const unknown = Object.keys(form).filter((key) => !node.properties || !Object.hasOwn(node.properties, key));
  if (unknown.length > 0) throw unknownParams(unknown.map((key) => (path === "" ? key : `${path}[${key}]`)));
}

function unknownParams(names: string[]): Refusal {
  const gone = names.some((name) => /(^|\[)payment_method_types(\]|$)/.test(name));
  const many = names.length > 1 ? "s" : "";
  const hint = gone
    ? " payment_method_types is no longer a request parameter: use allowed_payment_method_types or excluded_payment_method_types."
    : "";
  return badParam(
    names[0] ?? "",
    `Received unknown parameter${many}: ${names.join(", ")}.${hint}`,
    "parameter_unknown",
  );
}
