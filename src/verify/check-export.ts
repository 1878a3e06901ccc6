import { createHash } from 'node:crypto';
import type { Checkpoint } from '#ledger/checkpoint.ts';
import { readEntries, type Entries } from './entries.ts';
import { Faults } from './faults.ts';
import { bytesOf, FEW_LINES, type Files } from './files.ts';
import {
  changed,
  checkFiles,
  compareNames,
  fewLinesOf,
  readManifest,
  required,
} from './manifest.ts';
import { Replay } from './replay.ts';
import { readTimestamp } from './timestamp.ts';
import { listed, TRUST_NOTE, type Asked, type Verdict } from './verdict.ts';

const RECORDS = 'records.jsonl';

/**
 * Checks a whole export: that every file is the one signed for, that the ledger is whole, in its order
 * and under its signed heads, that the records agree with one another and with the bytes they name, and
 * that the stored answers under the stored rules give the stored scores. Never holds more of the
 * records than a few at a time.
 */
export async function verifyExport(files: Files, asked: Asked): Promise<Verdict> {
  const faults = new Faults();
  const notes: string[] = [];
  const keys = linesOf(fewLinesOf(files, 'keys.txt'));
  const manifest =
    faults.try(
      () => readManifest(files, keys),
      (reason) => `manifest.note does not hold: ${reason}.`,
    ) ?? new Map<string, string>();
  compareNames(files, manifest, faults);
  checkFiles(files, manifest, faults, new Set([RECORDS]));

  const heads = headsIn(files, asked.since);
  const replay = asked.replay ? new Replay(finder(files), faults) : undefined;
  const entries = await readEntries(required(files, RECORDS), {
    files,
    faults,
    now: asked.now,
    program: asked.program,
    sizes: new Set(heads.map(({ size }) => size)),
    ...(replay && { each: (line) => replay.record(JSON.parse(line.toString('utf8'))) }),
  });
  if (!entries) return { faults: faults.sentences, count: faults.count, told: [], notes };
  if (manifest.get(RECORDS) !== entries.sha256) faults.add(changed(RECORDS));

  checkKeys(keys, entries, asked, faults);
  for (const head of heads) checkHead(head, entries, faults);
  for (const { from } of entries.chain.keys.slice(1)) {
    if (!files.has(`checkpoints/${from}`))
      faults.add(`checkpoints/${from}, the head that both keys signed at a rotation, is missing.`);
  }
  checkTimestamps(files, faults, notes);
  if (asked.trusted.length === 0) notes.push(TRUST_NOTE);
  for (const schema of entries.unknown)
    notes.push(
      `Records of the form “${schema}” are unknown to this program: only that they stand in the ledger was checked.`,
    );
  if (!replay) notes.push('Scores were not replayed: --no-replay was given.');
  const told = tell(files, entries, asked, replay);
  return { faults: faults.sentences, count: faults.count, told, notes };
}

type Head = { what: string; size: number; note: string };

function headsIn(files: Files, since: string | undefined): Head[] {
  const heads: Head[] = [headOf('checkpoint', fewLinesOf(files, 'checkpoint'))];
  for (const path of files.keys()) {
    if (path.startsWith('checkpoints/')) heads.push(headOf(path, fewLinesOf(files, path)));
  }
  if (since !== undefined) heads.push(headOf(SINCE, since));
  return heads;
}

const SINCE = 'the older checkpoint';

function headOf(what: string, note: string): Head {
  const size = Number(/^[^\n]+\n(0|[1-9]\d{0,15})\n/.exec(note)?.[1] ?? Number.NaN);
  return { what, size, note };
}

/** A head is signed by the key of its time, and is the root of the first so many entries. */
function checkHead({ what, note, size }: Head, entries: Entries, faults: Faults): void {
  let head: Checkpoint;
  try {
    head = entries.chain.open(note);
  } catch (error) {
    faults.add(`${what} is not a signed head of this ledger: ${(error as Error).message}.`);
    return;
  }
  if (what === 'checkpoint' && size !== entries.size) {
    faults.add(`The newest signed head is of ${size} entries, and ${entries.size} are here.`);
  } else if (what.startsWith('checkpoints/') && what !== `checkpoints/${size}`) {
    faults.add(`${what} is the head of ${size} entries.`);
  }
  if (size > entries.size) {
    if (what !== 'checkpoint')
      faults.add(
        `${what} is of ${size} entries, and only ${entries.size} are here: some are gone.`,
      );
  } else if (!entries.roots.get(size)?.equals(head.root)) {
    faults.add(
      what === 'checkpoint'
        ? 'The entries are not those that the newest head was signed over: one was changed, moved or taken out.'
        : `${what} does not fit: the first ${size} entries are not those that it was signed over.`,
    );
  }
}

function checkKeys(keys: string[], { chain }: Entries, { trusted }: Asked, faults: Faults): void {
  const named = chain.keys.map(({ printed }) => printed);
  if (named.join('\n') !== keys.join('\n')) {
    faults.add('keys.txt does not hold the keys that the entries of this ledger name.');
  }
  if (trusted.length > 0 && !trusted.some((key) => named.includes(key))) {
    faults.add(
      'The key you trust is none of this ledger’s: these records are signed by another key.',
    );
  }
}

function checkTimestamps(files: Files, faults: Faults, notes: string[]): void {
  let sizes = 0;
  for (const [path, file] of files) {
    const size = /^timestamps\/(\d+)\.tsr$/.exec(path)?.[1];
    if (size === undefined) continue;
    sizes += 1;
    faults.try(
      () => {
        const note = bytesOf(required(files, `checkpoints/${size}`), FEW_LINES);
        const { sha256 } = readTimestamp(bytesOf(file, FEW_LINES));
        if (sha256 !== createHash('sha256').update(note).digest('hex')) {
          throw new Error('it is about other bytes');
        }
      },
      (reason) => `${path} is no timestamp over checkpoints/${size}: ${reason}.`,
    );
  }
  if (sizes === 0) return;
  notes.push(
    `Of ${listed(sizes, 'timestamp')} only what they are about was checked. Who made them, OpenSSL says: ` +
      '`openssl ts -verify -in timestamps/N.tsr -data checkpoints/N -CAfile the-service’s-root.pem`.',
  );
}

function finder(files: Files) {
  return (sha256: string) => {
    const file = files.get(`contents/${sha256}`);
    return file && bytesOf(file);
  };
}

function linesOf(text: string): string[] {
  if (!text.endsWith('\n')) throw new Error('keys.txt is cut short');
  return text.slice(0, -1).split('\n');
}

function tell(files: Files, entries: Entries, asked: Asked, replay: Replay | undefined): string[] {
  const { chain, kinds, size, root } = entries;
  const of = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const { done } = replay ?? {};
  const newest = chain.keys.at(-1)?.printed ?? 'none';
  return [
    `Ledger: ${chain.keys[0]?.origin ?? 'unnamed'}`,
    `Entries: ${size} (${of})`,
    `Root over them: ${root.toString('base64')}`,
    `Keys: ${chain.keys.length}, the newest ${newest}`,
    `Files: ${files.size}, each the one signed for.`,
    ...(asked.since === undefined ? [] : ['The older checkpoint fits: nothing before it changed.']),
    ...(entries.passkeys > 0 ? [`Passkey signatures: ${entries.passkeys}, each verified.`] : []),
    ...(done
      ? [
          `Replayed: ${listed(done.scores, 'score')} in ${listed(done.checks, 'check')} of ` +
            `${listed(done.records, 'record')}, each as stored.`,
        ]
      : []),
  ];
}
