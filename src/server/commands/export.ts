import { rmSync } from 'node:fs';
import { systemClock } from '#clock.ts';
import { Refusal } from '#errors.ts';
import {
  exportToArchive,
  exportToFolder,
  openExport,
  refuseTaken,
  unfinished,
  type FullExport,
} from '#exports/export.ts';
import { openFiles } from '#exports/import.ts';
import { verifyExport } from '#verify/check-export.ts';
import { openKept } from '../kept.ts';
import { VERIFIER } from '../portal.ts';
import { counted, placeOf, say, WrongUse, type Asked, type Command } from './command.ts';
import { countingReads } from './counting-reads.ts';
import { allOrNothing } from './interruption.ts';
import { inBytes, isLive, progress, type Progress } from './progress.ts';

/** What people pack files as, and this command does not. */
const PACKED = /\.(?:zip|7z|rar|t?gz|t?bz2|t?xz|zst)$/i;

export const exportAll: Command = {
  summary: 'writes all records, with a program that checks them, and reads them back',
  usage: ['--to FOLDER', '--to FILE.tar'],
  about: `
Writes everything the portal keeps, without passwords, into a new folder or archive, with a program
that checks it; then reads it back and checks it. The portal may be running; what comes meanwhile is
not in it. For a copy that a portal can go on from, passwords and all, there is \`backup\`.`,
  options: { to: { value: 'PLACE', says: 'a folder or a .tar that is not there yet' } },
  settings: ['PORTAL_LEDGER_KEY_FILE', 'PORTAL_ORIGIN', 'PORTAL_CITY'],
  run,
};

async function run({ values }: Asked): Promise<void> {
  const [to] = values('to');
  if (!to) throw new WrongUse('Say where the export shall go: `export --to FOLDER`.');
  const place = placeOf(to);
  if (PACKED.test(place)) {
    throw new WrongUse('An archive is written as .tar. Give a name that ends so, or a folder.');
  }
  refuseTaken(place);
  const at = systemClock();
  const { config, db, ledger } = await openKept(process.env, at);
  try {
    const asked = { ledger, verifier: VERIFIER, city: config.city, by: 'system', at };
    const full = await openExport(db, asked);
    const write = place.endsWith('.tar') ? exportToArchive : exportToFolder;
    const line = progress('Writing', { amount: inBytes });
    let files = 0;
    const wrote = (path: string) => {
      files += 1;
      // Texts and scans are many and small.
      if (!isLive() && (!path.includes('/') || path.startsWith('tables/'))) say(`  ${path}`);
    };
    await allOrNothing(
      () => rmSync(unfinished(place), { recursive: true, force: true }),
      () => write(countingBytes(full, line), place, wrote),
    ).finally(() => line.end());
    full.close();
    say(`Wrote ${counted(files, 'file')} and their signed manifest to ${place}`);
    say(
      `The ledger has ${counted(full.head.size, 'entry', 'entries')}; the root is ${full.head.root}`,
    );
    say('It is about every employee: keep it as carefully as a personnel file.');
    await readBack(place);
  } finally {
    await db.close();
  }
}

/** For an archive all is read twice: how much there is, is known the second time. */
function countingBytes(full: FullExport, { to }: Progress): FullExport {
  let [bytes, all] = [0, 0];
  return {
    ...full,
    async *files() {
      for await (const { path, bytes: read } of full.files()) {
        yield { path, bytes: () => counting(read()) };
      }
      [bytes, all] = [0, bytes];
    },
  };

  async function* counting(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      to(bytes, all);
      yield chunk;
    }
  }
}

/**
 * An export is what a lost portal comes back from: that it can be read is known only when it was. One
 * that does not hold is left there, since it shows what is wrong.
 */
async function readBack(place: string): Promise<void> {
  const line = progress('Reading it back', { amount: inBytes });
  const asked = { trusted: [], replay: true, now: systemClock() };
  const { files } = countingReads(openFiles(place), line);
  const faults = await verifyExport(files, asked)
    .then(
      (verdict) => verdict.faults,
      (error: unknown) => [(error as Error).message],
    )
    .finally(() => line.end());
  if (faults.length === 0) return say('All is as it was signed.');
  throw new Refusal(
    'conflict',
    `This export does not hold:\n${faults.slice(0, 5).join('\n')}\n` +
      'Keep it and the database file as they are. The page "Ledger" says whether what the portal keeps ' +
      'fits together; if it does, the disk wrote something else than it was given: export to another one.',
  );
}
