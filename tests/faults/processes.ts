import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Starts one of the programs of this folder. */
export function start(program: string, ...args: (string | number)[]): ChildProcess {
  const script = join(import.meta.dirname, program);
  return spawn(process.execPath, [script, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Resolves with the first piece a program says. */
export function firstWord(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', () => reject(new Error('it ended without a word')));
  });
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('close', () => resolve()));
}

/** Reads the file as a process that has never seen it. */
export function readFile(file: string): { ids: Set<string>; integrity: string } {
  const script = join(import.meta.dirname, 'file-reader.ts');
  const found = JSON.parse(execFileSync(process.execPath, [script, file]).toString()) as {
    ids: string[];
    integrity: string;
  };
  return { ids: new Set(found.ids), integrity: found.integrity };
}
