import type { Db, Reader } from '#db/client.ts';
import { recordEvent } from '#audit/record.ts';
import { newestCheckpoint } from '#evidence/prove.ts';
import { storedIn } from '#evidence/stored-tree.ts';
import { rootOf } from '#ledger/tree.ts';

/** How much leaves: everything, who has signed what, or numbers alone. */
export type Profile = 'full' | 'names' | 'statistics';

/** The ledger's head that an export is of. */
export type Head = {
  /** Entries of the ledger, and the root over them, in base64 as checkpoints have it. */
  size: number;
  root: string;
  at: Date;
};

/** Says in the audit log who takes what along, before any of it leaves; `read` is what is exported. */
export async function noteExport(
  db: Db,
  read: Reader,
  { by, at, profile }: { by: string; at: Date; profile: Profile },
): Promise<Head> {
  const head = await newestCheckpoint(read);
  if (!head) throw new Error('this ledger has no head');
  const root = (await rootOf(head.size, storedIn(read))).toString('base64');
  const detail = { profile, size: head.size, root };
  await db.write((tx) => recordEvent(tx, { at, actor: by, act: 'export.made', detail }));
  return { size: head.size, root, at: head.at };
}
