/**
 * Writes contract.json: the part of Stripe's API that the stand-in answers, derived from the type declarations and the
 * request paths of the very `stripe` package that the site runs. Run with Node: `node sandbox/stripe/contract/generate.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { embeddedResources, operations } from "./operations.ts";
import { type Schema, SchemaFromTypes } from "./schema-from-types.ts";

export type Operation = {
  sdk: string;
  method: "GET" | "POST" | "DELETE";
  path: string;
  params?: Schema;
  returns: Schema;
  list?: true;
};
export type Contract = {
  sdk_version: string;
  api_version: string;
  operations: Operation[];
  definitions: Record<string, Schema>;
};

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "../../../node_modules/stripe");
export const contractFile = join(dirname(fileURLToPath(import.meta.url)), "contract.json");

/** Derives the contract (a few seconds: it type-checks the SDK's declarations). */
export function generateContract(): Contract {
  const folder = join(packageFolder, "cjs");
  const files = Object.keys(operations);
  const program = ts.createProgram(
    [...files, "Events"].map((file) => join(folder, `resources/${file}.d.ts`)),
    { strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, types: [] },
  );
  const checker = program.getTypeChecker();
  const kept = new Set([...files, ...embeddedResources].map((file) => `resources/${file}`));
  const schemas = new SchemaFromTypes(checker, "/stripe/cjs/", kept);
  const found = files.flatMap((file) => operationsOf(program, checker, schemas, folder, file));
  const metadata = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const apiVersion = /ApiVersion = ["']([^"']+)["']/.exec(readFileSync(join(folder, "apiVersion.js"), "utf8"))?.[1];
  if (!apiVersion) throw new Error("The stripe package no longer declares its API version in cjs/apiVersion.js");
  return {
    sdk_version: metadata.version,
    api_version: apiVersion,
    operations: found,
    definitions: schemas.definitions,
  };
}

function operationsOf(
  program: ts.Program,
  checker: ts.TypeChecker,
  schemas: SchemaFromTypes,
  folder: string,
  file: string,
): Operation[] {
  const source = program.getSourceFile(join(folder, `resources/${file}.d.ts`));
  const resource = source?.statements.find((statement) => ts.isClassDeclaration(statement));
  if (!resource?.name) throw new Error(`stripe has no resource class in ${file}`);
  const paths = requestPaths(readFileSync(join(folder, `resources/${file}.js`), "utf8"));
  const type = checker.getTypeAtLocation(resource);
  return (operations[file] ?? []).map((name) => {
    const route = paths.get(name);
    const signatures = type.getProperty(name)
      ? checker.getTypeOfSymbol(type.getProperty(name) as ts.Symbol)
      : undefined;
    const signature = signatures?.getCallSignatures()[0];
    if (!route || !signature) throw new Error(`stripe no longer has ${file}.${name}`);
    const sdk = `${file.replaceAll("/", ".")}.${name}`;
    const paramsSymbol = signature.getParameters().find((parameter) => parameter.getName() === "params");
    const params = paramsSymbol ? checker.getNonNullableType(checker.getTypeOfSymbol(paramsSymbol)) : undefined;
    const answer = answerOf(
      checker,
      signature.getReturnType(),
      file === "Events" ? eventBaseOf(checker, source) : undefined,
    );
    return {
      sdk,
      ...route,
      ...(params ? { params: schemas.of(params) } : {}),
      returns: schemas.of(answer.type),
      ...(answer.list ? { list: true as const } : {}),
    };
  });
}

/** The method and path of each `_makeRequest` call, by the name of the method it stands in. */
function requestPaths(script: string): Map<string, Pick<Operation, "method" | "path">> {
  const paths = new Map<string, Pick<Operation, "method" | "path">>();
  const visit = (node: ts.Node, method: string | undefined): void => {
    const inside = ts.isMethodDeclaration(node) ? node.name.getText() : method;
    if (inside && ts.isCallExpression(node) && node.expression.getText().endsWith("._makeRequest")) {
      const [verb, path] = node.arguments;
      if (verb && path && ts.isStringLiteral(verb) && !paths.has(inside))
        paths.set(inside, {
          method: verb.text as Operation["method"],
          path: path
            .getText()
            .replace(/\$\{encodeURIComponent\((\w+)\)\}/g, "{$1}")
            .replace(/^[`'"]|[`'"]$/g, ""),
        });
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile("resource.js", script, ts.ScriptTarget.ES2022, true), undefined);
  return paths;
}

/** Unwraps `Promise<Response<T>>` and `ApiListPromise<T>`. */
function answerOf(
  checker: ts.TypeChecker,
  returned: ts.Type,
  event: ts.Type | undefined,
): { type: ts.Type; list: boolean } {
  const list = returned.getSymbol()?.getName() === "ApiListPromise";
  const [inner] = checker.getTypeArguments(returned as ts.TypeReference);
  const type = event ?? (list ? inner : (inner?.aliasTypeArguments?.[0] ?? inner));
  if (!type) throw new Error(`No answer type in ${checker.typeToString(returned)}`);
  return { type, list };
}

/** The SDK's `Event` is a union of 275 types; all of them extend this one. */
function eventBaseOf(checker: ts.TypeChecker, source: ts.SourceFile | undefined): ts.Type | undefined {
  const base = source?.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === "EventBase",
  );
  return base ? checker.getTypeAtLocation(base) : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const contract = generateContract();
  writeFileSync(contractFile, `${JSON.stringify(contract)}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `contract.json: stripe ${contract.sdk_version}, API ${contract.api_version}, ${contract.operations.length} calls, ` +
      `${Object.keys(contract.definitions).length} definitions, in ${seconds} s`,
  );
}
