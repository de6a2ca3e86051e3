import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Dice, matches, type WebhookAndAnswerChaos } from "../chaos.ts";
import { checkAnswer } from "../contract/check-answer.ts";
import { contract } from "../contract/contract.ts";
import { newId } from "../ids.ts";
import type { Call, Handlers, World } from "../world.ts";
import { parseForm, readBody, sendJson } from "./bodies.ts";
import { decodeParams } from "./decode.ts";
import { expansionsOf, rendered } from "./expand.ts";
import { type ErrorBody, Refusal } from "./refusal.ts";
import type { RecordedRequest, RequestLog } from "./requests.ts";
import { type Match, matchRoute } from "./routes.ts";

const keyLifeSeconds = 24 * 3600;

type Answer = { status: number; body: string; replayed?: boolean; save?: boolean };
export type ApiParts = {
  world: World;
  handlers: Handlers;
  secretKey: string;
  chaos: WebhookAndAnswerChaos;
  log: RequestLog;
  validate: boolean;
};

/** Stripe's API over HTTP: one answer for each request under /v1. */
export class Api {
  readonly #parts: ApiParts;
  readonly #dice: Dice;
  readonly #inFlight = new Set<string>();

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#dice = new Dice(() => parts.chaos.seed);
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const method = req.method ?? "GET";
    const text = await readBody(req);
    const query = url.search.slice(1);
    const form = parseForm([query, text].filter(Boolean).join("&"));
    const key = method === "POST" ? headerOf(req, "idempotency-key") : null;
    const { log, chaos } = this.#parts;
    const entry: RecordedRequest = {
      id: newId("req_", 14),
      at: new Date().toISOString(),
      method,
      path: url.pathname,
      params: form,
      idempotencyKey: key,
      status: null,
    };
    log.add(entry);
    const faults = chaos.answers;
    const subject = `${method} ${url.pathname}`;
    const strikes = (rate: number): boolean => this.#dice.strikes(faults, rate, subject);
    const slow = matches(faults.only, subject) ? faults.slowMs : 0;
    if (key !== null && this.#inFlight.has(key)) {
      entry.status = 409;
      sendJson(res, 409, errorText(inUse), this.#headers(entry, req));
      return;
    }
    if (key !== null) this.#inFlight.add(key);
    try {
      if (slow > 0) await sleep(slow);
      if (strikes(faults.resetBeforeRate)) return void req.socket.destroy();
      if (strikes(faults.errorBeforeRate)) {
        entry.status = 500;
        sendJson(res, 500, errorText(broken), this.#headers(entry, req));
        return;
      }
      const fails = strikes(faults.errorAfterRate);
      const answer = this.#answer(req, entry, form, `${subject}?${query} ${text}`, fails);
      if (strikes(faults.resetAfterRate)) return void req.socket.destroy();
      const garbage = strikes(faults.garbageRate);
      entry.status = answer.status;
      sendJson(res, answer.status, garbage ? "<!doctype html><title>502 Bad Gateway" : answer.body, {
        ...this.#headers(entry, req),
        ...(answer.replayed ? { "idempotent-replayed": "true" } : {}),
      });
    } finally {
      if (key !== null) this.#inFlight.delete(key);
    }
  }

  #headers(entry: RecordedRequest, req: IncomingMessage): Record<string, string> {
    return {
      "request-id": entry.id,
      "stripe-version": headerOf(req, "stripe-version") ?? contract.api_version,
      ...(entry.idempotencyKey ? { "idempotency-key": entry.idempotencyKey } : {}),
    };
  }

  #answer(
    req: IncomingMessage,
    entry: RecordedRequest,
    form: Record<string, unknown>,
    request: string,
    fails: boolean,
  ): Answer {
    const { world } = this.#parts;
    const refused = this.#refusedAtDoor(req);
    if (refused) return refused;
    const match = matchRoute(entry.method, entry.path);
    if (!match) return unknownRoute(entry);
    const key = entry.idempotencyKey;
    if (key !== null && key.length > 255)
      return answerOf(400, { ...keyProblem, message: "An idempotency key has at most 255 characters." });
    const fingerprint = key === null ? "" : createHash("sha256").update(request).digest("base64");
    const known = key === null ? undefined : world.store.get("idempotency", key);
    if (known && known.created + keyLifeSeconds > world.clock.seconds()) {
      if (known.fingerprint !== fingerprint)
        return answerOf(400, {
          ...keyProblem,
          message: `The idempotency key ${key} was used before with other parameters. Use a fresh key for a different request.`,
        });
      return { status: known.status, body: known.body, replayed: true };
    }
    world.request = { id: entry.id, idempotencyKey: key };
    try {
      const done = this.#run(match, form);
      const answer = fails ? { ...answerOf(500, broken), save: true } : done;
      if (key !== null && answer.save) {
        world.store.put("idempotency", {
          id: key,
          fingerprint,
          status: answer.status,
          body: answer.body,
          requestId: entry.id,
          created: world.clock.seconds(),
        });
        world.schedule.at(world.clock.seconds() + keyLifeSeconds, "idempotency_pruning", key);
      }
      world.store.commit();
      return answer;
    } finally {
      world.request = null;
    }
  }

  /** Authentication, as strict as Stripe's. */
  #refusedAtDoor(req: IncomingMessage): Answer | undefined {
    const given = headerOf(req, "authorization") ?? "";
    const basic = /^Basic (.+)$/i.exec(given)?.[1];
    const key = basic ? Buffer.from(basic, "base64").toString("utf8").split(":")[0] : /^Bearer (.+)$/i.exec(given)?.[1];
    if (key === this.#parts.secretKey) return undefined;
    const message = key
      ? `Invalid API Key provided: ${key.slice(0, 8)}****`
      : "You did not provide an API key. Send it as a Bearer token in the Authorization header.";
    return answerOf(401, { type: "invalid_request_error", message });
  }

  #run(match: Match, form: Record<string, unknown>): Answer {
    const { world, handlers, validate } = this.#parts;
    const { operation } = match;
    try {
      const handler = handlers[operation.sdk] as ((world: World, call: Call<never>) => object) | undefined;
      if (!handler) throw new Error(`Nothing answers ${operation.sdk}`);
      const { expand, ...params } = decodeParams(operation.params, form);
      const tree = expansionsOf(operation, expand as string[] | undefined);
      const result = handler(world, { id: match.id, parent: match.parent, params: params as never });
      const answer = rendered(world, result, operation.list ? { data: tree } : tree);
      if (validate) checkAnswer(operation, answer);
      return { status: 200, body: JSON.stringify(answer), save: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.beforeExecution) world.store.abandon();
      return { status: error.status, body: errorText(error.body), save: !error.beforeExecution };
    }
  }
}

const inUse: ErrorBody = {
  type: "idempotency_error",
  code: "idempotency_key_in_use",
  message: "Another request with this idempotency key is still being answered. Try again in a moment.",
};
const broken: ErrorBody = { type: "api_error", message: "An unknown error occurred." };
const keyProblem = { type: "idempotency_error" } as const;

function unknownRoute(entry: RecordedRequest): Answer {
  return answerOf(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${entry.method}: ${entry.path}). The sandbox answers only the calls listed in its contract.`,
  });
}

function answerOf(status: number, error: ErrorBody): Answer {
  return { status, body: errorText(error) };
}

export function errorText(error: ErrorBody): string {
  return JSON.stringify({ error });
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
}
