import { eq, sql } from 'drizzle-orm';
import { seals } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Read } from './stored-tree.ts';

/** The newest seal's number, to be read along with something else: every signature waits for it. */
export const NEWEST_SEAL = sql<number | null>`(SELECT max(id) FROM seals)`;

/**
 * The line of a head that names the newest seal of the tables, so that a seal cannot go unseen:
 * `seal 12 <SHA-256 of its note>`. Undefined before the first.
 */
export async function sealLine(read: Read, id: number | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const [newest] = await read.select().from(seals).where(eq(seals.id, id));
  return newest && lineOf(newest);
}

export function lineOf({ id, note }: { id: number; note: string }): string {
  return `seal ${id} ${sha256Hex(note)}`;
}
