import { and, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { departments, departmentTracks, employees, personTracks } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { didYouMean } from '#nearest.ts';
import type { Policy, Track } from '#policies/model.ts';

type Change = { policy: Policy; track: string; by: string; at: Date };

/** Adds a track to a person. Adding it twice changes nothing. Refuses an unknown track or person. */
export async function addTrack(db: Db, act: Change & { employeeNumber: string }): Promise<void> {
  const { id } = trackOf(act.policy, act.track);
  const key = { employeeNumber: act.employeeNumber, policyId: act.policy.id, track: id };
  await db.write(async (tx) => {
    const [person] = await tx
      .select({ number: employees.number })
      .from(employees)
      .where(eq(employees.number, act.employeeNumber));
    if (!person) {
      throw new Refusal('not-found', 'There is no such person. Choose one from the list.');
    }
    const row = { ...key, addedAt: act.at, addedBy: act.by };
    const added = await tx.insert(personTracks).values(row).onConflictDoNothing().returning();
    if (added.length > 0) await note(tx, act, 'track.added', act.employeeNumber);
  });
}

/** Takes a track from a person that HR had added. Taking it twice changes nothing. */
export async function removeTrack(db: Db, act: Change & { employeeNumber: string }): Promise<void> {
  await db.write(async (tx) => {
    const gone = await tx
      .delete(personTracks)
      .where(
        and(
          eq(personTracks.employeeNumber, act.employeeNumber),
          eq(personTracks.policyId, act.policy.id),
          eq(personTracks.track, act.track),
        ),
      )
      .returning();
    if (gone.length > 0) await note(tx, act, 'track.removed', act.employeeNumber);
  });
}

/**
 * Says which departments a track comes with: these, no others. Refuses an unknown one, and a list that
 * changed since it was looked at.
 */
export async function setDepartments(
  db: Db,
  act: Change & {
    departments: readonly string[];
    /** Those that the form showed as chosen; other ones by now are somebody else's doing. */
    seen: readonly string[];
  },
): Promise<void> {
  const { id } = trackOf(act.policy, act.track);
  const wanted = new Set(act.departments);
  await db.write(async (tx) => {
    const known = await tx.select({ id: departments.id }).from(departments);
    if ([...wanted].some((one) => !known.some((department) => department.id === one))) {
      throw new Refusal('bad-input', 'Choose departments from the list.', 'departments');
    }
    const mine = and(eq(departmentTracks.policyId, act.policy.id), eq(departmentTracks.track, id));
    const before = await tx.select().from(departmentTracks).where(mine);
    const there = before.map((row) => row.departmentId);
    const isSeen = there.length === act.seen.length && there.every((one) => act.seen.includes(one));
    const isDone = there.length === wanted.size && there.every((one) => wanted.has(one));
    if (!isSeen && !isDone) {
      throw new Refusal(
        'conflict',
        'Somebody has changed these departments since you opened the page. Look at them again, then save.',
        'departments',
      );
    }
    for (const { departmentId } of before.filter((row) => !wanted.has(row.departmentId))) {
      await tx
        .delete(departmentTracks)
        .where(and(mine, eq(departmentTracks.departmentId, departmentId)));
      await note(tx, act, 'track.removed', departmentId);
    }
    for (const departmentId of wanted) {
      if (before.some((row) => row.departmentId === departmentId)) continue;
      const row = { departmentId, policyId: act.policy.id, track: id };
      await tx.insert(departmentTracks).values({ ...row, addedAt: act.at, addedBy: act.by });
      await note(tx, act, 'track.added', departmentId);
    }
  });
}

export function trackOf(policy: Policy, id: string): Track {
  const track = policy.tracks.find((candidate) => candidate.id === id);
  if (track) return track;
  const ids = policy.tracks.map((one) => one.id);
  throw new Refusal('not-found', `There is no track \`${id}\`${didYouMean(id, ids) || '.'}`);
}

async function note(
  tx: Tx,
  { policy, track, by, at }: Change,
  act: string,
  subject: string,
): Promise<void> {
  await recordEvent(tx, { at, actor: by, act, subject, detail: { policy: policy.id, track } });
}
