import { ask, post, type Reply } from "../support/ask.ts";
import { fill, readPageForm } from "../support/page-form.ts";

/** A visitor with cookies and no browser: opens pages and sends their forms. */
export class Visit {
  readonly #site: string;
  readonly #cookies = new Map<string, string>();
  readonly #from: Record<string, string>;

  /** `from`: the address a proxy says it had the request from. */
  constructor(site: string, from?: string) {
    this.#site = site;
    this.#from = from === undefined ? {} : { "X-Forwarded-For": from };
  }

  async open(path: string): Promise<Reply> {
    return this.#keep(await ask(this.#site, path, { headers: { ...this.#from, Cookie: this.#cookie() } }));
  }

  /** Sends the form of a page that has a field of this name, with some fields filled in. */
  async send(page: Reply, having: string, over: Record<string, string>): Promise<Reply> {
    const form = readPageForm(page.body, having);
    return this.#keep(await post(this.#site, form.action, fill(form, over), { ...this.#from, Cookie: this.#cookie() }));
  }

  async openAndSend(path: string, having: string, over: Record<string, string>): Promise<Reply> {
    return this.send(await this.open(path), having, over);
  }

  #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(reply: Reply): Reply {
    for (const cookie of reply.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return reply;
  }
}

/** A page's words, without its tags. */
export const words = (reply: Reply) =>
  reply.body
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#x27;", "'")
    .replace(/\s+/g, " ");
