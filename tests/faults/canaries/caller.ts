import { ask, post, type Reply } from "../../support/ask.ts";
import { fill, readPageForm } from "../../support/page-form.ts";
import type { Birds } from "./birds.ts";

/** A visitor whose browser tells a lot about them, and who notes each address they are led to. */
export class Caller {
  readonly #site: string;
  readonly #headers: Record<string, string>;
  readonly #cookies = new Map<string, string>();
  readonly #ledTo: string[];

  constructor(site: string, birds: Birds, ledTo: string[]) {
    this.#site = site;
    this.#ledTo = ledTo;
    this.#cookies.set("theirs", birds.word("cookie"));
    this.#headers = {
      "User-Agent": `Browser/1 ${birds.word("User-Agent")}`,
      Referer: `http://elsewhere.example/${birds.word("Referer")}`,
      "X-Forwarded-For": birds.word("X-Forwarded-For"),
      "Accept-Language": birds.word("Accept-Language"),
      "X-Own": birds.word("a header of their own"),
    };
  }

  async open(path: string): Promise<Reply> {
    return this.#keep(await ask(this.#site, path, { headers: this.#mine() }));
  }

  /** Sends the form of a page that has a field of this name, with some fields filled in. */
  async send(page: Reply, having: string, over: Record<string, string>, to?: string): Promise<Reply> {
    const form = readPageForm(page.body, having);
    return this.#keep(await post(this.#site, to ?? form.action, fill(form, over), this.#mine()));
  }

  async openAndSend(path: string, having: string, over: Record<string, string>): Promise<Reply> {
    return this.send(await this.open(path), having, over);
  }

  #mine(): Record<string, string> {
    return { ...this.#headers, Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  }

  #keep(reply: Reply): Reply {
    if (reply.headers.location) this.#ledTo.push(reply.headers.location);
    for (const cookie of reply.headers["set-cookie"] ?? []) {
      this.#ledTo.push(cookie);
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return reply;
  }
}
