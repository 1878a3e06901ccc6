import { parseArgs } from 'node:util';
import { systemClock } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { exportToArchive, exportToFolder, openExport } from '#exports/export.ts';
import { openFiles } from '#exports/import.ts';
import { verifyExport } from '#verify/check-export.ts';
import { placeOf, runCommand, say, WrongUse } from './command.ts';
import { openKept } from './kept.ts';
import { VERIFIER } from './portal.ts';

/** What people pack files as, and this command does not. */
const PACKED = /\.(?:zip|7z|rar|t?gz|t?bz2|t?xz|zst)$/i;

const HELP = `
npm run export -- --to FOLDER
npm run export -- --to FILE.tar

Writes everything the portal keeps, without passwords, into a new folder or archive, with a program
that checks it; then reads it back and checks it. The portal may be running; what comes meanwhile is
not in it. The settings are the portal's own (DATABASE_URL, PORTAL_LEDGER_KEY_FILE …).
`;

await runCommand(HELP, async () => {
  const { to } = parseArgs({ options: { to: { type: 'string' } } }).values;
  if (!to) throw new WrongUse('Say where the export shall go: `npm run export -- --to FOLDER`.');
  const place = placeOf(to);
  if (PACKED.test(place)) {
    throw new WrongUse('An archive is written as .tar. Give a name that ends so, or a folder.');
  }
  const at = systemClock();
  const { config, db, ledger } = await openKept(process.env, at);
  try {
    const asked = { ledger, verifier: VERIFIER, city: config.city, by: 'system', at };
    const full = await openExport(db, asked);
    const write = place.endsWith('.tar') ? exportToArchive : exportToFolder;
    let files = 0;
    await write(full, place, (path) => {
      files += 1;
      // Texts and scans are many and small.
      if (!path.includes('/') || path.startsWith('tables/')) say(`  ${path}`);
    });
    full.close();
    say(`Wrote ${files} files and their signed manifest to ${place}`);
    say(`The ledger has ${full.head.size} entries; their root is ${full.head.root}`);
    say('It is about every employee: keep it as carefully as a personnel file.');
    await readBack(place);
  } finally {
    await db.close();
  }
});

/**
 * An export is what a lost portal comes back from: that it can be read is known only when it was. One
 * that does not hold is left there, since it shows what is wrong.
 */
async function readBack(place: string): Promise<void> {
  say('Reading it back …');
  const asked = { trusted: [], replay: true, now: systemClock() };
  const faults = await verifyExport(openFiles(place), asked).then(
    (verdict) => verdict.faults,
    (error: unknown) => [(error as Error).message],
  );
  if (faults.length === 0) return say('All is as it was signed.');
  throw new Refusal(
    'conflict',
    `This export does not hold:\n${faults.slice(0, 5).join('\n')}\n` +
      'Keep it and the database file as they are. The page "Ledger" says whether what the portal keeps ' +
      'fits together; if it does, the disk wrote something else than it was given: export to another one.',
  );
}
