import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#errors.ts';

/** Bytes that are read where they lie, however many they are. */
export type StoredFile = {
  readonly size: number;
  /**
   * The bytes from `from` up to but not including `to`, in memory of their own; in that of `into`, where
   * they have room in it.
   */
  read(from: number, to: number, into?: Buffer): Buffer;
};

/** The files of an export by their path in it, `contents/0a1b…`. */
export type Files = ReadonlyMap<string, StoredFile>;

/** Every file below a folder. Refuses links and whatever else is no plain file. */
export function filesIn(folder: string): Files {
  const files = new Map<string, StoredFile>();
  const walk = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.set(path, fileAt(join(folder, path)));
      else throw new Refusal('bad-input', `${path} is a link or a device, not a plain file.`);
    }
  };
  walk('');
  return files;
}

export function fileAt(path: string): StoredFile {
  const { size } = statSync(path);
  return {
    size,
    read(from, to, into) {
      const size = to - from;
      const fits = into !== undefined && into.length >= size;
      const bytes = fits ? into.subarray(0, size) : Buffer.allocUnsafeSlow(size);
      const fd = openSync(path, 'r');
      try {
        for (let at = 0; at < bytes.length;) {
          const got = readSync(fd, bytes, at, bytes.length - at, from + at);
          if (got === 0)
            throw new Refusal('bad-input', `${path} became shorter while it was read.`);
          at += got;
        }
      } finally {
        closeSync(fd);
      }
      return bytes;
    },
  };
}

export function inMemory(bytes: Buffer): StoredFile {
  return {
    size: bytes.length,
    read: (from, to) => Buffer.from(new Uint8Array(bytes.subarray(from, to)).buffer),
  };
}

/** A part of a file, as a file. */
export function partOf(file: StoredFile, offset: number, size: number): StoredFile {
  return { size, read: (from, to, into) => file.read(offset + from, offset + to, into) };
}

const AT_ONCE = 1 << 20;

/** A file from its beginning, a megabyte at a time. */
export function* chunksOf(file: StoredFile): Generator<Buffer> {
  for (let at = 0; at < file.size; at += AT_ONCE) {
    yield file.read(at, Math.min(at + AT_ONCE, file.size));
  }
}

/** What is read whole is read into memory: no such file of a portal is larger than this. */
const LARGEST_WHOLE = 64 << 20;
/** A key file, a signed head, a timestamp: a few lines each. */
export const FEW_LINES = 1 << 20;

/** A file's bytes. Refuses one that is larger than `most`, before it reads it. */
export function bytesOf(file: StoredFile, most = LARGEST_WHOLE): Buffer {
  if (file.size > most) {
    throw new Refusal(
      'bad-input',
      `it is larger than such a file can be: it has ${file.size} bytes, and ${most} are the most`,
    );
  }
  return file.read(0, file.size);
}

export const NO_TEXT = 'it holds bytes that are no text';

/**
 * A small file as text. Refuses one larger than `most`, and bytes that are no UTF-8: other bytes would
 * read as the same text.
 */
export function textOf(file: StoredFile, most = LARGEST_WHOLE): string {
  const bytes = bytesOf(file, most);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('bad-input', NO_TEXT);
  }
}
