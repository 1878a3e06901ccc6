import type { Tx } from '#db/client.ts';
import { attemptItems, attempts } from '#db/schema/index.ts';
import type { Item } from './item.ts';

/** Keeps a new attempt with the items drawn for it. */
export async function keepAttempt(
  tx: Tx,
  attempt: typeof attempts.$inferInsert,
  items: readonly Item[],
): Promise<void> {
  await tx.insert(attempts).values(attempt);
  await tx.insert(attemptItems).values(
    items.map((item, index) => ({
      attemptId: attempt.id,
      position: index + 1,
      scenario: item.scenario.id,
      telling: item.telling.id,
      kind: item.kind,
      options: item.options,
      scenarioSha256: item.scenario.sha256,
    })),
  );
}
