import { asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { ledgerEntries, records } from '#db/schema/index.ts';

/** The entry that names a public key: the ledger's first, and one more at each rotation. */
export type KeyRecord = {
  schema: 'ledger-key/1';
  id: string;
  origin: string;
  /** `name+id+key`, as c2sp.org/signed-note prints it. */
  publicKey: string;
  /** The key before, at a rotation. */
  replaces?: string;
  at: string;
};

/** A key record and where it stands: the head that ends with it has the size `index + 1`. */
export type NamedKey = KeyRecord & { index: number };

/** Every key that the ledger names, the first one first. */
export async function allKeys({ read }: Pick<Db, 'read'>): Promise<NamedKey[]> {
  const rows = await read
    .select({ index: ledgerEntries.index, record: records.record })
    .from(ledgerEntries)
    .innerJoin(records, eq(records.id, ledgerEntries.recordId))
    .where(eq(ledgerEntries.kind, 'key'))
    .orderBy(asc(ledgerEntries.index));
  return rows.map(({ index, record }) => ({ ...(JSON.parse(record) as KeyRecord), index }));
}

/** The key that the ledger names last. */
export async function currentKey(db: Pick<Db, 'read'>): Promise<NamedKey> {
  const last = (await allKeys(db)).at(-1);
  if (!last) throw new Error('this ledger names no key');
  return last;
}

/** The eight digits by which people tell keys apart: `name+id+key`. */
export function keyIdOf(printed: string): string {
  return printed.split('+')[1] ?? '';
}
