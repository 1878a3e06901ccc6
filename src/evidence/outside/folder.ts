import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { within, type Head, type Place } from './place.ts';

const PATIENCE = 15_000;

/** `checkpoint-2026-11-22-41.txt` */
export function fileNameOf({ size }: Head, at: Date, timeZone: string): string {
  return `checkpoint-${civilDate(at, timeZone)}-${size}.txt`;
}

/**
 * A folder that HR keeps, such as one that is copied to tape. It must be there: one made here would
 * be on this machine's own disk whenever the drive it stands for is not connected.
 */
export function folderPlace(folder: string, timeZone: string, patience = PATIENCE): Place {
  const name = resolve(folder);
  return {
    channel: 'folder',
    name,
    async deliver(head, at) {
      const late = () => no(`The folder \`${name}\` did not answer. Look whether its drive is up.`);
      const kept = keep(name, fileNameOf(head, at, timeZone), head.note);
      await within(patience, kept, late).catch((error: unknown) => {
        throw error instanceof Refusal ? error : inWords(name, error);
      });
    },
  };
}

/** Whole or not at all, and never over another file. */
async function keep(folder: string, name: string, note: string): Promise<void> {
  if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  const file = join(folder, name);
  if (await isThere(file, note)) return;
  const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(draft, 'wx', 0o644);
    try {
      await handle.writeFile(note);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Whoever compares may be another account than the portal's.
    await chmod(draft, 0o644);
    await link(draft, file);
    await unlink(draft);
  } catch (error) {
    // Some network drives know no second name of a file.
    const named = NO_LINKS.has(codeOf(error)) && !(await isThere(file, note));
    if (named) return await rename(draft, file);
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Whether the file stands there, with these bytes. Refuses when it has others. */
async function isThere(file: string, note: string): Promise<boolean> {
  const bytes = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined || bytes === note) return bytes === note;
  throw no(
    `The file \`${file}\` is there already with another content. Keep it and find out who wrote it: ` +
      'two checkpoints of one size must be the same.',
  );
}

function inWords(folder: string, error: unknown): Error {
  const code = codeOf(error);
  const words = {
    ENOENT: `The folder \`${folder}\` is not there. Make it, or connect its drive.`,
    ENOTDIR: `\`${folder}\` is a file, not a folder. Set \`PORTAL_CHECKPOINT_FOLDER\` to a folder.`,
    EACCES: `The portal may not write into \`${folder}\`. Give its account the right to.`,
    EPERM: `The portal may not write into \`${folder}\`. Give its account the right to.`,
    EROFS: `The folder \`${folder}\` cannot be written to: its drive is read-only.`,
    ENOSPC: `There is no room left in \`${folder}\`. Make some.`,
    EDQUOT: `There is no room left in \`${folder}\`. Make some.`,
    EFBIG: `There is no room left in \`${folder}\`. Make some.`,
  }[code];
  return no(words ?? `The folder \`${folder}\` could not be written to (${code || 'unknown'}).`);
}

const no = (sentence: string) => new Refusal('busy', sentence);
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code ?? '';
