import { resolve } from 'node:path';
import { isRefusal } from '#errors.ts';

/** Something was asked for that the command does not know. */
export class WrongUse extends Error {}

/**
 * Runs a command of the operator: what it prints is plain sentences, and it ends with 0 when it did
 * what was asked, 1 when it could not, 2 when it was asked wrongly.
 */
export async function runCommand(help: string, work: () => Promise<void>): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) return say(help.trim());
  try {
    await work();
  } catch (error) {
    const wrongUse = error instanceof WrongUse || codeOf(error).startsWith('ERR_PARSE_ARGS');
    const plain = wrongUse || isRefusal(error);
    process.stderr.write(`${plain ? (error as Error).message : describe(error)}\n`);
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

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
