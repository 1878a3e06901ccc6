import { stateOn, type CompletionState, type Standing } from '#assignments/standing.ts';
import { addDays, isCivilDate, sayDay, startOfDay, type CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import type { Life, PersonThen, Place } from './lives.ts';

/** A day as it stood at its end. */
export type Then = {
  day: CivilDate;
  /** The first instant after it, in milliseconds. */
  end: number;
};

/** How one person stood with a policy at the end of a day. */
export type StoodThen = {
  /** Where they were on that day. */
  place: Place;
  /** The newest assignment they had by then. */
  life: Life;
  state: CompletionState;
  /** As it was known then; null: on leave without an end. */
  dueOn: CivilDate | null;
  signed: boolean;
  withdrawn: boolean;
};

/** The end of a day in the city. */
export function endOf(day: CivilDate, timeZone: string): Then {
  return { day, end: startOfDay(addDays(day, 1), timeZone).getTime() };
}

/** The day an address asks for; today without one. Refuses a day to come, and what is no day. */
export function dayAsked(asked: string | null, today: CivilDate): CivilDate {
  const day = asked?.trim() || today;
  if (!isCivilDate(day)) {
    throw new Refusal('bad-input', 'Give the day as one that exists, like 2026-12-11.', 'asOf');
  }
  if (day <= today) return day;
  throw new Refusal(
    'bad-input',
    `Nobody knows yet how things will stand on ${sayDay(day)}. Choose today or an earlier day.`,
    'asOf',
  );
}

/** The rule printed with the figures of a past day. */
export function denominatorOn(day: CivilDate): string {
  return (
    `Counted: everybody employed on ${sayDay(day)} who had this policy assigned by the end of that day, ` +
    'each once, by their newest assignment then, in the department and under the manager they had then. ' +
    'People on leave and people who had declined to sign are counted. People who had left by then, people it was not assigned to, and people who were exempt are not ' +
    'counted. A signature on paper counts from the day on the paper; one that HR withdrew counts until then. ' +
    'Hires, moves and last days are taken as they are recorded now, names as they are today.'
  );
}

/**
 * How a person stood at the end of a day: undefined when they were not employed, or had nothing
 * assigned. As of today it is what `standings` says, which the database keeps by the same rules.
 */
export function stoodThen({ places, lives }: PersonThen, then: Then): StoodThen | undefined {
  const { day, end } = then;
  const life = lives.findLast(({ assignedAt }) => assignedAt < end);
  const place =
    life && places.find(({ fromOn, toOn }) => fromOn <= day && (toOn === null || day < toOn));
  if (!life || !place) return undefined;
  const standing = standingThen(life, end);
  const withdrawn = life.withdrawnAt !== null && life.withdrawnAt < end;
  const signed = !withdrawn && life.signedAt !== null && life.signedAt < end;
  return { place, life, state: stateOn(standing, day), dueOn: standing.dueOn, signed, withdrawn };
}

/** The trigger `restand_now` of migration 0008 says the same of now. */
function standingThen(life: Life, end: number): Standing {
  const past = <T extends { at: number }>(list: readonly T[]) => list.filter(({ at }) => at < end);
  const signed = life.signedAt !== null && life.signedAt < end;
  const withdrawn = life.withdrawnAt !== null && life.withdrawnAt < end;
  const terms = past(life.terms);
  const must = terms.findLast(({ kind }) => kind !== 'extended' && kind !== 'leave')?.kind;
  const due = terms.findLast(({ kind }) => kind === 'extended' || kind === 'leave');
  const declined = past(life.declines).some(
    ({ answeredAt }) => answeredAt === null || answeredAt >= end,
  );
  const begun = life.begunAt !== null && life.begunAt < end;
  return {
    state:
      signed && !withdrawn
        ? 'attested'
        : must === 'exempted' || must === 'waived'
          ? 'exempt'
          : declined && !signed
            ? 'declined'
            : begun
              ? 'in-progress'
              : 'not-started',
    dueOn: due ? due.dueOn : life.dueOn,
  };
}
