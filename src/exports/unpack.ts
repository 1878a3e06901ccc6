import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { Refusal } from '#errors.ts';
import { isPlainPath } from './check-export.ts';

/**
 * Lends an export as a folder: the folder itself, or an archive's files in one of their own that only
 * this account can read and that goes afterwards.
 */
export async function asFolder<T>(place: string, work: (folder: string) => Promise<T>): Promise<T> {
  if (!existsSync(place)) {
    throw new Refusal(
      'bad-input',
      `There is nothing at \`${place}\`. Give the folder or the .tar of an export.`,
    );
  }
  if (statSync(place).isDirectory()) return work(place);
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    await unpack(place, folder);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unpack(archive: string, folder: string): Promise<void> {
  const entries = extract();
  const read = pipeline(createReadStream(archive), entries);
  // Whoever waits for the entries hears of a broken archive, too.
  read.catch(() => undefined);
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      if (type !== 'file' || !isPlainPath(name)) throw new Error(`it holds \`${name}\``);
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      await pipeline(entry, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    }
    await read;
  } catch (error) {
    const refusal = new Refusal(
      'bad-input',
      `\`${archive}\` is not the archive of an export: ${(error as Error).message}. Nothing was imported.`,
    );
    refusal.cause = error;
    throw refusal;
  }
}
