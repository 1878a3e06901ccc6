import { parseArgs } from 'node:util';
import { systemClock } from '#clock.ts';
import { exportToArchive, exportToFolder, openExport } from '#exports/export.ts';
import { placeOf, runCommand, say, WrongUse } from './command.ts';
import { openKept } from './kept.ts';
import { VERIFIER } from './portal.ts';

const HELP = `
npm run export -- --to FOLDER
npm run export -- --to FILE.tar

Writes everything the portal keeps, without passwords, into a new folder or archive, with a program
that checks it. The portal may be running; what comes meanwhile is not in it. The settings are the
portal's own (DATABASE_URL, PORTAL_LEDGER_KEY_FILE …).
`;

await runCommand(HELP, async () => {
  const { to } = parseArgs({ options: { to: { type: 'string' } } }).values;
  if (!to) throw new WrongUse('Say where the export shall go: `npm run export -- --to FOLDER`.');
  const place = placeOf(to);
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
  } finally {
    await db.close();
  }
});
