import type { Db } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';
import { mayTakeAgain } from './may-grade.ts';
import { ownAssignment } from './own-assignment.ts';
import { progressOf } from './progress.ts';
import type { Attempt } from './read-attempt.ts';

/** Whether a finished check is its lesson's latest and is to be had again: nothing signed, and it falls short. */
export async function standsShort(
  db: Db,
  policies: readonly Policy[],
  employeeNumber: string,
  { row }: Pick<Attempt, 'row'>,
): Promise<boolean> {
  const assignment = await ownAssignment(db.read, employeeNumber, row.assignmentId);
  if (assignment.attested) return false;
  const progress = await progressOf(db, policies, assignment);
  const state = progress.lessons.find(({ graded }) => graded?.attemptId === row.id);
  return state !== undefined && !state.openCheck && mayTakeAgain(progress, state);
}
