import { resolve } from 'node:path';
import { isRefusal } from '#errors.ts';
import { outliveReaders } from './log.ts';

/** Something was asked for that the command does not know. */
export class WrongUse extends Error {}

/**
 * Runs a command of the operator: what it prints is plain sentences, and it ends with 0 when it did
 * what was asked, 1 when it could not, 2 when it was asked wrongly.
 */
export async function runCommand(help: string, work: () => Promise<void>): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) return say(help.trim());
  // `… | head` stops reading; the work goes on.
  outliveReaders();
  try {
    await work();
  } catch (error) {
    const wrongUse = error instanceof WrongUse || codeOf(error).startsWith('ERR_PARSE_ARGS');
    const plain = wrongUse || isRefusal(error);
    const told = plain ? (error as Error).message : (fileTrouble(error) ?? describe(error));
    process.stderr.write(`${told}\n`);
    if (wrongUse) process.stderr.write('`--help` says how it is used.\n');
    process.exitCode = wrongUse ? 2 : 1;
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A path as typed: npm runs commands in the project's folder, not where they were given. */
export function placeOf(typed: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', typed);
}

/** What a disk or its rights refuse, as the operator can mend it; undefined for everything else. */
export function fileTrouble(error: unknown): string | undefined {
  const why = FILE_TROUBLE[codeOf(error)];
  if (why === undefined) return undefined;
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined ? why : `\`${path}\`: ${why}`;
}
const NOT_ALLOWED =
  'This account may not read or write there. Run the command as the account that the portal runs as, or give another place.';
const NO_ROOM = 'There is no room for it on this disk. Make some, or give another place.';
const FILE_TROUBLE: Record<string, string> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'This disk can only be read. Give another place.',
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EFBIG: 'A file may not become as large as this one there. Give another place.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
  ENAMETOOLONG: 'This name is too long.',
  EIO: 'The disk did not answer as it should. Look whether it is whole.',
};

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
