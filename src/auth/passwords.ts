import { hash, parseOptions, verify } from '@node-rs/argon2';
import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { passwords } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { forgetDevices } from './devices.ts';
import { endLinks } from './password-links.ts';
import { endAllSessions } from './sessions.ts';

/** argon2id in PHC form. Only `hashPassword` makes one, so a password cannot be stored by mistake. */
export type PasswordHash = string & { readonly passwordHash: unique symbol };

export const SHORTEST_PASSWORD = 15;
export const LONGEST_PASSWORD = 128;

/** What every new hash costs at least (OWASP's first choice for argon2id). */
export const PARAMETERS = {
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** Stands in where there is no password, so that an unknown login costs the same. Nobody knows its word. */
export const DUMMY =
  '$argon2id$v=19$m=19456,t=2,p=1$BLjG7QTOX+8GRGkh9mBMrQ$7VPAciZX60HSUi/tRrZg4dNuKvpZWVrvURcamCBBPKM';

/**
 * Hashes a new password; call it before the write it is for, since it takes a while.
 * Refuses one that is too short or too long, in a sentence that says so. What a person chooses goes
 * through `hashNewPassword`, which asks for more.
 */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const typed = password.normalize('NFKC');
  refuseLength(typed, 'password');
  return atMostTwo(() => hash(typed, PARAMETERS)) as Promise<PasswordHash>;
}

/** Refuses, on this field, a password that is too short or too long. */
export function refuseLength(typed: string, field: string): void {
  const { length } = [...typed];
  if (length < SHORTEST_PASSWORD) {
    throw new Refusal(
      'bad-input',
      `The password is too short: it has ${length} characters and needs at least ${SHORTEST_PASSWORD}. A few words in a row do well.`,
      field,
    );
  }
  if (length > LONGEST_PASSWORD) {
    throw new Refusal(
      'bad-input',
      `The password is too long: it has ${length} characters and may have at most ${LONGEST_PASSWORD}.`,
      field,
    );
  }
}

/** Stores a person's password, in place of the old one; their sessions and links end, no device is known. */
export async function setPassword(
  tx: Tx,
  employeeNumber: string,
  hashed: PasswordHash,
  at: Date,
): Promise<void> {
  const row = { employeeNumber, hash: hashed, changedAt: at };
  await tx
    .insert(passwords)
    .values(row)
    .onConflictDoUpdate({ target: passwords.employeeNumber, set: row });
  await endAllSessions(tx, employeeNumber);
  await endLinks(tx, employeeNumber);
  await forgetDevices(tx, employeeNumber);
}

/** A stored hash weaker than today's, and what takes its place. */
export type Rehash = { from: string; to: PasswordHash };

/**
 * Whether this is the person's password; `employeeNumber` undefined stands for nobody. A wrong
 * password costs one hash, whoever it was for.
 */
export async function checkPassword(
  db: Db,
  employeeNumber: string | undefined,
  password: string,
): Promise<{ right: boolean; rehash?: Rehash }> {
  const stored = employeeNumber === undefined ? undefined : await storedHash(db, employeeNumber);
  const typed = password.normalize('NFKC');
  // Nobody's password is this long, and hashing a long text would take longer.
  const fits = [...typed].length <= LONGEST_PASSWORD;
  const matches = await atMostTwo(() => verify(stored ?? DUMMY, fits ? typed : ''));
  if (!matches || stored === undefined || !fits) return { right: false };
  if (!isWeak(stored)) return { right: true };
  const to = (await atMostTwo(() => hash(typed, PARAMETERS))) as PasswordHash;
  return { right: true, rehash: { from: stored, to } };
}

/** Takes as long as looking at a password, for answers that must not tell by their time. */
export async function spendAHash(): Promise<void> {
  await atMostTwo(() => verify(DUMMY, ''));
}

/** Puts the stronger hash of the same password in place, unless the password was changed meanwhile. */
export async function replaceHash(tx: Tx, employeeNumber: string, rehash: Rehash): Promise<void> {
  await tx
    .update(passwords)
    .set({ hash: rehash.to })
    .where(and(eq(passwords.employeeNumber, employeeNumber), eq(passwords.hash, rehash.from)));
}

async function storedHash(db: Db, employeeNumber: string): Promise<string | undefined> {
  const [row] = await db.read
    .select({ hash: passwords.hash })
    .from(passwords)
    .where(eq(passwords.employeeNumber, employeeNumber));
  return row?.hash;
}

function isWeak(stored: string): boolean {
  const used = parseOptions(stored);
  return (
    Number(used.algorithm) !== PARAMETERS.algorithm ||
    used.memoryCost < PARAMETERS.memoryCost ||
    used.timeCost < PARAMETERS.timeCost
  );
}

/** Hashing takes memory and a core: two at once leave the rest to the portal. */
const MOST_AT_ONCE = 2;
/** Beyond this many in line the last would wait many seconds: better to say so at once. */
const MOST_IN_LINE = 100;
let running = 0;
const line: (() => void)[] = [];

async function atMostTwo<T>(work: () => Promise<T>): Promise<T> {
  if (running < MOST_AT_ONCE) running += 1;
  else if (line.length >= MOST_IN_LINE) {
    throw new Refusal('busy', 'Many people are signing in just now. Please try again in a minute.');
  } else await new Promise<void>((go) => line.push(go));
  try {
    return await work();
  } finally {
    // The place is handed on without being given up, so nobody can slip in between.
    const next = line.shift();
    if (next) next();
    else running -= 1;
  }
}
