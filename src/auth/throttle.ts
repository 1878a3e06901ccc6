import { createHmac, randomBytes } from 'node:crypto';
import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { auditEvents, signInThrottle } from '#db/schema/index.ts';

/** Who is trying, from where. An account is an employee number, or a login nobody has. */
export type Trying = { account: { number: string } | { unknownLogin: string }; address: string };

/** An attempt that may be made. It counts as failed until `forgiveAttempt` says otherwise. */
export type Attempt = {
  counted: { key: string; blockedUntil: Date }[];
  /** Until when the next attempt has to wait, should this one fail. */
  nextAt: Date | undefined;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * `free` failures cost nothing; each one after that doubles a wait that starts at `first` and never
 * exceeds `longest`. Every `forgiven` without a failure takes one back.
 */
type Rule = { free: number; first: number; longest: number; forgiven: number };

/** One account from one address: somebody guesses a password. */
const PAIR: Rule = { free: 5, first: 30 * SECOND, longest: 15 * MINUTE, forgiven: 15 * MINUTE };
/**
 * One account from anywhere: many addresses guess together. One address alone never comes this far:
 * its own wait lets it fail less often than is forgiven here, so it cannot keep the owner out.
 */
const ACCOUNT: Rule = { free: 20, first: 30 * SECOND, longest: 15 * MINUTE, forgiven: 10 * MINUTE };
/** One address for any account: somebody tries one password on many. An office shares an address. */
const ADDRESS: Rule = { free: 30, first: 5 * SECOND, longest: MINUTE, forgiven: MINUTE };

/**
 * Counts an attempt before it is made, so that a hundred at once are a hundred. Returns when the
 * next one is allowed instead, if this one is not; a refused attempt counts for nothing, so trying
 * on never makes the wait longer.
 *
 * Where this account has signed in lately, only its own failures from there count: strangers
 * cannot keep anybody out of their usual place.
 */
export async function takeAttempt(
  tx: Tx,
  { account, address }: Trying,
  at: Date,
): Promise<Attempt | { waitUntil: Date }> {
  const who = 'number' in account ? account.number : unknownAccount(account.unknownLogin);
  const from = network(address);
  const pair = { key: `account:${who}@${from}`, rule: PAIR };
  const wide = [
    { key: `account:${who}`, rule: ACCOUNT },
    { key: `address:${from}`, rule: ADDRESS },
  ];
  await forgetOld(tx, at);
  const rows = await tx
    .select()
    .from(signInThrottle)
    .where(inArray(signInThrottle.key, [pair.key, ...wide.map(({ key }) => key)]));
  const blocked = rows.filter((row) => row.blockedUntil > at);

  let rules = [pair, ...wide];
  if (blocked.length > 0) {
    const ownFault = blocked.some((row) => row.key === pair.key);
    const known = 'number' in account && (await signedInFrom(tx, account.number, from, at));
    if (ownFault || !known) return { waitUntil: latest(blocked.map((row) => row.blockedUntil)) };
    rules = [pair];
  }

  const counted: Attempt['counted'] = [];
  for (const { key, rule } of rules) {
    const row = countFailure(
      rows.find((row) => row.key === key),
      rule,
      at,
    );
    await tx
      .insert(signInThrottle)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: signInThrottle.key, set: row });
    counted.push({ key, blockedUntil: row.blockedUntil });
  }
  const waits = counted.map((row) => row.blockedUntil).filter((until) => until > at);
  return { counted, nextAt: waits.length > 0 ? latest(waits) : undefined };
}

/** The attempt was right: the pair starts afresh, the wider counts take this one back. */
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

const LATELY = 90 * DAY;

async function signedInFrom(tx: Tx, number: string, from: string, at: Date): Promise<boolean> {
  const [found] = await tx
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.subject, number),
        eq(auditEvents.act, 'session.started'),
        gt(auditEvents.at, new Date(at.getTime() - LATELY)),
        eq(sql`json_extract(${auditEvents.detail}, '$.network')`, from),
      ),
    )
    .limit(1);
  return found !== undefined;
}

/** After a day without a failure every count has been forgiven. */
async function forgetOld(tx: Tx, at: Date): Promise<void> {
  const dayAgo = new Date(at.getTime() - DAY);
  await tx
    .delete(signInThrottle)
    .where(and(lt(signInThrottle.lastFailureAt, dayAgo), lt(signInThrottle.blockedUntil, at)));
}

function latest(times: Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())));
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
