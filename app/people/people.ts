import type { Reader, Tx } from "#db/client.ts";
import { lockWord } from "#db/lock-word.ts";

/** How to reach someone, as they or their bank typed it. */
export type Contact = {
  fullName: string;
  email: string | null;
  phone?: string | null;
  line1?: string | null;
  line2?: string | null;
  town?: string | null;
  postcode?: string | null;
  country?: string | null;
};

/** Two names are one if they differ in case and spacing only. */
const sameName = (name: string) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/**
 * The person with this email AND this name, or a new one. Email alone does not make one person of two: couples share
 * an address, and the law counts each giver apart. What they typed fills gaps in what we hold; it replaces nothing.
 */
export async function findOrAddPerson(tx: Tx, contact: Contact): Promise<string> {
  const email = contact.email?.trim().toLowerCase() || null;
  if (email) {
    // two payments of one new person at once must not make two people
    await lockWord(tx, email);
    const known = await tx
      .selectFrom("contacts")
      .innerJoin("people", "people.id", "contacts.person_id")
      .select(["person_id", "full_name"])
      .where("email", "=", email)
      .orderBy("people.created_at")
      .execute();
    const same = known.find((row) => sameName(row.full_name) === sameName(contact.fullName));
    if (same) {
      await fillGaps(tx, same.person_id, contact);
      return same.person_id;
    }
  }
  const id = crypto.randomUUID();
  await tx
    .with("person", (row) => row.insertInto("people").values({ id }))
    .insertInto("contacts")
    .values({ person_id: id, email, ...columns(contact) })
    .execute();
  return id;
}

function columns(contact: Contact) {
  return {
    full_name: contact.fullName.trim(),
    phone: contact.phone ?? null,
    address_line1: contact.line1 ?? null,
    address_line2: contact.line2 ?? null,
    town: contact.town ?? null,
    postcode: contact.postcode ?? null,
    country: contact.country ?? null,
  };
}

async function fillGaps(tx: Tx, personId: string, contact: Contact): Promise<void> {
  const held = await tx
    .selectFrom("contacts")
    .selectAll()
    .where("person_id", "=", personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { full_name: _, phone, ...address } = columns(contact);
  // an address is taken whole or not at all: half of one and half of another is nobody's
  const takesAddress = held.address_line1 === null && address.address_line1 !== null;
  const takesPhone = held.phone === null && phone !== null;
  if (!takesAddress && !takesPhone) return;
  await tx
    .updateTable("contacts")
    .set({ ...(takesAddress ? address : {}), ...(takesPhone ? { phone } : {}), updated_at: new Date() })
    .where("person_id", "=", personId)
    .execute();
}

/** Takes the email someone paid with where we hold none of theirs, so that a receipt can reach them. */
export async function rememberEmail(tx: Tx, personId: string, email: string | null): Promise<void> {
  if (!email) return;
  await tx
    .updateTable("contacts")
    .set({ email: email.trim().toLowerCase(), updated_at: new Date() })
    .where("person_id", "=", personId)
    .where("email", "is", null)
    .execute();
}

/** Contact of one person; undefined once erased. */
export async function findContact(db: Reader, personId: string) {
  return db.selectFrom("contacts").selectAll().where("person_id", "=", personId).executeTakeFirst();
}
