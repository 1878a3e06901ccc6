import { inArray } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { passwords } from '#db/schema/index.ts';
import { queueMails } from '#mail/queue.ts';
import { chunks } from './keep.ts';

type Readdressed = { number: string; from: string | null; to: string | null };

/**
 * Tells people at the address they had that it was changed, in the write that changes it: links to set
 * a password go to the new one, so whoever reads that one has the account. Those without a password
 * have none yet, and are told nothing.
 */
export async function tellFormerAddress(
  tx: Tx,
  people: readonly Readdressed[],
  { at, by }: { at: Date; by: string },
): Promise<void> {
  const changed = people.flatMap(({ number, from, to }) =>
    from !== null && from !== to ? [{ number, from }] : [],
  );
  for (const some of chunks(changed, 500)) {
    const numbers = some.map(({ number }) => number);
    const rows = await tx
      .select({ number: passwords.employeeNumber })
      .from(passwords)
      .where(inArray(passwords.employeeNumber, numbers));
    const accounts = new Set(rows.map(({ number }) => number));
    await queueMails(
      tx,
      some
        .filter(({ number }) => accounts.has(number))
        .map(({ number, from }) => ({
          kind: 'address-changed',
          to: number,
          detail: { former: from },
          onceKey: `address-changed ${number} ${from} ${at.getTime()}`,
          at,
          by,
        })),
    );
  }
}
