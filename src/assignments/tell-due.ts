import { civilDate, morningOf } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { queueMails } from '#mail/queue.ts';
import type { Leave } from './due.ts';

/** A due date that was changed: the id of its row in `assignment_terms`, and whose it is. */
export type DueChange = { id: number; assignmentId: string; employeeNumber: string };

/**
 * Queues a mail about each due date that was changed, in the same write. Who is away gets it in the
 * morning of the return; while nobody knows that day there is none, as the return will change it.
 */
export async function tellDueChanged(
  tx: Tx,
  changes: readonly DueChange[],
  {
    leaves,
    by,
    at,
    timeZone,
  }: { leaves: ReadonlyMap<string, readonly Leave[]>; by: string; at: Date; timeZone: string },
): Promise<void> {
  const today = civilDate(at, timeZone);
  const mails = changes.flatMap(({ id, assignmentId, employeeNumber }) => {
    const away = leaves
      .get(employeeNumber)
      ?.find(({ fromOn, backOn }) => fromOn <= today && (backOn === null || backOn > today));
    if (away?.backOn === null) return [];
    return {
      kind: 'due-changed' as const,
      to: employeeNumber,
      about: assignmentId,
      onceKey: `due-changed ${id}`,
      at,
      sendAt: away ? morningOf(away.backOn!, timeZone) : at,
      by,
    };
  });
  await queueMails(tx, mails);
}
