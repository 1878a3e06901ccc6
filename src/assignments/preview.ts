import { createHash } from 'node:crypto';
import { addDays, civilDate, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';
import type { Path } from '#training/path.ts';
import type { Round } from './cycle.ts';
import { dueDateFor, waitForLeaves } from './due.ts';
import { leavesByPerson } from './read-leaves.ts';
import { pathsFor } from './paths.ts';
import { firstRound, settlePlan, type Plan, type Settled } from './plan.ts';
import { becauseOf, rollOf, type Has, type Member } from './roll.ts';

export type Asked = Member & {
  because: string;
  /** Null: on leave, and nobody knows until when. */
  dueOn: CivilDate | null;
  /** What of the training: everything, or less, because they have signed before. */
  path: Path;
};
export type LeftOut = Member & { has: Exclude<Has, 'nothing'> };

/** Why somebody in the audience is not assigned. */
export const LEFT_OUT_WORDS: Record<Exclude<Has, 'nothing'>, string> = {
  this: 'have it by this campaign',
  open: 'have this revision already and have not signed it yet',
  signed: 'have signed it',
  begun: 'have begun an earlier revision, which counts here once they sign it',
  exempt: 'were excused by HR',
  excepted: 'are left out by this campaign',
};

export type Preview = {
  policy: Policy;
  plan: Settled & { revision: string };
  round: Round;
  /** False for a yearly campaign that opens later: then this is as it would be today. */
  now: boolean;
  asked: Asked[];
  leftOut: LeftOut[];
  /** Of those asked. */
  withoutMail: number;
  /** The earliest and the latest; undefined when nobody has a date. */
  due: { first: CivilDate; last: CivilDate } | undefined;
  /** On leave, and nobody knows until when. */
  waiting: number;
  /** Names exactly this revision and these people with these dates and paths. */
  seen: string;
};

/**
 * What a plan would do if it were made now: who is asked, why and by when, and who is left out.
 * Refuses as `settlePlan` does. Changes nothing.
 */
export async function previewCampaign(
  read: Pick<Reader, 'select' | 'all'>,
  plan: Plan,
  { policies, at, timeZone }: { policies: readonly Policy[]; at: Date; timeZone: string },
): Promise<Preview> {
  const today = civilDate(at, timeZone);
  const settled = await settlePlan(read, plan, { policies, today });
  const { policy, revision, audience, again, due, cycle } = settled;
  const { round, now } = firstRound(settled, today);
  const begunBefore = settled.countsBegun ? at : undefined;
  const asking = { policy, revision, audience, again, begunBefore, round };
  const roll = await rollOf(read, asking, { on: today, timeZone });
  const members = roll.filter(({ has }) => has === 'nothing');
  const numbers = members.map(({ number }) => number);
  const paths = await pathsFor(read, settled, numbers);
  const leaves = await leavesByPerson(read, numbers);
  const assignedOn = now ? today : round.beganOn;
  const asked = members.map((member) => {
    const dueOn = dueDateFor(due, { ...member, assignedOn, beganOn: round.beganOn });
    const mine = leaves.get(member.number);
    return {
      ...member,
      because: becauseOf(member, asking),
      path: paths.get(member.number)!.path,
      dueOn: mine ? waitForLeaves({ dueOn, since: assignedOn }, mine) : dueOn,
    };
  });
  const days = asked.flatMap(({ dueOn }) => dueOn ?? []).sort();
  const { policy: _, ...kept } = settled;
  const each = asked.map(({ number, dueOn, path }) => [number, dueOn, path]);
  const seen = [revision, cycle, due, each];
  return {
    policy,
    plan: kept,
    round,
    now,
    asked,
    leftOut: roll.filter((member): member is LeftOut => member.has !== 'nothing'),
    withoutMail: asked.filter(({ mail }) => mail === null).length,
    due: days.length > 0 ? { first: days[0]!, last: days.at(-1)! } : undefined,
    waiting: asked.length - days.length,
    seen: createHash('sha256').update(JSON.stringify(seen)).digest('base64url'),
  };
}

export type Count = { what: string; count: number };

/** How many there are of each, the most first. */
export function countBy<T>(rows: readonly T[], of: (row: T) => string): Count[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return [...counts]
    .map(([what, count]) => ({ what, count }))
    .sort((a, b) => b.count - a.count || a.what.localeCompare(b.what));
}

export type PlannedMail = { what: string; from: CivilDate; to: CivilDate; whom: string };

/** Which mails would go out when, as things stand now. */
export function mailsOf(preview: Preview, today: CivilDate): PlannedMail[] {
  const { plan, due, round, now } = preview;
  const begin = now ? today : round.beganOn;
  const notice = { what: 'First notice', from: begin, to: begin, whom: 'everybody assigned' };
  const around = (days: number) => ({
    from: addDays(due!.first, days),
    to: addDays(due!.last, days),
  });
  return [
    ...(plan.notices ? [notice] : []),
    ...(due
      ? [
          ...plan.reminders.map((days) => ({
            what: `Reminder, ${sayOffset(days)}`,
            ...around(days),
            whom: 'whoever has not signed by then',
          })),
          ...(plan.escalateAfter === null
            ? []
            : [
                {
                  what: `Word to the manager, ${sayOffset(plan.escalateAfter)}`,
                  ...around(plan.escalateAfter),
                  whom: 'managers of whoever has not signed by then',
                },
              ]),
        ]
      : []),
  ];
}

/** `7 days before it is due` */
export function sayOffset(days: number): string {
  if (days === 0) return 'on the day it is due';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days < 0 ? `${count} before it is due` : `${count} after it was due`;
}
