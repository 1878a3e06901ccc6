import { parseArgs } from 'node:util';
import { systemClock } from '#clock.ts';
import { readConfig, type Config } from '#config.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { isRefusal } from '#errors.ts';
import { parseVerifier } from '#ledger/note.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { importFrom, openFiles } from '#exports/import.ts';
import { placeOf, runCommand, say, WrongUse } from './command.ts';
import { databaseOf, ledgerOf } from './kept.ts';

const HELP = `
npm run import -- FOLDER
npm run import -- FILE.tar --key KEY

Fills an empty database with an export: all of it, or nothing when anything in it is not as it was
signed. DATABASE_URL says where; the portal must not be running on it. The ledger's private key is in
no export: put your copy where PORTAL_LEDGER_KEY_FILE says before you start the portal.

--key KEY  a public key of this ledger that you have from elsewhere, name+id+key: an export of
           another ledger is refused
`;

await runCommand(HELP, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true } },
  });
  const [from, more] = positionals;
  if (!from || more) throw new WrongUse('Say which export to read: `npm run import -- FILE.tar`.');
  const trusted = (values.key ?? []).map(keyAsTyped);
  // Before a database is made: a wrong path leaves nothing behind.
  const files = openFiles(placeOf(from));
  const config = readConfig(process.env);
  const db = await openDatabase(databaseOf(config));
  try {
    await migrateDatabase(db);
    say('Checking the export …');
    const made = await importFrom(db, files, {
      trusted,
      at: systemClock(),
      read: (table, rows) => say(`  ${table}: ${rows}`),
    });
    say(
      `The portal's records are back: ${made.people} people, ${made.size} entries of the ledger.`,
    );
    say(`Their root is ${made.root}, as it was when they were exported.`);
    say('The export says that these keys signed it. Compare them with a copy from elsewhere:');
    for (const key of made.keys) say(`  ${key}`);
    say('Nobody has a password, so nobody can sign in: an export holds none, and this release');
    say('has no way to set one. Reading, checking and exporting work.');
    say(await nextStep(db, config));
  } finally {
    await db.close();
  }
});

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
