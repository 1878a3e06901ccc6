import { existsSync, rmSync } from 'node:fs';
import { systemClock } from '#clock.ts';
import { readConfig, type Config } from '#config.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { readLocation } from '#db/location.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { isRefusal } from '#errors.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { importFrom, openFiles, type Imported } from '#exports/import.ts';
import { parseVerifier } from '#ledger/note.ts';
import type { Files } from '#verify/files.ts';
import { databaseOf, ledgerOf } from '../kept.ts';
import { counted, placeOf, RUN, say, WrongUse, type Asked, type Command } from './command.ts';
import { countingReads } from './counting-reads.ts';
import { allOrNothing } from './interruption.ts';
import { inBytes, isLive, progress } from './progress.ts';

export const importAll: Command = {
  summary: 'fills an empty database with an export',
  usage: ['FOLDER', 'FILE.tar --key KEY'],
  about: `
Fills an empty database with an export: all of it, or nothing when anything in it is not as it was
signed. DATABASE_URL says where; the portal must not be running on it. The ledger's private key is in
no export: put your copy where PORTAL_LEDGER_KEY_FILE says before you start the portal. Nobody has a
password then: \`create-admin\` lets one person in.`,
  options: {
    key: {
      value: 'KEY',
      repeats: true,
      says: 'a public key of this ledger that you have from elsewhere, name+id+key: an export of\n             another ledger is refused',
    },
  },
  words: 1,
  settings: ['PORTAL_LEDGER_KEY_FILE', 'PORTAL_ORIGIN'],
  run,
};

async function run({ words: [from], values }: Asked): Promise<void> {
  if (!from) throw new WrongUse('Say which export to read: `import FILE.tar`.');
  const trusted = values('key').map(keyAsTyped);
  // Before a database is made: a wrong path leaves nothing behind.
  const files = openFiles(placeOf(from));
  const config = readConfig(process.env);
  const made = await inOwnDatabase(config, async (db) => ({
    ...(await fill(db, files, trusted)),
    next: await nextStep(db, config),
  }));
  say(
    `The portal's records are back: ${made.people} people, ${counted(made.size, 'entry', 'entries')} of the ledger.`,
  );
  say(`Their root is ${made.root}, as it was when they were exported.`);
  say('The export says that these keys signed it. Compare them with a copy from elsewhere:');
  for (const key of made.keys) say(`  ${key}`);
  say('Nobody has a password, so nobody can sign in yet: an export holds none. For one person,');
  say(`\`${RUN} create-admin NUMBER\` makes a link that sets one.`);
  say(made.next);
}

/** A file that was made for an import that came to nothing goes with it. */
async function inOwnDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const location = readLocation(config.databaseUrl);
  const made = location.kind === 'file' && !existsSync(location.path) ? location.path : undefined;
  const undo = () => {
    if (made === undefined) return;
    for (const part of ['', '-wal', '-shm']) rmSync(`${made}${part}`, { force: true });
  };
  return allOrNothing(undo, async () => {
    const db = await openDatabase(databaseOf(config));
    try {
      await migrateDatabase(db);
      return await work(db);
    } finally {
      await db.close();
    }
  });
}

async function fill(db: Db, given: Files, trusted: string[]): Promise<Imported> {
  let line = progress('Checking the export', { amount: inBytes });
  let filling = false;
  const { files, again } = countingReads(given, { to: (done, of) => line.to(done, of) });
  const read = (table: string, rows: number) => {
    if (!filling) {
      line.end();
      line = progress('Filling the database', { amount: inBytes });
      again();
    }
    filling = true;
    if (!isLive()) say(`  ${table}: ${rows}`);
  };
  try {
    return await importFrom(db, files, { trusted, at: systemClock(), read });
  } finally {
    line.end();
  }
}

/** A key with a typing error is no other ledger's key. */
function keyAsTyped(typed: string): string {
  const key = typed.trim();
  try {
    parseVerifier(key);
  } catch {
    throw new WrongUse(
      `\`${key}\` is no public key of the form name+id+key. Copy all of its line.`,
    );
  }
  return key;
}

/** Whether the key is in its place, in a sentence. */
async function nextStep(db: Db, config: Config): Promise<string> {
  try {
    await openLedger(db, ledgerOf(config, systemClock()));
    return 'The signing key is in its place: the portal can be started.';
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return `Before you start the portal: ${error.message}`;
  }
}
