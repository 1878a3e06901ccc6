import { desc, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { ledgerEntries, ledgerNodes } from '#db/schema/index.ts';
import { edgeOf, type Node, type Stored } from '#ledger/tree.ts';

/** `db.read` is one, and so is a `tx`. */
export type Read = Pick<Reader, 'select'>;

/** How many entries the ledger has. */
export async function sizeOf(read: Read): Promise<number> {
  const [last] = await read
    .select({ index: ledgerEntries.index })
    .from(ledgerEntries)
    .orderBy(desc(ledgerEntries.index))
    .limit(1);
  return last ? last.index + 1 : 0;
}

/** The ledger's subtrees, found by their places in one query. */
export function storedIn(read: Read): Stored {
  return async (places) => {
    if (places.length === 0) return [];
    const wanted = sql.join(
      places.map(({ level, index }) => sql`(${level}, ${index})`),
      sql`, `,
    );
    const rows = await read
      .select()
      .from(ledgerNodes)
      .where(sql`(${ledgerNodes.level}, ${ledgerNodes.index}) IN (VALUES ${wanted})`);
    const found = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    return places.map(({ level, index }) => {
      const hash = found.get(`${level}/${index}`);
      if (!hash) throw new Error(`the ledger has lost its hash ${level}/${index}`);
      return hash;
    });
  };
}

/** The ledger's right edge at a size. */
export async function edgeIn(read: Read, size: number): Promise<Node[]> {
  const places = edgeOf(size);
  const hashes = await storedIn(read)(places);
  return places.map((place, at) => ({ ...place, hash: hashes[at]! }));
}
