import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { problemWith } from "#sandbox/stripe/contract/check-answer.ts";
import { contract, skeleton } from "#sandbox/stripe/contract/contract.ts";
import { contractFile, generateContract } from "#sandbox/stripe/contract/generate.ts";
import { operations } from "#sandbox/stripe/contract/operations.ts";
import { openBench, orderParams } from "./bench.ts";

test("the contract is what the installed SDK's types say", () => {
  const fresh = generateContract();
  expect(`${JSON.stringify(fresh)}\n`.length).toBe(readFileSync(contractFile, "utf8").length);
  expect(JSON.parse(JSON.stringify(fresh))).toEqual(contract);
});

test("every listed call is in the contract and has an answer", async () => {
  const listed = Object.entries(operations).flatMap(([file, names]) =>
    names.map((name) => `${file.replaceAll("/", ".")}.${name}`),
  );
  expect(contract.operations.map((operation) => operation.sdk).sort()).toEqual(listed.sort());
  // Starting one throws when a call has no handler.
  const bench = await openBench();
  await bench.close();
});

test("a skeleton of every resource fits the contract", () => {
  const resources = Object.entries(contract.definitions).filter(([, node]) => node.properties?.object?.enum);
  expect(resources.length).toBeGreaterThan(20);
  for (const [name] of resources)
    expect([name, problemWith({ $ref: `#/definitions/${name}` }, skeleton(name))]).toEqual([name, undefined]);
});

test("the checker finds what a validating library finds", async () => {
  const bench = await openBench();
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  await bench.close();
  const good = JSON.parse(JSON.stringify(session)) as Record<string, unknown>;
  delete good.lastResponse;
  const { url: _url, ...withoutUrl } = good;
  const cases: [object, boolean][] = [
    [good, true],
    [withoutUrl, false],
    [{ ...good, amount_total: "100" }, false],
    [{ ...good, shipping_details: null }, false],
    [{ ...good, total_details: { amount_discount: 0 } }, false],
    [{ ...good, customer: { object: "customer" } }, false],
  ];
  const ajv = new Ajv({ strict: false, inlineRefs: false });
  ajv.addSchema({ $id: "contract", definitions: contract.definitions });
  const library = ajv.compile({ $ref: "contract#/definitions/Checkout.Sessions.Session" });
  for (const [value, fits] of cases) {
    expect(library(value)).toBe(fits);
    expect(problemWith({ $ref: "#/definitions/Checkout.Sessions.Session" }, value) === undefined).toBe(fits);
  }
}, 60_000);
