import { type ContractOperation, contract } from "../contract/contract.ts";

export type Match = { operation: ContractOperation; id: string; parent: string };
type Branch = { literal: Map<string, Branch>; any?: Branch; operations: Map<string, ContractOperation> };

const root: Branch = { literal: new Map(), operations: new Map() };

for (const operation of contract.operations) {
  let branch = root;
  for (const part of operation.path.split("/").slice(1)) {
    const next: Branch = (part.startsWith("{") ? branch.any : branch.literal.get(part)) ?? {
      literal: new Map(),
      operations: new Map(),
    };
    if (part.startsWith("{")) branch.any = next;
    else branch.literal.set(part, next);
    branch = next;
  }
  branch.operations.set(operation.method, operation);
}

/** The operation a method and path name, with the ids in the path: the last is `id`, one before it `parent`. */
export function matchRoute(method: string, path: string): Match | undefined {
  const ids: string[] = [];
  let branch: Branch | undefined = root;
  for (const part of path.split("/").slice(1)) {
    const literal: Branch | undefined = branch.literal.get(part);
    if (!literal) ids.push(decodeURIComponent(part));
    branch = literal ?? branch.any;
    if (!branch) return undefined;
  }
  const operation = branch.operations.get(method);
  return operation ? { operation, id: ids.at(-1) ?? "", parent: ids.at(-2) ?? "" } : undefined;
}
