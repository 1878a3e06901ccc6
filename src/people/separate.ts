import { recordEvent } from '#audit/record.ts';
import { addDays, type CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personToChange } from './change-employee.ts';
import { endAccessOfLeavers, refuseLockout } from './end-access.ts';
import { readDay } from './fields.ts';
import { separated, staying } from './history.ts';
import { writePeople } from './keep.ts';
import { peopleUnder } from './managers.ts';
import { isSeparated } from './person.ts';

/** A last day later than this is a slip of the keyboard. */
const LONGEST_DAYS = 2 * 365;

type Separating = {
  number: string;
  /** The first day they are no longer employed. */
  on: CivilDate;
  today: CivilDate;
  at: Date;
  by: string;
};

/**
 * Ends a person's employment on a day, which may be past or to come; again: on another day. Everything
 * they did stays. When the day has come, whatever lets them in ends with this write. Returns the people
 * who report to them and stay: they need another manager.
 */
export async function separate(
  tx: Tx,
  act: Separating,
): Promise<{ remaining: { number: string; name: string }[] }> {
  const person = await personToChange(tx, act.number);
  const on = readDay(act.on, 'lastDay', 'last day');
  if (on > addDays(act.today, LONGEST_DAYS)) {
    const sentence = 'The last day is more than two years away. Look at its year again.';
    throw new Refusal('bad-input', sentence, 'lastDay');
  }
  const leaving = new Set([person.number]);
  const atOnce = isSeparated({ separatedOn: on }, act.at) ? leaving : new Set<string>();
  await refuseLockout(tx, { ...act, leaving, atOnce });
  if (on !== person.separatedOn) {
    await writePeople(tx, [separated(person, on)]);
    await recordEvent(tx, {
      at: act.at,
      actor: act.by,
      act: 'employee.separated',
      subject: person.number,
      detail: { on },
    });
  }
  await endAccessOfLeavers(tx, act.at);
  const reports = await peopleUnder(tx, person.number);
  const remaining = reports.filter(
    ({ depth, separatedOn }) => depth === 1 && (separatedOn === null || separatedOn > on),
  );
  return { remaining: remaining.map(({ number, name }) => ({ number, name })) };
}

/** Takes a last day back that has not come. */
export async function callOffSeparation(
  tx: Tx,
  act: { number: string; at: Date; by: string },
): Promise<void> {
  const person = await personToChange(tx, act.number);
  if (person.separatedOn === null) return;
  if (isSeparated(person, act.at)) {
    throw new Refusal('conflict', `${person.name} has left. Enter their return instead.`);
  }
  await writePeople(tx, [staying(person)]);
  await recordEvent(tx, {
    at: act.at,
    actor: act.by,
    act: 'employee.stays',
    subject: person.number,
    detail: { on: person.separatedOn },
  });
}
