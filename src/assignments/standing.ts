import { eq } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { standings, type STANDING_STATES } from '#db/schema/index.ts';

/** How an assignment stands now; the database keeps it (migration 0008 says what each state means). */
export type Standing = {
  state: (typeof STANDING_STATES)[number];
  /** Null while the person is on leave and nobody knows how long. */
  dueOn: CivilDate | null;
};

export const COMPLETION_STATES = [
  'attested',
  'declined',
  'in-progress',
  'not-started',
  'overdue',
  'exempt',
] as const;
/**
 * `declined` waits for HR, whatever is due; `overdue` is due before today and not attested, begun or
 * not; `exempt` has nothing to do, by HR's decision or since the person left the audience. The six
 * never overlap.
 */
export type CompletionState = (typeof COMPLETION_STATES)[number];

/** Still to be done. */
export const OPEN_STATES = ['in-progress', 'not-started'] as const;

/** What a standing is on a day. */
export function stateOn({ state, dueOn }: Standing, today: CivilDate): CompletionState {
  const isOpen = state === 'in-progress' || state === 'not-started';
  return isOpen && dueOn !== null && dueOn < today ? 'overdue' : state;
}

/** How this assignment stands. */
export async function standingOf(
  read: Pick<Reader, 'select'>,
  assignmentId: string,
): Promise<Standing> {
  const [standing] = await read
    .select({ state: standings.state, dueOn: standings.dueOn })
    .from(standings)
    .where(eq(standings.assignmentId, assignmentId));
  if (!standing) throw new Error(`the assignment ${assignmentId} has no standing`);
  return standing;
}
