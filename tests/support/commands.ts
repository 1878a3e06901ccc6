import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { keyFileOf, QUICK } from './spawn-server.ts';

const RUN = join(import.meta.dirname, '../../src/server/commands/run.ts');

export type Ended = { code: number | null; said: string };
type Given = {
  database: string;
  /** Where it is typed. */
  cwd: string;
  env?: Record<string, string>;
};

/** Runs a command of the operator in a process of its own, as `npm run portal` does. */
export async function runCommand(args: readonly string[], given: Given): Promise<Ended> {
  return startCommand(args, given).ended;
}

/** The same, to be interrupted: `said` is what it has said so far. */
export function startCommand(
  args: readonly string[],
  { database, cwd, env }: Given,
): { process: ChildProcess; said(): string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [RUN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ...QUICK,
      DATABASE_URL: `file:${database}`,
      PORTAL_LEDGER_KEY_FILE: keyFileOf(database),
      ...env,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const said = () => out + err;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, said: said() }));
  });
  return { process: child, said, ended };
}

/** Waits until it is so; half a minute at most. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('it never came to be');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
