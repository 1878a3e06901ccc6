import { createHash } from 'node:crypto';
import { openNote, parseVerifier } from '#ledger/note.ts';
import type { Faults } from './faults.ts';
import { chunksOf, FEW_LINES, textOf, type Files, type StoredFile } from './files.ts';

export const MANIFEST = 'manifest.note';

/** What the signed manifest says of each file: its SHA-256 by its path. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * Reads the manifest, which the newest of `keys` must have signed, and nobody else. Throws in a plain
 * sentence.
 */
export function readManifest(files: Files, keys: readonly string[]): Manifest {
  const note = textOf(required(files, MANIFEST));
  const newest = keys.at(-1);
  if (newest === undefined) throw new Error('keys.txt names no key');
  const { text, signedBy } = openNote(note, [parseVerifier(newest)]);
  if (signedBy.length !== signaturesOf(note)) {
    throw new Error('somebody else has signed it, too');
  }
  const named = new Map<string, string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined) throw new Error('a line of it names no file');
    if (named.has(path)) throw new Error(`it names ${path} twice`);
    named.set(path, sha256);
  }
  return named;
}

/** Names whatever is missing and whatever nobody has signed for. */
export function compareNames(files: Files, manifest: Manifest, faults: Faults): void {
  for (const path of manifest.keys())
    if (!files.has(path)) faults.add(`${path} is missing: the manifest names it.`);
  for (const path of files.keys()) {
    if (path !== MANIFEST && !manifest.has(path)) {
      faults.add(`${path} is not part of what was signed: the manifest does not name it.`);
    }
  }
}

/** Hashes every file but `except`, which the caller hashes as it reads them. */
export function checkFiles(
  files: Files,
  manifest: Manifest,
  faults: Faults,
  except: ReadonlySet<string>,
): void {
  for (const [path, sha256] of manifest) {
    const file = files.get(path);
    if (!file) continue;
    const named = /^(?:contents|scans)\/(.*)$/.exec(path)?.[1];
    if (named !== undefined && named !== sha256) {
      faults.add(`${path} does not hold the bytes that its name says.`);
    }
    if (!except.has(path) && sha256Of(file) !== sha256) faults.add(changed(path));
  }
}

export const changed = (path: string) =>
  `${path} was changed: its SHA-256 is not the one signed for.`;

export function required(files: Files, path: string): StoredFile {
  const file = files.get(path);
  if (!file) throw new Error(`${path} is missing`);
  return file;
}

/** The text of a file that has a few lines. Throws in a sentence that names it. */
export function fewLinesOf(files: Files, path: string): string {
  const file = required(files, path);
  try {
    return textOf(file, FEW_LINES);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function sha256Of(file: StoredFile): string {
  const hash = createHash('sha256');
  for (const chunk of chunksOf(file)) hash.update(chunk);
  return hash.digest('hex');
}

function signaturesOf(note: string): number {
  return note.slice(note.lastIndexOf('\n\n') + 2, -1).split('\n').length;
}
