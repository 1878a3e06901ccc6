import { and, eq, inArray, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { addDays, civilDate, isCivilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { assignments, assignmentTerms, leaves, standings } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { LEAST_AFTER_LEAVE, waitForLeaves, type Leave } from './due.ts';
import { movesOf } from './moves.ts';
import { leavesByPerson, TAKEN_BACK } from './read-leaves.ts';
import { tellDueChanged, type DueChange } from './tell-due.ts';

type Act = { by: string; at: Date; timeZone: string };

/**
 * Notes that a person is away from a day on, until another day or nobody knows when (null). What is
 * due in that time or after it waits. Refuses days that do not exist or lie in another leave. Returns
 * the leave's id.
 */
export async function noteLeave(
  tx: Tx,
  act: Act & { employeeNumber: string; fromOn: CivilDate; backOn: CivilDate | null },
): Promise<number> {
  const { employeeNumber, fromOn, backOn, by, at } = act;
  if (!isCivilDate(fromOn)) {
    throw refuse(
      'Give the first day of the leave as a day that exists, like 2026-12-11.',
      'fromOn',
    );
  }
  checkBack(backOn, fromOn);
  const others = (await leavesByPerson(tx, [employeeNumber])).get(employeeNumber) ?? [];
  refuseOverlap({ fromOn, backOn }, others);
  const [added] = await tx
    .insert(leaves)
    .values({ employeeNumber, fromOn, backOn, by, at })
    .returning({ id: leaves.id });
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'leave.noted',
    subject: employeeNumber,
    detail: { fromOn, backOn },
  });
  await followAndTell(tx, { ...act, because: `on leave from ${sayDay(fromOn)}` });
  return added!.id;
}

/**
 * Says when a person is back, or that nobody knows any more (null); due dates follow. Refuses as
 * `noteLeave` does.
 */
export async function endLeave(
  tx: Tx,
  act: Act & { leave: number; backOn: CivilDate | null },
): Promise<void> {
  const { leave: id, backOn, by, at } = act;
  const leave = await leaveOf(tx, id);
  const { employeeNumber, fromOn } = leave;
  checkBack(backOn, fromOn);
  if (leave.backOn === backOn) return;
  const all = (await leavesByPerson(tx, [employeeNumber])).get(employeeNumber) ?? [];
  refuseOverlap(
    { fromOn, backOn },
    all.filter((other) => other.id !== id),
  );
  await tx.update(leaves).set({ backOn }).where(eq(leaves.id, id));
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'leave.ended',
    subject: employeeNumber,
    detail: { fromOn, backOn, before: leave.backOn },
  });
  await followAndTell(tx, {
    ...act,
    employeeNumber,
    because:
      backOn === null ? `on leave from ${sayDay(fromOn)}` : `back from leave on ${sayDay(backOn)}`,
  });
}

/**
 * Takes back a leave that was noted by mistake: due dates are again what they were without it. The
 * audit log keeps the note and its taking back. Refuses what is not there any more.
 */
export async function takeBackLeave(tx: Tx, act: Act & { leave: number }): Promise<void> {
  const { by, at } = act;
  const leave = await leaveOf(tx, act.leave);
  const { employeeNumber, fromOn, backOn } = leave;
  await tx.delete(leaves).where(eq(leaves.id, leave.id));
  await recordEvent(tx, {
    at,
    actor: by,
    act: TAKEN_BACK,
    subject: employeeNumber,
    detail: { fromOn, backOn, notedAt: leave.at.toISOString(), notedBy: leave.by },
  });
  const because = `the leave from ${sayDay(fromOn)} was noted by mistake`;
  await followAndTell(tx, { ...act, employeeNumber, because });
}

async function leaveOf(tx: Tx, id: number) {
  const [leave] = await tx.select().from(leaves).where(eq(leaves.id, id));
  if (!leave) {
    throw new Refusal('not-found', 'There is no such leave. Open the person’s page again.');
  }
  return leave;
}

type Following = Act & { employeeNumber: string; because: string };

