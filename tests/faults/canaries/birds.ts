import { randomBytes } from "node:crypto";

/** A word nobody would write, which stands for what a person types into one field. */
export type Bird = { name: string; word: string };

/** A place that was searched, and what was found there. */
export type Place = { name: string; text: string };
export type Hit = { bird: string; place: string; near: string };

/** All the words of one run. Each is made where it is typed, so that a hit names the field it came from. */
export class Birds {
  readonly all: Bird[] = [];

  /** A word for a field; the same letters never stand anywhere else. */
  word(name: string): string {
    const word = `zq${randomBytes(5).toString("hex")}`;
    this.all.push({ name, word });
    return word;
  }

  email(name: string): string {
    return `${this.word(name)}@reader.example`;
  }

  /** A number that is no other: only its digits count, however they are set. */
  phone(name: string): string {
    const digits = String(1_000_000_000 + (randomBytes(4).readUInt32BE() % 900_000_000));
    this.all.push({ name, word: digits });
    return `0${digits}`;
  }

  /** Where any of the words stands in a place, however it was encoded on the way. */
  find({ name: place, text }: Place): Hit[] {
    const low = text.toLowerCase();
    const packed = low.replace(/[\s()+-]/g, "");
    return this.all.flatMap(({ name, word }) => {
      const at = low.indexOf(word);
      if (at < 0 && !packed.includes(word)) return [];
      return [{ bird: name, place, near: low.slice(Math.max(0, at - 60), at + 60) }];
    });
  }
}

/** What a payer types on Stripe's own page. */
export function payerOf(birds: Birds, what: string) {
  return {
    email: birds.email(`${what}: email at Stripe`),
    name: `${birds.word(`${what}: first name at Stripe`)} ${birds.word(`${what}: last name at Stripe`)}`,
    phone: birds.phone(`${what}: phone at Stripe`),
    address: {
      line1: `1 ${birds.word(`${what}: street at Stripe`)} Road`,
      line2: birds.word(`${what}: second line at Stripe`),
      city: birds.word(`${what}: town at Stripe`),
      postal_code: birds.word(`${what}: postcode at Stripe`),
    },
  };
}
