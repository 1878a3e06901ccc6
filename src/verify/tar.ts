import { Refusal } from '#errors.ts';
import { chunksOf, partOf, type Files, type StoredFile } from './files.ts';

const BLOCK = 512;

/**
 * The files in a tar (POSIX ustar) as they lie there. Refuses everything that ordinary readers forgive,
 * so that no bit of it can change unseen: each header's sum and fields, the zeros that fill a file's
 * last block, and the end.
 */
export function filesInTar(tar: StoredFile): Files {
  const files = new Map<string, StoredFile>();
  let at = 0;
  for (;;) {
    if (at + 2 * BLOCK > tar.size || tar.size % BLOCK !== 0) throw broken('it is cut short');
    const header = tar.read(at, at + BLOCK);
    if (isZero(header)) break;
    const { path, size, folder } = headerOf(header);
    const from = at + BLOCK;
    const full = Math.ceil(size / BLOCK) * BLOCK;
    if (from + full > tar.size) throw broken(`it ends within ${path}`);
    if (!isZero(tar.read(from + size, from + full)))
      throw broken(`what follows ${path} is not empty`);
    if (!folder) {
      if (files.has(path)) throw broken(`it holds ${path} twice`);
      files.set(path, partOf(tar, from, size));
    }
    at = from + full;
  }
  for (const chunk of chunksOf(partOf(tar, at, tar.size - at))) {
    if (!isZero(chunk)) throw broken('something stands after its end');
  }
  return files;
}

function headerOf(header: Buffer): { path: string; size: number; folder: boolean } {
  const sum = /^([0-7]{6})(?:\0 | \0)$/.exec(header.toString('latin1', 148, 156))?.[1];
  if (sum === undefined || Number.parseInt(sum, 8) !== sumOf(header)) {
    throw broken('a header was changed');
  }
  const type = header.toString('latin1', 156, 157);
  if (header.toString('latin1', 257, 265) !== 'ustar\x0000' || !/^[05]$/.test(type)) {
    throw broken('it holds something other than plain files');
  }
  const size = /^([0-7]{11})[\0 ]$/.exec(header.toString('latin1', 124, 136))?.[1];
  if (size === undefined) throw broken('the size of a file cannot be read');
  const name = fieldOf(header, 0, 100);
  const prefix = fieldOf(header, 345, 500);
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '');
  const folder = type === '5';
  if (!folder && !isPlainPath(path))
    throw broken(`the path ${JSON.stringify(path)} leads elsewhere`);
  return { path, size: folder ? 0 : Number.parseInt(size, 8), folder };
}

/** The sum of a header's bytes, its own eight counted as blanks. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum;
}

function fieldOf(header: Buffer, from: number, to: number): string {
  const end = header.indexOf(0, from);
  return header.toString('latin1', from, end < 0 || end > to ? to : end);
}

function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
}

function isZero(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

const broken = (why: string) =>
  new Refusal('bad-input', `This tar file is not as it was written: ${why}.`);
