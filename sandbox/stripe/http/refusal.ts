/** What goes under `error` in an answer. */
export type ErrorBody = {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error" | "authentication_error";
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  doc_url?: string;
  [detail: string]: unknown;
};

/** A request refused as Stripe refuses it: status and error object. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /** Refused before anything ran, so that an idempotency key stays free. */
  readonly beforeExecution: boolean;

  constructor(status: number, body: ErrorBody, beforeExecution = false) {
    super(body.message);
    this.status = status;
    this.body = body.code ? { ...body, doc_url: docUrl(body.code) } : body;
    this.beforeExecution = beforeExecution;
  }
}

function docUrl(code: string): string {
  return `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}`;
}

/** 400 for a parameter: what is wrong with it, in bracket form. */
export function badParam(param: string, message: string, code?: string): Refusal {
  return new Refusal(400, { type: "invalid_request_error", message, param, ...(code ? { code } : {}) }, true);
}

/** 400 for a parameter that was needed and not sent. */
export function missingParam(param: string): Refusal {
  return badParam(param, `Missing required param: ${param}.`, "parameter_missing");
}

/** 400 for a request that is well formed but cannot be done in the object's present state. */
export function cannot(message: string, code?: string, param?: string): Refusal {
  return new Refusal(400, {
    type: "invalid_request_error",
    message,
    ...(code ? { code } : {}),
    ...(param ? { param } : {}),
  });
}

/** 404 for an id in the path, 400 for an id in a parameter. */
export function noSuch(object: string, id: string, param = "id"): Refusal {
  const status = param === "id" ? 404 : 400;
  const message = `No such ${object}: '${id}'`;
  return new Refusal(status, { type: "invalid_request_error", code: "resource_missing", message, param }, true);
}
