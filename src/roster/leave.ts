import { asc } from 'drizzle-orm';
import { endLeave, noteLeave } from '#assignments/leave.ts';
import { leavesByPerson } from '#assignments/read-leaves.ts';
import { addDays, type CivilDate } from '#clock.ts';
import type { Reader, Tx } from '#db/client.ts';
import { leaves } from '#db/schema/index.ts';
import { isRefusal, Refusal } from '#errors.ts';
import type { LeaveChange } from './plan.ts';
import type { RosterRow } from './read-roster.ts';

/**
 * What the file says of leave that the portal does not know, by number: a leave, or another day back.
 * An empty cell ends a leave that goes on today; a file without the column says nothing.
 */
export async function leaveChanges(
  read: Pick<Reader, 'select'>,
  byNumber: ReadonlyMap<string, RosterRow>,
  today: CivilDate,
): Promise<Map<string, LeaveChange>> {
  const changes = new Map<string, LeaveChange>();
  const [any] = byNumber.values();
  if (any?.leaveFrom === undefined) return changes;
  const known = new Map<string, { fromOn: string; backOn: string | null }[]>();
  for (const leave of await read.select().from(leaves).orderBy(asc(leaves.id))) {
    const before = known.get(leave.employeeNumber) ?? [];
    // Noted again from the same day on: the last word counts.
    known.set(leave.employeeNumber, [
      ...before.filter(({ fromOn }) => fromOn !== leave.fromOn),
      leave,
    ]);
  }
  for (const [number, { leaveFrom, backOn = null }] of byNumber) {
    const had = known.get(number) ?? [];
    if (leaveFrom) {
      const same = had.find(({ fromOn }) => fromOn === leaveFrom);
      if (same && same.backOn === backOn) continue;
      changes.set(number, { fromOn: leaveFrom, backOn, known: same !== undefined });
      continue;
    }
    const goesOn = had.find(
      (leave) => leave.fromOn <= today && (leave.backOn === null || leave.backOn > today),
    );
    if (!goesOn) continue;
    // A leave is a day at least.
    const back = goesOn.fromOn === today ? addDays(today, 1) : today;
    if (goesOn.backOn !== back) {
      changes.set(number, { fromOn: goesOn.fromOn, backOn: back, known: true });
    }
  }
  return changes;
}

/** Notes leave in the write that takes a roster over; due dates follow. Refuses a leave within another. */
export async function noteLeaves(
  tx: Tx,
  changes: readonly (LeaveChange & { number: string })[],
  act: { at: Date; by: string; timeZone: string },
): Promise<void> {
  const known = await leavesByPerson(
    tx,
    changes.map(({ number }) => number),
  );
  for (const { number, fromOn, backOn } of changes) {
    const leave = known.get(number)?.find((one) => one.fromOn === fromOn);
    try {
      if (leave) await endLeave(tx, { leave: leave.id, backOn, ...act });
      else await noteLeave(tx, { employeeNumber: number, fromOn, backOn, ...act });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new Refusal(
        error.code,
        `Nothing was changed. The leave of ${number}: ${error.message}`,
        'roster',
      );
    }
  }
}
