import { randomBytes } from 'node:crypto';
import { and, asc, eq, lt } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { passkeyChallenges, passkeys } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { SignedIn } from './signed-in.ts';
import { newPasskey, type Passkey, type Site } from './webauthn.ts';

/** How long a challenge waits for its answer, and a record for its signature. */
export const ANSWER_WITHIN_MS = 5 * 60_000;
const MOST_PASSKEYS = 10;
const LONGEST_NAME = 60;

export type OwnPasskey = typeof passkeys.$inferSelect;

/** A person's passkeys, the first added first. */
export async function passkeysOf(read: Reader, number: string): Promise<OwnPasskey[]> {
  return read
    .select()
    .from(passkeys)
    .where(eq(passkeys.employeeNumber, number))
    .orderBy(asc(passkeys.addedAt), asc(passkeys.id));
}

/** The person's own passkey. Another person's answers as one that does not exist. */
export async function ownPasskey(read: Reader, number: string, id: string): Promise<OwnPasskey> {
  const found = (await passkeysOf(read, number)).find((passkey) => passkey.id === id);
  if (found) return found;
  throw new Refusal(
    'not-found',
    'There is no such passkey of yours. Your list shows those there are.',
  );
}

/**
 * Begins to add a passkey, once the person has given their password again (the action asks for it): a
 * challenge that this session may answer once, within five minutes. The one before is over.
 */
export async function startPasskey(db: Db, person: SignedIn, at: Date): Promise<void> {
  const row = {
    employeeNumber: person.number,
    challenge: randomBytes(32).toString('base64url'),
    sessionHash: person.sessionHash,
    at,
  };
  await db.write(async (tx) => {
    await refuseTooMany(tx, person.number);
    await tx.delete(passkeyChallenges).where(lt(passkeyChallenges.at, oldest(at)));
    await tx
      .insert(passkeyChallenges)
      .values(row)
      .onConflictDoUpdate({ target: passkeyChallenges.employeeNumber, set: row });
  });
}

/** The challenge that this session may answer now, if there is one. */
export async function openChallenge(
  read: Reader,
  { number, sessionHash }: Pick<SignedIn, 'number' | 'sessionHash'>,
  at: Date,
): Promise<string | undefined> {
  const [row] = await read
    .select()
    .from(passkeyChallenges)
    .where(eq(passkeyChallenges.employeeNumber, number));
  return row?.sessionHash === sessionHash && row.at >= oldest(at) ? row.challenge : undefined;
}

/**
 * Adds the passkey that a browser made for the open challenge, which is used up by it, right or wrong.
 * Refuses with `conflict` without one, and with `bad-input` what does not answer it.
 */
export async function addPasskey(
  db: Db,
  added: { person: SignedIn; site: Site; name: string; answer: string; address: string; at: Date },
): Promise<void> {
  const { person, site, answer, address, at } = added;
  const { number } = person;
  const name = added.name.trim();
  if (name === '') throw new Refusal('bad-input', 'Give the passkey a name.', 'name');
  if ([...name].length > LONGEST_NAME) {
    throw new Refusal('bad-input', `A name has at most ${LONGEST_NAME} characters.`, 'name');
  }
  const challenge = await db.write(async (tx) => {
    const open = await openChallenge(tx, person, at);
    await tx.delete(passkeyChallenges).where(eq(passkeyChallenges.employeeNumber, number));
    return open;
  });
  if (challenge === undefined) {
    throw new Refusal('conflict', 'This took longer than five minutes. Please begin again.');
  }
  const made = await newPasskey(site, challenge, answer);
  const about = { at, actor: number, subject: number };
  if (!made) {
    const detail = { address, adding: true };
    await db.write((tx) => recordEvent(tx, { ...about, act: 'passkey.refused', detail }));
    throw new Refusal('bad-input', 'The passkey was not made as asked. Please begin again.');
  }
  await db.write(async (tx) => {
    await refuseTooMany(tx, number);
    const [there] = await tx.select().from(passkeys).where(eq(passkeys.id, made.id));
    if (there) throw new Refusal('conflict', 'This passkey is there already.');
    await tx.insert(passkeys).values({ ...made, employeeNumber: number, name, addedAt: at });
    await recordEvent(tx, {
      ...about,
      act: 'passkey.added',
      detail: { address, passkey: made.id },
    });
  });
}

/** Removes a passkey, with the password given again (the action asks for it). What it signed stays signed. */
export async function removePasskey(
  db: Db,
  removed: { person: SignedIn; id: string; address: string; at: Date },
): Promise<void> {
  const { person, id, address, at } = removed;
  const { number } = person;
  await db.write(async (tx) => {
    await ownPasskey(tx, number, id);
    await tx.delete(passkeys).where(eq(passkeys.id, id));
    const about = { at, actor: number, subject: number };
    await recordEvent(tx, { ...about, act: 'passkey.removed', detail: { address, passkey: id } });
  });
}

/**
 * Notes a use in the write it is for. Refuses when the passkey was removed, or used elsewhere, since it
 * was looked at: the same answer never counts twice.
 */
export async function usePasskey(
  tx: Tx,
  used: { passkey: Pick<Passkey, 'id' | 'signCount'>; signCount: number; at: Date },
): Promise<void> {
  const { id, signCount } = used.passkey;
  const changed = await tx
    .update(passkeys)
    .set({ signCount: used.signCount, lastUsedAt: used.at })
    .where(and(eq(passkeys.id, id), eq(passkeys.signCount, signCount)))
    .returning({ id: passkeys.id });
  if (changed.length === 1) return;
  throw new Refusal(
    'conflict',
    'This passkey was removed or used in another window just now. Please sign again.',
  );
}

async function refuseTooMany(tx: Tx, number: string): Promise<void> {
  if ((await tx.$count(passkeys, eq(passkeys.employeeNumber, number))) < MOST_PASSKEYS) return;
  throw new Refusal(
    'conflict',
    `You have ${MOST_PASSKEYS} passkeys, which is as many as there may be. Remove one first.`,
  );
}

function oldest(at: Date): Date {
  return new Date(at.getTime() - ANSWER_WITHIN_MS);
}
