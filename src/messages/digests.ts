import { civilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { queueMail } from '#mail/queue.ts';
import type { Policy } from '#policies/model.ts';
import { managersToTell } from './due-people.ts';

const AT_ONCE = 200;

/**
 * Queues one mail for each manager who has somebody late or soon due, down the tree; what it says is
 * read when it leaves. `due` is the instant it is for: the same instant queues none twice. Returns how
 * many were queued.
 */
export async function queueDigests(
  db: Db,
  act: { policies: readonly Policy[]; due: Date; at: Date; timeZone: string },
): Promise<number> {
  const { policies, due, at, timeZone } = act;
  const managers = new Set<string>();
  for (const { id } of policies) {
    for (const number of await managersToTell(db, id, civilDate(at, timeZone)))
      managers.add(number);
  }
  const all = [...managers];
  const day = civilDate(due, timeZone);
  let queued = 0;
  for (let start = 0; start < all.length; start += AT_ONCE) {
    await db.write(async (tx) => {
      for (const to of all.slice(start, start + AT_ONCE)) {
        const onceKey = `manager-digest ${to} ${day}`;
        const mail = { kind: 'manager-digest' as const, to, onceKey, at, by: 'system' };
        queued += Number(await queueMail(tx, mail));
      }
    });
  }
  return queued;
}
