import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { auditEvents } from '#db/schema/index.ts';
import { openCheckpoint } from '#ledger/checkpoint.ts';
import { parseVerifier } from '#ledger/note.ts';
import { rootOf } from '#ledger/tree.ts';
import { allKeys } from '../keys.ts';
import { sizeOf, storedIn } from '../stored-tree.ts';
import { within } from './place.ts';

/** What an outside checkpoint says about this ledger. */
export type Comparison =
  /** The ledger begins with exactly what stood there. */
  | { is: 'contained'; size: number; entries: number }
  /** Entries that were there are gone: an older copy of the database was put back. */
  | { is: 'shorter'; size: number; entries: number }
  /** What stood there was changed. */
  | { is: 'other'; size: number; entries: number }
  /** It names this ledger, but no key that the ledger knows has signed it. */
  | { is: 'unknown-key' }
  /** It is another ledger's, or no checkpoint at all. */
  | { is: 'foreign' };

/** Compares a checkpoint that was kept outside with the ledger as it is. */
export async function compareCheckpoint(db: Db, note: string): Promise<Comparison> {
  const keys = await allKeys(db);
  const given = untouched(note);
  const [, origin] = LOOKS_LIKE_ONE.exec(given) ?? [];
  if (!keys.some((key) => key.origin === origin)) return { is: 'foreign' };
  let head: ReturnType<typeof openCheckpoint>;
  try {
    head = openCheckpoint(
      given,
      keys.map(({ publicKey }) => parseVerifier(publicKey)),
    );
  } catch {
    return { is: 'unknown-key' };
  }
  const { size, root } = head;
  const entries = await sizeOf(db.read);
  if (size > entries) return { is: 'shorter', size, entries };
  const mine = await rootOf(size, storedIn(db.read));
  return { is: mine.equals(root) ? 'contained' : 'other', size, entries };
}

const LOOKS_LIKE_ONE = /^([^\n]+)\n\d+\n[A-Za-z0-9+/]{43}=\n/;

/** Forms send line ends of another kind, and people copy a blank line too many. */
function untouched(note: string): string {
  return `${note.replaceAll('\r\n', '\n').trim()}\n`;
}

const PATIENCE = 10_000;
/** A checkpoint is a few lines. */
const MOST_BYTES = 16 * 1024;

/**
 * Why signing must stop, when the folder of checkpoints holds one that this ledger does not begin
 * with: in a plain sentence, without its last stop. Undefined when all fit, and for a folder that
 * cannot be read now.
 */
export async function contradictionIn(
  db: Db,
  folder: string,
  patience = PATIENCE,
): Promise<string | undefined> {
  const name = resolve(folder);
  const notes = await within(patience, notesIn(name), () => new Error('too slow')).catch(() => []);
  for (const { file, note } of notes) {
    const found = await compareCheckpoint(db, note);
    const why = whyStop(found);
    if (why) return `the checkpoint \`${file}\` in \`${name}\` ${why}`;
  }
  return undefined;
}

/**
 * The same for checkpoints that people brought: the events that tell of one hold it, so that a
 * contradiction outlives a restart.
 */
export async function toldContradiction(db: Db): Promise<string | undefined> {
  const told = await db.read
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(eq(auditEvents.act, CONTRADICTED));
  for (const { detail } of told) {
    const why = whyStop(await compareCheckpoint(db, String(detail?.['checkpoint'])));
    if (why) return `a checkpoint that was kept outside ${why}`;
  }
  return undefined;
}

/** The act of the event that tells of a checkpoint which the ledger contradicts. */
export const CONTRADICTED = 'ledger.contradicted';

/** What a comparison means for signing; undefined when it is no reason to stop. */
export function whyStop(found: Comparison): string | undefined {
  switch (found.is) {
    case 'shorter':
      return (
        `has ${found.size} entries and the ledger only ${found.entries}, so an older copy of the ` +
        'database was put back'
      );
    case 'other':
      return `does not fit the first ${found.size} entries of the ledger, so they were changed`;
    case 'unknown-key':
      return (
        'names this ledger and is signed by no key that the ledger knows, so an older copy of the ' +
        'database was put back, or a new ledger was begun'
      );
    default:
      return undefined;
  }
}

async function notesIn(folder: string): Promise<{ file: string; note: string }[]> {
  const names = (await readdir(folder)).filter((name) => /^checkpoint-.*\.txt$/.test(name));
  const found: { file: string; note: string }[] = [];
  for (const file of names.toSorted().toReversed()) {
    const path = join(folder, file);
    if ((await stat(path)).size > MOST_BYTES) continue;
    found.push({ file, note: await readFile(path, 'utf8') });
  }
  return found;
}
