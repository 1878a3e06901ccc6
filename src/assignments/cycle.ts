import { addDays, isCivilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Cycle, DueRule } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

/** A turn of a campaign: the year of a yearly one, otherwise its only one. */
export type Round = {
  id: string;
  beganOn: CivilDate;
  /** Who has signed the policy on this day or later is not asked; undefined: this revision at any time. */
  signedSince: CivilDate | undefined;
};

/**
 * The round that a day is in; undefined while a yearly campaign has not opened for the first time,
 * which it does on its day or after it was made, never before.
 */
export function roundOn(cycle: Cycle, madeOn: CivilDate, day: CivilDate): Round | undefined {
  if (cycle.kind !== 'yearly') return { id: '', beganOn: madeOn, signedSince: undefined };
  const year = Number(day.slice(0, 4));
  const beganOn = [year, year - 1]
    .map((one) => `${one}-${cycle.opensOn}`)
    .find((opening) => opening <= day);
  if (beganOn === undefined || beganOn < madeOn) return undefined;
  return roundThatBegan(cycle, beganOn);
}

/** The first round that begins on a day or later. */
export function nextRound(cycle: Cycle & { kind: 'yearly' }, day: CivilDate): Round {
  const year = Number(day.slice(0, 4));
  const opening = `${year}-${cycle.opensOn}`;
  return roundThatBegan(cycle, opening >= day ? opening : `${year + 1}-${cycle.opensOn}`);
}

function roundThatBegan(cycle: Cycle & { kind: 'yearly' }, beganOn: CivilDate): Round {
  return {
    id: beganOn.slice(0, 4),
    beganOn,
    signedSince: addDays(beganOn, -cycle.gapDays),
  };
}

/** Refuses a yearly day that is none in every year, a gap that never asks, and a yearly fixed due date. */
export function checkCycle(cycle: Cycle, due: DueRule): void {
  if (cycle.kind !== 'yearly') return;
  if (cycle.opensOn === '02-29') {
    throw new Refusal(
      'bad-input',
      'February 29 is not in every year. Choose February 28 or March 1.',
      'opensOn',
    );
  }
  if (!isCivilDate(`2026-${cycle.opensOn}`)) {
    throw new Refusal(
      'bad-input',
      'Give the day it opens each year as month and day, like 01-15.',
      'opensOn',
    );
  }
  if (!Number.isInteger(cycle.gapDays) || cycle.gapDays < 0 || cycle.gapDays > 364) {
    throw new Refusal('bad-input', 'Give the gap as whole days, from 0 to 364.', 'gapDays');
  }
  if (!('days' in due)) {
    throw new Refusal(
      'bad-input',
      'What comes every year is due so many days after it is assigned. Choose that.',
      'due',
    );
  }
}

/** `Each year from January 15 on, …` */
export function sayCycle(cycle: Cycle): string {
  if (cycle.kind !== 'yearly') {
    return cycle.kind === 'once'
      ? 'Once: whoever is in the audience when it is made'
      : 'Standing: whoever joins the audience later is assigned, too';
  }
  const day = sayDay(`2026-${cycle.opensOn}`).replace(', 2026', '');
  const gap = cycle.gapDays === 0 ? '' : ` within the ${cycle.gapDays} days before that day`;
  return `Each year from ${day} on: whoever has not signed${gap || ' since that day'}`;
}

export function sayDueRule(due: DueRule): string {
  if ('on' in due) return sayDay(due.on);
  return `${due.days} ${due.days === 1 ? 'day' : 'days'} after being assigned`;
}
