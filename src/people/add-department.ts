import { eq, or } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

/** Adds a department under an id such as `public-works`. Refuses an id or name that is taken. */
export async function addDepartment(
  tx: Tx,
  added: { id: string; name: string; at: Date; by: string },
): Promise<void> {
  const name = added.name.trim();
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(added.id)) {
    throw new Refusal('bad-input', 'A department’s id is like `public-works`.', 'id');
  }
  if (name === '') throw new Refusal('bad-input', 'The department’s name is missing.', 'name');
  const [taken] = await tx
    .select({ name: departments.name })
    .from(departments)
    .where(or(eq(departments.id, added.id), eq(departments.name, name)));
  if (taken) throw new Refusal('conflict', `There is already a department ${taken.name}.`, 'name');
  await tx.insert(departments).values({ id: added.id, name });
  await recordEvent(tx, {
    at: added.at,
    actor: added.by,
    act: 'department.added',
    subject: added.id,
  });
}
