import { createHmac, randomBytes } from 'node:crypto';
import { and, between, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { signInThrottle } from '#db/schema/index.ts';

/**
 * Who is trying: somebody signed in who confirms with their password, anybody who signs in, or who asks
 * for a new password (counted for the account, and for the address they ask `forgotFrom`). An
 * account is an employee number, or a login nobody has; `device` is the hash of one that this
 * account has signed in from.
 */
export type Trying =
  | { confirming: string }
  | { forgot: { number: string } | { unknownLogin: string } }
  | { forgotFrom: string }
  | {
      account: { number: string } | { unknownLogin: string };
      address: string;
      device?: string | undefined;
      /** With a code, on a shared tablet. */
      kiosk?: true;
    };

/** An attempt that may be made. It counts as failed until `forgiveAttempt` says otherwise. */
export type Attempt = {
  counted: { key: string; blockedUntil: Date }[];
  /** Until when the next attempt has to wait, should this one fail. */
  nextAt: Date | undefined;
};

/** An attempt that may not be made yet. `isNews` for the first one refused during a wait. */
export type Wait = { waitUntil: Date; isNews: boolean };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * `free` failures cost nothing; each one after that doubles a wait that starts at `first` and never
 * exceeds `longest`. Every `forgiven` without a failure takes one back.
 */
type Rule = { free: number; first: number; longest: number; forgiven: number };
type Count = { key: string; rule: Rule };

/** One account from one device or address: somebody guesses a password. */
const OWN: Rule = { free: 5, first: 30 * SECOND, longest: 15 * MINUTE, forgiven: 15 * MINUTE };
/**
 * One account from anywhere: many addresses guess together. One address alone never comes this far:
 * its own wait lets it fail less often than is forgiven here.
 */
const ACCOUNT: Rule = { free: 20, first: 30 * SECOND, longest: 15 * MINUTE, forgiven: 10 * MINUTE };
/** One address for any account: somebody tries one password on many. An office shares an address. */
const ADDRESS: Rule = { free: 30, first: 5 * SECOND, longest: MINUTE, forgiven: MINUTE };
/** Mails with a link that one person is sent; each of them is good, so this keeps nobody out. */
const FORGOT: Rule = { free: 2, first: 5 * MINUTE, longest: 15 * MINUTE, forgiven: 15 * MINUTE };
/** One address asks for whomever: an office has forgotten over the summer. */
const FORGOT_FROM: Rule = { free: 20, first: 5 * SECOND, longest: MINUTE, forgiven: MINUTE };

/**
 * Codes for a shared tablet are drawn by the portal, so guesses need only be slow: whoever mistypes
 * someone else's number, or their own, keeps nobody waiting long, and a tablet is many people's.
 */
const KIOSK: Rule = { free: 10, first: 5 * SECOND, longest: 30 * SECOND, forgiven: MINUTE };
const KIOSK_ADDRESS: Rule = {
  free: 60,
  first: 2 * SECOND,
  longest: 10 * SECOND,
  forgiven: 10 * SECOND,
};

/**
 * Past an account's wait, each of so many `addresses` a day gets so many `tries`, the first after
 * `wait`.
 */
const TURN = { wait: 30 * SECOND, tries: 3, addresses: 500 };

/**
 * Counts an attempt before it is made, so that a hundred at once are a hundred. Returns when the
 * next one is allowed instead, if this one is not; a refused attempt counts for nothing, so trying
 * on never makes the wait longer.
 */
export async function takeAttempt(tx: Tx, trying: Trying, at: Date): Promise<Attempt | Wait> {
  const counts = countsOf(trying);
  await forgetOld(tx, at);
  const rows = await tx
    .select()
    .from(signInThrottle)
    .where(
      inArray(
        signInThrottle.key,
        counts.map(({ key }) => key),
      ),
    );
  const rowOf = ({ key }: Count) => rows.find((row) => row.key === key);

  const [longest, ...others] = rows
    .filter((row) => row.blockedUntil > at)
    .toSorted((a, b) => b.blockedUntil.getTime() - a.blockedUntil.getTime());
  if (longest) {
    const [own] = counts;
    const account = counts.find(({ rule }) => rule === ACCOUNT);
    const onlyAccount = longest.key === account?.key && others.length === 0;
    const turn = onlyAccount ? await takeTurn(tx, own.key, at) : undefined;
    const waitUntil = turn && turn < longest.blockedUntil ? turn : longest.blockedUntil;
    if (waitUntil > at) return { waitUntil, isNews: await isNews(tx, longest) };
  }

  const counted: Attempt['counted'] = [];
  for (const count of counts) {
    const row = countFailure(rowOf(count), count.rule, at);
    await tx
      .insert(signInThrottle)
      .values({ key: count.key, ...row })
      .onConflictDoUpdate({ target: signInThrottle.key, set: row });
    counted.push({ key: count.key, blockedUntil: row.blockedUntil });
  }
  const waits = counted.map((row) => row.blockedUntil.getTime()).filter((until) => until > +at);
  return { counted, nextAt: waits.length > 0 ? new Date(Math.max(...waits)) : undefined };
}

/** The attempt was right: its own count starts afresh, the wider ones take this one back. */
export async function forgiveAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  for (const [position, { key, blockedUntil }] of attempt.counted.entries()) {
    if (position === 0) {
      await tx.delete(signInThrottle).where(eq(signInThrottle.key, key));
      continue;
    }
    await tx
      .update(signInThrottle)
      .set({ failures: sql`max(${signInThrottle.failures} - 1, 0)` })
      .where(eq(signInThrottle.key, key));
    // Only the wait this attempt set: another one's failure may have set its own meanwhile.
    await tx
      .update(signInThrottle)
      .set({ blockedUntil: new Date(0) })
      .where(and(eq(signInThrottle.key, key), eq(signInThrottle.blockedUntil, blockedUntil)));
  }
}

