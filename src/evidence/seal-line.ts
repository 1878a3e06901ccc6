import { desc } from 'drizzle-orm';
import { seals } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Read } from './stored-tree.ts';

/**
 * The line of a head that names the newest seal of the tables, so that a seal cannot go unseen:
 * `seal 12 <SHA-256 of its note>`. Undefined before the first.
 */
export async function sealLine(read: Read): Promise<string | undefined> {
  const [newest] = await read.select().from(seals).orderBy(desc(seals.id)).limit(1);
  return newest && lineOf(newest);
}

export function lineOf({ id, note }: { id: number; note: string }): string {
  return `seal ${id} ${sha256Hex(note)}`;
}
