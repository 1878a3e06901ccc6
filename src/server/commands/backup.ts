import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfig, type Config } from '#config.ts';
import { copyDatabase } from '#db/copy.ts';
import { openToRead } from '#db/open-to-read.ts';
import { Refusal } from '#errors.ts';
import { locationOf } from '../kept.ts';
import { checkKept, type Found } from './check-kept.ts';
import { counted, placeOf, RUN, say, WrongUse, type Asked, type Command } from './command.ts';
import { allOrNothing } from './interruption.ts';
import { during, inBytes, progress } from './progress.ts';

export const backup: Command = {
  summary: 'copies the database while the portal runs, and checks the copy',
  usage: ['--to FILE', '--check FILE'],
  about: `
Copies the database as it stands at one instant into one new file that its owner alone can read,
while the portal goes on; then checks the copy: the file, the schema, the ledger, every record, the
seals. It holds everything about everybody, with the hashes of their passwords. Not in it: the
signing key, and the settings. \`--check\` checks a copy that was made earlier, and changes nothing.`,
  options: {
    to: { value: 'FILE', says: 'a file that is not there yet' },
    check: { value: 'FILE', says: 'a backup to check' },
  },
  settings: ['PORTAL_LEDGER_KEY_FILE'],
  run,
};

async function run({ values }: Asked): Promise<void> {
  const [[to], [check]] = [values('to'), values('check')];
  if ((to === undefined) === (check === undefined)) {
    throw new WrongUse('Say where the backup shall go, or which one to check: `backup --to FILE`.');
  }
  if (check !== undefined) return checkBackup(placeOf(check));
  await makeBackup(readConfig(process.env), placeOf(to!));
}

async function makeBackup(config: Config, place: string): Promise<void> {
  const location = locationOf(config);
  if (location.kind === 'server') {
    throw new Refusal(
      'conflict',
      'This database is on a server (`DATABASE_URL`): whoever runs that server backs it up. ' +
        `\`${RUN} export\` writes all records from here.`,
    );
  }
  refuseTaken(place);
  refuseWithoutRoom(location.path, dirname(place));
  const part = `${place}.${randomBytes(4).toString('hex')}.unfinished`;
  const copying = new AbortController();
  const undo = () => {
    copying.abort();
    // Beside a file that is looked at, SQLite may put two more.
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${end}`, { force: true });
  };
  const found = await allOrNothing(undo, async () => {
    closeSync(openSync(part, 'wx', 0o600));
    const line = progress('Copying the database', { amount: inBytes });
    const { signal } = copying;
    await copyDatabase(location.path, part, { signal, wrote: line.to }).finally(() => line.end());
    keep(part);
    const checked = await checkFile(part);
    if (checked.damage.length > 0) throw damagedSource(location.path, checked);
    refuseTaken(place);
    renameSync(part, place);
    keep(dirname(place));
    return checked;
  });
  say(`Wrote ${place} (${inBytes(statSync(place).size)})`);
  tell(found);
  tellWhatElse(config, location.path);
  if (found.faults.length > 0) throw unsound(found);
}

async function checkBackup(place: string): Promise<void> {
  const found = await checkFile(place);
  if (found.damage.length > 0) {
    throw new Refusal(
      'conflict',
      `This file is damaged; use another backup.\n${found.damage.join('\n')}`,
    );
  }
  tell(found);
  if (found.faults.length > 0) throw unsound(found);
}

async function checkFile(place: string): Promise<Found> {
  const db = await openToRead({ url: pathToFileURL(place).href });
  return during('Checking the copy', () => checkKept(db)).finally(() => db.close());
}

function tell({ missing, ledger, faults }: Found): void {
  if (missing.length > 0) {
    say(
      'The file is whole. It is of an earlier version of the portal, so its records were not checked:',
    );
    say(`${missing.join(', ')} will be added at the next start.`);
  } else if (ledger === undefined) {
    say('The file is whole; there is no ledger in it yet.');
  } else {
    say(`The ledger has ${counted(ledger.size, 'entry', 'entries')}; the root is ${ledger.root}`);
    if (faults.length === 0) say('The copy is whole, and all in it fits together.');
  }
}

/** A copy that cannot be put back is none. */
function tellWhatElse(config: Config, database: string): void {
  const key = resolve(config.ledgerKeyFile);
  say('It is about every employee: keep it as carefully as a personnel file.');
  say(`Not in it: the signing key, ${key}${existsSync(key) ? '' : ' (which is NOT there)'}.`);
  say(
    'Keep copies of its folder elsewhere, apart from the backups; without it nothing can be signed.',
  );
  say('Not in it either: the settings, and files that checkpoints were put into.');
  say(`To put it back: stop the portal; remove ${database} and what stands beside it with`);
  say('-wal and -shm; put this file and the key in their places, owned by the portal’s account,');
  say('`chmod 600`; start the portal, and look at the page "Ledger".');
}

function unsound({ faults }: Found): Refusal {
  return new Refusal(
    'conflict',
    `What it holds does not fit together:\n${faults.slice(0, 5).join('\n')}\n` +
      'Keep this copy and the database as they are, and look at the page "Ledger". Keep earlier backups.',
  );
}

function damagedSource(database: string, { damage }: Found): Refusal {
  return new Refusal(
    'conflict',
    `The database \`${database}\` is damaged, so no backup was made. Keep the earlier ones.\n${damage.join('\n')}`,
  );
}

function refuseTaken(place: string): void {
  if (!existsSync(place)) return;
  throw new Refusal('conflict', `\`${place}\` is there already. Give a name that is not taken.`);
}

function refuseWithoutRoom(database: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const [free, needed] = [bavail * bsize, statSync(database).size];
  if (free >= needed) return;
  throw new Refusal(
    'conflict',
    `There are ${inBytes(free)} free in \`${folder}\`, and the database has ${inBytes(needed)}. ` +
      'Make room, or give another place.',
  );
}

/** On the disk, not only in its memory; Windows opens no folders. */
function keep(path: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
