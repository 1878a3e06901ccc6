import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getTableName, sql } from 'drizzle-orm';
import { recordFaults } from '#attestations/check-records.ts';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sealFaults } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { storedIn } from '#evidence/stored-tree.ts';
import { rootOf } from '#ledger/tree.ts';
import { verifyExport } from '#verify/check-export.ts';
import { fileAt, filesIn, textOf, type Files } from '#verify/files.ts';
import { filesInTar } from '#verify/tar.ts';
import { insertLedger, insertRows } from './insert.ts';
import { EXPORTED } from './tables.ts';

export type Imported = {
  size: number;
  /** Base64, as checkpoints have it. */
  root: string;
  people: number;
  /** Printed public keys, oldest first. */
  keys: string[];
};

type Asked = {
  /** Printed public keys that the reader has from elsewhere; none trusts the export's own. */
  trusted?: readonly string[];
  at: Date;
  /** Called with each table that was read back, and how many rows it has. */
  read?: (table: string, rows: number) => void;
};

/** One of them alone is an export that something was taken from. */
const MARKS = ['manifest.note', 'records.jsonl', 'keys.txt'];

/** The files of an export, which is a folder or one archive. Refuses what is none. */
export function openFiles(place: string): Files {
  if (!existsSync(place)) {
    throw new Refusal(
      'bad-input',
      `There is nothing at \`${place}\`. Give the folder or the .tar of an export.`,
    );
  }
  const isFolder = statSync(place).isDirectory();
  if (!isFolder && !place.endsWith('.tar')) {
    throw new Refusal(
      'bad-input',
      `\`${place}\` is no export. Give the folder or the .tar of one; what is packed in another way is unpacked first.`,
    );
  }
  // Looked at first: a folder given by mistake may be a whole disk.
  if (isFolder && !MARKS.some((name) => existsSync(join(place, name)))) {
    throw new Refusal(
      'bad-input',
      `There is no export in \`${place}\`: it has no manifest.note. Give the folder that has one, or the .tar.`,
    );
  }
  return isFolder ? filesIn(place) : filesInTar(fileAt(place));
}

/** Long enough for a large city; nobody else uses the database meanwhile. */
const LONGEST = 60 * 60 * 1000;

/**
 * Fills an empty database with an export, all of it or nothing: the export is verified first, and
 * what was written passes every check of the evidence, with the export's root, before any of it is
 * kept. Refuses a database that holds anything.
 */
export async function importFrom(
  db: Db,
  files: Files,
  { trusted = [], at, read = () => undefined }: Asked,
): Promise<Imported> {
  await refuseUnlessEmpty(db.read);
  await refuseUnlessVerified(files, trusted, at);
  const head = headIn(files);
  const people = await db.write(
    async (tx) => {
      await refuseUnlessEmpty(tx);
      const guards = await takeGuardsAway(tx);
      for (const table of EXPORTED) read(getTableName(table), await insertRows(tx, table, files));
      await insertLedger(tx, files);
      for (const guard of guards) await tx.run(sql.raw(guard));
      await refuseUnlessSound(tx, head);
      await recordEvent(tx, { at, actor: 'system', act: 'import.made', detail: head });
      return tx.$count(employees);
    },
    { longest: LONGEST },
  );
  return { ...head, people, keys: textOf(files.get('keys.txt')!).trimEnd().split('\n') };
}

async function refuseUnlessEmpty(read: Pick<Reader, 'all'>): Promise<void> {
  for (const table of EXPORTED) {
    const [row] = await read.all(sql`SELECT 1 FROM ${sql.identifier(getTableName(table))} LIMIT 1`);
    if (row === undefined) continue;
    throw new Refusal(
      'conflict',
      'This database holds records already, and an import would mix two ledgers. ' +
        'Set `DATABASE_URL` to a file that is not there yet.',
    );
  }
}

async function refuseUnlessVerified(
  files: Files,
  trusted: readonly string[],
  now: Date,
): Promise<void> {
  const faults = await verifyExport(files, { trusted, replay: true, now }).then(
    (verdict) => verdict.faults,
    (error: unknown) => [(error as Error).message],
  );
  if (faults.length > 0) {
    throw new Refusal(
      'bad-input',
      `This export is not as it was written, so nothing was imported.\n${faults.slice(0, 3).join('\n')}`,
    );
  }
}

type Head = { size: number; root: string };

/** The newest head of a verified export. */
function headIn(files: Files): Head {
  const [, size = '', root = ''] = textOf(files.get('checkpoint')!).split('\n');
  return { size: Number(size), root };
}

/** Finished work takes no more answers, and so on: what is read back was finished long ago. */
async function takeGuardsAway(tx: Tx): Promise<string[]> {
  const guards = await tx.all<{ name: string; sql: string }>(
    sql`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`,
  );
  for (const { name } of guards) await tx.run(sql`DROP TRIGGER ${sql.identifier(name)}`);
  return guards.map((guard) => guard.sql);
}

async function refuseUnlessSound(tx: Tx, { size, root }: Head): Promise<void> {
  const db = { read: tx };
  const faults = [...(await selfCheck(db)), ...(await recordFaults(db)), ...(await sealFaults(db))];
  const mine = await rootOf(size, storedIn(tx));
  if (mine.toString('base64') !== root) faults.push('its root is not that of the export');
  if (faults.length === 0) return;
  throw new Refusal(
    'conflict',
    `What this export holds does not fit together, so nothing was imported.\n${faults.join('\n')}`,
  );
}