/** A device goes on under another hash, and what was counted there with it. */
export async function moveDeviceCounts(tx: Tx, from: string, to: string): Promise<void> {
  await tx
    .update(signInThrottle)
    .set({ key: sql`replace(${signInThrottle.key}, ${from}, ${to})` })
    .where(startsWith(`device:${from}@`));
}

/** What an attempt is counted in; its own count first. */
function countsOf(trying: Trying): [Count, ...Count[]] {
  if ('confirming' in trying) return [{ key: `confirm:${trying.confirming}`, rule: OWN }];
  if ('forgot' in trying) return [{ key: `forgot:${nameOf(trying.forgot)}`, rule: FORGOT }];
  if ('forgotFrom' in trying) {
    return [{ key: `forgot-from:${network(trying.forgotFrom)}`, rule: FORGOT_FROM }];
  }
  const { account, address, device, kiosk } = trying;
  const who = nameOf(account);
  if (device !== undefined) return [{ key: `device:${device}@${who}`, rule: OWN }];
  const from = network(address);
  // From each address on its own: what strangers do elsewhere never counts at the tablet.
  if (kiosk) {
    return [
      { key: `kiosk:${who}@${from}`, rule: KIOSK },
      { key: `kiosk-address:${from}`, rule: KIOSK_ADDRESS },
    ];
  }
  return [
    { key: `account:${who}@${from}`, rule: OWN },
    { key: `account:${who}`, rule: ACCOUNT },
    { key: `address:${from}`, rule: ADDRESS },
  ];
}

function nameOf(account: { number: string } | { unknownLogin: string }): string {
  return 'number' in account ? account.number : unknownAccount(account.unknownLogin);
}

type Row = { failures: number; blockedUntil: Date; lastFailureAt: Date };

function countFailure(before: Row | undefined, rule: Rule, at: Date): Row {
  const steps = before
    ? Math.max(0, Math.floor((at.getTime() - before.lastFailureAt.getTime()) / rule.forgiven))
    : 0;
  const left = Math.max(0, (before?.failures ?? 0) - steps);
  const failures = left + 1;
  const over = failures - rule.free;
  const wait = over <= 0 ? 0 : Math.min(rule.longest, rule.first * 2 ** Math.min(over - 1, 20));
  return {
    failures,
    blockedUntil: wait === 0 ? new Date(0) : new Date(at.getTime() + wait),
    // Moves by whole steps, so that the part of a step that has passed is not lost.
    lastFailureAt:
      before && left > 0 ? new Date(before.lastFailureAt.getTime() + steps * rule.forgiven) : at,
  };
}

/**
 * Takes one of an address's tries past the account's wait. Returns when it may do so instead, if
 * that is yet to come (asking first begins it), and undefined when there is none left.
 */
async function takeTurn(tx: Tx, ownKey: string, at: Date): Promise<Date | undefined> {
  const key = `turn:${ownKey}`;
  const isThis = eq(signInThrottle.key, key);
  const [row] = await tx.select().from(signInThrottle).where(isThis);
  if (row) {
    // Never forgiven one by one, as other failures are: the row goes a day after it came.
    if (row.failures >= TURN.tries) return undefined;
    if (row.blockedUntil <= at) {
      await tx
        .update(signInThrottle)
        .set({ failures: row.failures + 1 })
        .where(isThis);
    }
    return row.blockedUntil;
  }
  const ofAccount = startsWith(key.slice(0, key.indexOf('@') + 1));
  if ((await tx.$count(signInThrottle, ofAccount)) >= TURN.addresses) return undefined;
  const blockedUntil = new Date(at.getTime() + TURN.wait);
  await tx.insert(signInThrottle).values({ key, failures: 0, blockedUntil, lastFailureAt: at });
  return blockedUntil;
}

async function isNews(
  tx: Tx,
  row: { key: string; blockedUntil: Date; toldUntil: Date },
): Promise<boolean> {
  if (row.toldUntil >= row.blockedUntil) return false;
  await tx
    .update(signInThrottle)
    .set({ toldUntil: row.blockedUntil })
    .where(eq(signInThrottle.key, row.key));
  return true;
}

/** After a day without a failure every count has been forgiven. */
async function forgetOld(tx: Tx, at: Date): Promise<void> {
  const dayAgo = new Date(at.getTime() - DAY);
  await tx
    .delete(signInThrottle)
    .where(and(lt(signInThrottle.lastFailureAt, dayAgo), lt(signInThrottle.blockedUntil, at)));
}

/** No key holds a `~`; LIKE would read the whole table. */
function startsWith(text: string) {
  return between(signInThrottle.key, text, `${text}~`);
}

/**
 * Unknown logins wait like known ones, or waiting would tell them apart. People type passwords into
 * the wrong field, so nothing of what was typed is kept: 16 bits under a key that ends with the process.
 */
function unknownAccount(login: string): string {
  const typed = login.trim().toLowerCase();
  return `unknown-${createHmac('sha256', processKey).update(typed).digest('hex').slice(0, 4)}`;
}
const processKey = randomBytes(32);

/** An address, or for IPv6 the network of 64 bits that one household or office is given. */
export function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return `${[...before, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
