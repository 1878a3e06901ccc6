import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseVerifier } from '#ledger/note.ts';
import { verifyExport } from './check-export.ts';
import { verifyPack } from './check-pack.ts';
import { sentence, verifyReceipt } from './check-receipt.ts';
import { FEW_LINES, fileAt, filesIn, NO_TEXT, textOf, type Files } from './files.ts';
import { MANIFEST } from './manifest.ts';
import { filesInTar } from './tar.ts';
import type { Asked, Verdict } from './verdict.ts';

const HELP = `Checks policy training records without the portal and without a network.

  node verify.mjs [options] [what]

what        a whole export or one person's evidence, as a folder or as one .tar, or one receipt
            (.receipt.json). Left out: the folder that this program lies in.

--key KEY       a public key that you trust, name+id+key, as the City published it; may be repeated
--key-file FILE the same from a file, one a line
--since FILE    an older checkpoint: the ledger must begin with what it was signed over
--no-replay     do not compute the scores again
--now INSTANT   what counts as now (2026-11-22T15:00:00Z); nothing may be later
--json          say it as JSON
--help          this

It exits with 0 when all is well, with 1 when something is not, with a sentence for each, and with 2
when it was not told what to do. Whoever may have changed the records may have changed the copy of this
program that lies beside them: take it from another export, or build it from the portal's sources.
`;

/** A command line that cannot be followed. */
class Usage extends Error {}

type Told = Asked & { path: string; json: boolean };

/** The program: checks what its arguments name, and says what it found. Returns its exit code. */
export async function main(args: readonly string[], program: string): Promise<number> {
  try {
    const told = readArguments(args);
    if (told === 'help') {
      process.stdout.write(HELP);
      return 0;
    }
    return say(await check({ ...told, program }), told);
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    process.stderr.write(`${error.message}\nnode verify.mjs --help says how to use it.\n`);
    return 2;
  }
}

async function check(told: Told): Promise<Verdict> {
  const { path } = told;
  try {
    if (!statSync(path).isDirectory() && !isTar(path)) {
      if (told.since !== undefined)
        throw new Usage('--since needs a whole export: a receipt does not hold the ledger.');
      return verifyReceipt(receiptIn(path), told);
    }
    // Looked at first: a folder given by mistake may be a whole disk.
    if (!isTar(path) && !MARKS.some((name) => existsSync(join(path, name)))) {
      throw new Error(
        `There is no export and no evidence in \`${path}\`: it has no ${MANIFEST}. Give the folder that has one, or the .tar`,
      );
    }
    const files: Files = isTar(path) ? filesInTar(fileAt(path)) : filesIn(path);
    if (files.has('records.jsonl') || !hasReceipts(files)) return await verifyExport(files, told);
    if (told.since !== undefined) throw new Usage('--since needs a whole export.');
    return await verifyPack(files, told);
  } catch (error) {
    if (error instanceof Usage) throw error;
    return { faults: [sentence((error as Error).message)], count: 1, told: [], notes: [] };
  }
}

/** One of them alone is an export or evidence that something was taken from. */
const MARKS = [MANIFEST, 'records.jsonl', 'keys.txt'];

/** What is no text at all is a mistake in what was given, not in a receipt. */
function receiptIn(path: string): string {
  try {
    return textOf(fileAt(path));
  } catch (error) {
    if ((error as Error).message !== NO_TEXT) throw error;
    throw new Error(
      `\`${path}\` is no receipt: give the file that ends with .receipt.json (a PDF is for people to read), ` +
        'or an export as a folder or .tar. What is packed in another way is unpacked first',
      { cause: error },
    );
  }
}

const isTar = (path: string) => path.endsWith('.tar');
const hasReceipts = (files: Files) =>
  [...files.keys()].some((path) => path.startsWith('receipts/'));

function say({ faults, count, told, notes }: Verdict, { json }: Told): number {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ok: count === 0, count, faults, told, notes })}\n`);
    return count === 0 ? 0 : 1;
  }
  if (count > 0) {
    const more = count - faults.length;
    const lines = more > 0 ? [...faults, `And ${more} more.`] : faults;
    process.stderr.write(`${lines.join('\n')}\n`);
    return 1;
  }
  process.stdout.write(`All is as it was signed.\n\n${told.join('\n')}\n`);
  if (notes.length > 0) process.stdout.write(`\nNot checked:\n- ${notes.join('\n- ')}\n`);
  return 0;
}

function readArguments(args: readonly string[]): Told | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  if (positionals.length > 1) throw new Usage('Give one thing to check.');
  const own = import.meta.dirname;
  const path = positionals[0] ?? (existsSync(join(own, 'manifest.note')) ? own : undefined);
  if (path === undefined) throw new Usage('Say what to check.');
  refuseOther(path, 'a file or a folder');
  const now = values.now === undefined ? new Date() : new Date(values.now);
  if (Number.isNaN(now.getTime())) throw new Usage(`${values.now} is no instant.`);
  const inFile = values['key-file'] === undefined ? [] : textIn(values['key-file']).split('\n');
  const keyList = inFile.map((key) => key.trim()).filter(Boolean);
  const trusted = [...(values.key ?? []).map((key) => key.trim()), ...keyList];
  for (const key of trusted) {
    try {
      parseVerifier(key);
    } catch (error) {
      throw new Usage(sentence((error as Error).message));
    }
  }
  if (values['key-file'] !== undefined && trusted.length === 0)
    throw new Usage('The key file holds no key.');
  const since = values.since === undefined ? undefined : textIn(values.since);
  return {
    path,
    trusted,
    keyList,
    since,
    now,
    replay: !values['no-replay'],
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        'key-file': { type: 'string' },
        since: { type: 'string' },
        'no-replay': { type: 'boolean' },
        now: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Usage(sentence((error as Error).message));
  }
}

function textIn(file: string): string {
  refuseOther(file, 'a file');
  try {
    return textOf(fileAt(file), FEW_LINES);
  } catch (error) {
    throw new Usage(`${file} cannot be read: ${sentence((error as Error).message)}`);
  }
}

/** A pipe or a device may never end. */
function refuseOther(path: string, wanted: 'a file' | 'a file or a folder'): void {
  if (!existsSync(path)) throw new Usage(`There is nothing at \`${path}\`.`);
  const found = statSync(path);
  if (found.isFile() || (wanted !== 'a file' && found.isDirectory())) return;
  throw new Usage(`${path} is not ${wanted}.`);
}