async function followAndTell(tx: Tx, act: Following): Promise<void> {
  const changed = await followLeaves(tx, act);
  if (changed.length === 0) return;
  await tellDueChanged(tx, changed, {
    ...act,
    leaves: await leavesByPerson(tx, [act.employeeNumber]),
  });
}

/**
 * Has the due dates of what a person still has to do follow their leaves. A date that would be past by
 * that, as when a return is noted late, is a week from now. Returns what has changed; whoever calls
 * tells the person.
 */
export async function followLeaves(
  tx: Tx,
  { employeeNumber, because, by, at, timeZone }: Following,
): Promise<DueChange[]> {
  const changed: DueChange[] = [];
  const today = civilDate(at, timeZone);
  const mine = (await leavesByPerson(tx, [employeeNumber])).get(employeeNumber) ?? [];
  const open = await tx
    .select({
      id: assignments.id,
      dueOn: assignments.dueOn,
      assignedAt: assignments.assignedAt,
      campaignId: assignments.campaignId,
      now: standings.dueOn,
    })
    .from(standings)
    .innerJoin(assignments, eq(assignments.id, standings.assignmentId))
    .where(
      and(
        eq(standings.employeeNumber, employeeNumber),
        eq(standings.newest, true),
        inArray(standings.state, ['not-started', 'in-progress', 'declined']),
      ),
    );
  for (const { id, now, ...assigned } of open) {
    const extended = await lastExtension(tx, id);
    const base = extended ?? { dueOn: assigned.dueOn, at: assigned.assignedAt };
    // A day that a campaign was moved to was chosen for everybody, not for somebody on leave.
    const moves = extended && (await movesOf(tx, assigned.campaignId));
    const chosenAt = moves?.has(extended!.at.getTime()) ? undefined : extended?.at;
    const follows = waitForLeaves(
      { dueOn: base.dueOn, since: civilDate(base.at, timeZone), chosenAt },
      mine,
    );
    const isPast = follows !== null && follows < today && (now === null || now >= today);
    const dueOn = isPast ? addDays(today, LEAST_AFTER_LEAVE) : follows;
    if (dueOn === now) continue;
    const [term] = await tx
      .insert(assignmentTerms)
      .values({ assignmentId: id, kind: 'leave', dueOn, because, at, by })
      .returning({ id: assignmentTerms.id });
    changed.push({ id: term!.id, assignmentId: id, employeeNumber });
  }
  return changed;
}

async function lastExtension(
  tx: Tx,
  assignmentId: string,
): Promise<{ dueOn: CivilDate; at: Date } | undefined> {
  const [term] = await tx
    .select({ dueOn: assignmentTerms.dueOn, at: assignmentTerms.at })
    .from(assignmentTerms)
    .where(
      and(eq(assignmentTerms.assignmentId, assignmentId), eq(assignmentTerms.kind, 'extended')),
    )
    .orderBy(sql`${assignmentTerms.id} DESC`)
    .limit(1);
  return term && term.dueOn !== null ? { dueOn: term.dueOn, at: term.at } : undefined;
}

function checkBack(backOn: CivilDate | null, fromOn: CivilDate): void {
  if (backOn === null) return;
  if (!isCivilDate(backOn)) {
    throw refuse('Give the first day back as a day that exists, like 2026-12-11.', 'backOn');
  }
  if (backOn <= fromOn) {
    throw refuse('The first day back comes after the first day of the leave.', 'backOn');
  }
}

function refuseOverlap(
  leave: Pick<Leave, 'fromOn' | 'backOn'>,
  others: readonly Pick<Leave, 'fromOn' | 'backOn'>[],
): void {
  const ends = (one: Pick<Leave, 'backOn'>) => one.backOn ?? '9999-12-31';
  const other = others.find((one) => one.fromOn < ends(leave) && leave.fromOn < ends(one));
  if (!other) return;
  const until = other.backOn === null ? 'without an end yet' : `to ${sayDay(other.backOn)}`;
  throw new Refusal(
    'conflict',
    `There is a leave from ${sayDay(other.fromOn)} ${until}. Change that one.`,
    'fromOn',
  );
}

function refuse(sentence: string, field: string): Refusal {
  return new Refusal('bad-input', sentence, field);
}
