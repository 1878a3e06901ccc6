import { and, asc, eq, lte, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { keptText } from './layout.ts';
import { oneLine, type Addressee, type Letter } from './letter.ts';
import { MailProblem } from './smtp.ts';

export type Mail = typeof mails.$inferSelect;

/** What a mail says as things stand now, and to whom; or why it is not to go out any more. */
export type Composed = { to: Addressee; letter: Letter } | { dropped: string };
export type Compose = (mail: Mail, at: Date) => Promise<Composed>;

/** Brings one mail to the server. Throws a MailProblem. */
export type Send = (mail: { id: string; to: Addressee; letter: Letter; at: Date }) => Promise<void>;

export type Delivering = {
  compose: Compose;
  send: Send;
  city: string;
  at: Date;
  /** 0 … 1, so that many mails do not come back at one moment. */
  random: () => number;
  /** At most so many in this round. */
  most?: number;
  /** True once the server is to stop: the mails in hand are finished, no other is begun. */
  stopping?: () => boolean;
};

export type Round = {
  sent: number;
  dropped: number;
  failed: number;
  /** To be tried again. */
  later: number;
  /** What went wrong, for the log. */
  errors: unknown[];
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** At once; a slow server keeps one mail waiting, not the next. */
const HANDS = 3;
/** A round begins no mail after this long: what a slow server holds up is the next round's. */
const LONGEST_ROUND = 60 * SECOND;
/** In a row, from the server and not about one mail: then it is left in peace until the next round. */
const ENOUGH = 3;
/** A mail still in hand after this long was in the hand of a process that is gone. */
export const LOST_AFTER = 10 * MINUTE;
const FIRST_PAUSE = MINUTE;
const LONGEST_PAUSE = 4 * HOUR;
export const GIVE_UP_AFTER = 72 * HOUR;

/**
 * Sends what is due, the longest due first. A mail is claimed in a write, so two processes never send
 * it both; then composed as things stand, sent, and marked. It goes out at least once: when the
 * process ends, or the line breaks, after the server took it and before that is written down, it
 * goes out again under the same Message-ID. What could not be sent is tried again after a minute, up
 * to four hours, for 72 hours; what the server will never take fails at once.
 */
export async function deliverDue(db: Db, act: Delivering): Promise<Round> {
  const round: Round = { sent: 0, dropped: 0, failed: 0, later: 0, errors: [] };
  const due = await dueMails(db, act.at, act.most ?? 200);
  const began = performance.now();
  let inARow = 0;
  async function work(): Promise<void> {
    for (;;) {
      const enough = inARow >= ENOUGH || performance.now() - began > LONGEST_ROUND;
      const next = enough || act.stopping?.() ? undefined : due.shift();
      if (next === undefined) return;
      try {
        const mail = await claim(db, next, act.at);
        if (!mail) continue;
        const problem = await deliver(db, mail, act, round);
        if (problem?.of === 'server') inARow += 1;
        else if (!problem) inARow = 0;
      } catch (error) {
        // The database, not the mail: it stays in hand, and is taken up again later.
        round.errors.push(error);
        return;
      }
    }
  }
  await Promise.all(Array.from({ length: HANDS }, work));
  return round;
}

async function dueMails(db: Db, at: Date, most: number): Promise<string[]> {
  const rows = await db.read
    .select({ id: mails.id })
    .from(mails)
    .where(isDue(at))
    .orderBy(asc(mails.sendAt), asc(mails.queuedAt), asc(mails.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

function isDue(at: Date) {
  const lost = new Date(at.getTime() - LOST_AFTER);
  return or(
    and(eq(mails.state, 'waiting'), lte(mails.sendAt, at)),
    and(eq(mails.state, 'sending'), lte(mails.triedAt, lost)),
  );
}

/** The mail, when nobody else has it in hand. */
async function claim(db: Db, id: string, at: Date): Promise<Mail | undefined> {
  const [mine] = await db.write((tx) =>
    tx
      .update(mails)
      .set({
        state: 'sending',
        tries: sql`${mails.tries} + 1`,
        firstTriedAt: sql`coalesce(${mails.firstTriedAt}, ${at.getTime()})`,
        triedAt: at,
      })
      .where(and(eq(mails.id, id), isDue(at)))
      .returning(),
  );
  return mine;
}

async function deliver(
  db: Db,
  mail: Mail,
  act: Delivering,
  round: Round,
): Promise<MailProblem | undefined> {
  let composed: Composed;
  try {
    composed = await act.compose(mail, act.at);
  } catch (error) {
    round.errors.push(error);
    const why = isRefusal(error) ? error.message : 'The portal could not write this mail.';
    await tryLater(db, mail, act, round, why);
    return undefined;
  }
  if ('dropped' in composed) {
    await mark(db, mail, { state: 'dropped', outcome: composed.dropped });
    round.dropped += 1;
    return undefined;
  }
  const { to, letter } = composed;
  const kept = {
    address: to.address,
    subject: oneLine(letter.subject),
    body: keptText(letter, act.city),
  };
  try {
    await act.send({ id: mail.id, to, letter, at: act.at });
  } catch (error) {
    round.errors.push(error);
    const problem =
      error instanceof MailProblem
        ? error
        : new MailProblem('The mail could not be sent, and the portal does not know why.', 'mail');
    if (problem.of === 'address') {
      await mark(db, mail, { ...kept, state: 'failed', outcome: problem.message });
      round.failed += 1;
    } else await tryLater(db, mail, act, round, problem.message, kept);
    return problem;
  }
  await mark(db, mail, { ...kept, state: 'sent', outcome: '' });
  round.sent += 1;
  return undefined;
}

/** Waits for its next try; gives up after 72 hours, counted from the first one. */
async function tryLater(
  db: Db,
  mail: Mail,
  { at, random }: Delivering,
  round: Round,
  outcome: string,
  kept: Partial<Mail> = {},
): Promise<void> {
  if (at.getTime() - (mail.firstTriedAt ?? at).getTime() >= GIVE_UP_AFTER) {
    await mark(db, mail, { ...kept, state: 'failed', outcome });
    round.failed += 1;
    return;
  }
  const sendAt = new Date(at.getTime() + pauseAfter(mail.tries, random()));
  await mark(db, mail, { state: 'waiting', sendAt, outcome });
  round.later += 1;
}

/** A minute, doubled with each try, at most four hours; give or take a fifth. */
export function pauseAfter(tries: number, chance: number): number {
  const pause = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  return Math.round(pause * (0.8 + 0.4 * chance));
}

/** Only while it is in this hand: another one may have taken it up meanwhile. */
async function mark(db: Db, mail: Mail, change: Partial<Mail>): Promise<void> {
  await db.write((tx) =>
    tx
      .update(mails)
      .set(change)
      .where(and(eq(mails.id, mail.id), eq(mails.state, 'sending'), eq(mails.tries, mail.tries))),
  );
}
