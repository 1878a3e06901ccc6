import { addDays, daysBetween, type CivilDate } from '#clock.ts';
import type { DueRule } from '#db/schema/index.ts';

/** Whoever joins a campaign with a fixed day after it began has at least so many days. */
export const LEAST_FOR_JOINERS = 14;
/** Whoever is back from leave has at least so many days. */
export const LEAST_AFTER_LEAVE = 7;

/**
 * The day an assignment is due when it is made, at the end of that day in the City's zone. With a rule
 * of days it is so many after hire, move or being assigned, whichever is latest. Leaves come after
 * this: `waitForLeaves`. What is due now stands in `standings`.
 */
export function dueDateFor(
  rule: DueRule,
  person: {
    assignedOn: CivilDate;
    /** The day the campaign, or its round, began. */
    beganOn: CivilDate;
    hiredOn: CivilDate;
    movedOn: CivilDate;
  },
): CivilDate {
  const { assignedOn, beganOn, hiredOn, movedOn } = person;
  if ('days' in rule) return addDays(latest(assignedOn, beganOn, hiredOn, movedOn), rule.days);
  if (assignedOn <= beganOn) return rule.on;
  return latest(rule.on, addDays(assignedOn, LEAST_FOR_JOINERS));
}

export type Leave = { fromOn: CivilDate; backOn: CivilDate | null; notedAt: Date };
export type DueBase = {
  dueOn: CivilDate;
  /** The day it was assigned or extended. */
  since: CivilDate;
  /** When HR chose the day by hand, knowing the leaves noted until then. */
  chosenAt?: Date | undefined;
};

/**
 * The due date with a person's leaves: due within a leave or after it, it is due as many days after
 * the return as were left when the leave began, at least seven. Null while nobody knows the return.
 */
export function waitForLeaves(base: DueBase, leaves: readonly Leave[]): CivilDate | null {
  let { dueOn } = base;
  for (const leave of leaves.toSorted((a, b) => a.fromOn.localeCompare(b.fromOn))) {
    const { fromOn, backOn } = leave;
    if (dueOn < fromOn || (backOn !== null && backOn <= base.since)) continue;
    if (backOn === null) return null;
    const known = base.chosenAt !== undefined && leave.notedAt <= base.chosenAt;
    if (known && backOn <= dueOn) continue;
    const left = daysBetween(latest(fromOn, base.since), dueOn);
    dueOn = addDays(backOn, Math.max(LEAST_AFTER_LEAVE, left));
  }
  return dueOn;
}

function latest(...days: CivilDate[]): CivilDate {
  return days.reduce((last, day) => (day > last ? day : last));
}
