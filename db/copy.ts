import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#errors.ts';

const CHILD = join(import.meta.dirname, 'copy-child.ts');
const LOOK_EVERY = 200;

/** What the child ends with, as its last line. */
export type Ended = { copied: true } | { copied: false; code: string; message: string };

export type Copying = {
  /** Ends it: the copy is not finished then, and is whoever asked's to remove. */
  signal: AbortSignal;
  /** Called now and then with how many bytes are there, of about how many. */
  wrote(bytes: number, of: number): void;
};

/**
 * Copies a database file into another one as it stands at one instant, while others write to the first.
 * The copy is one file without a log beside it, and holds nothing that was deleted. `to` is an empty
 * file, whose rights it keeps. SQLite copies without a pause, so a process of its own does it, and
 * this one stays free to show how far it is, and to stop.
 */
export async function copyDatabase(
  from: string,
  to: string,
  { signal, wrote }: Copying,
): Promise<void> {
  const of = statSync(from).size;
  const child = spawn(process.execPath, [CHILD, from, to], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
    killSignal: 'SIGKILL',
    // A terminal's Ctrl-C goes to all that it started: this process alone decides what then happens.
    detached: process.platform !== 'win32',
  });
  const look = setInterval(() => wrote(statSync(to).size, of), LOOK_EVERY);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  } finally {
    clearInterval(look);
  }
  const ended = readEnd(said);
  if (ended.copied) return;
  throw NO_ROOM.has(ended.code) ? noRoom(to) : new Error(`${ended.code}: ${ended.message}`);
}

const NO_ROOM = new Set(['SQLITE_FULL', 'SQLITE_IOERR']);

function readEnd(said: string): Ended {
  try {
    return JSON.parse(said) as Ended;
  } catch {
    return { copied: false, code: 'ended', message: 'the process that copies was ended' };
  }
}

function noRoom(to: string): Refusal {
  return new Refusal(
    'busy',
    `\`${to}\` could not be written: the disk is full, or does not answer as it should. Make room, or ` +
      'give another place.',
  );
}
