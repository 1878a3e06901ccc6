import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Refusal } from '#errors.ts';

/** Where a database lives: a file of this machine, or a libSQL server. */
export type Location =
  { kind: 'file'; path: string; url: string } | { kind: 'server'; url: string };

/**
 * Reads a database URL. A file's path is made absolute at once: a reconnect opens it again, and must
 * find the same file wherever the process stands by then. A relative path is read from the folder
 * the portal was started in.
 */
export function readLocation(url: string): Location {
  if (/^(libsql|https?|wss?):\/\//.test(url)) return { kind: 'server', url };
  if (!url.startsWith('file:') || url.includes(':memory:')) throw unsupported(url);
  const [spec] = url.split(/[?#]/, 1);
  const rest = (spec ?? '').slice('file:'.length);
  if (rest === '' || rest.endsWith('/')) throw unsupported(url);
  const path = rest.startsWith('//') ? fileURLToPath(`file:${rest}`) : resolve(decodeURI(rest));
  return { kind: 'file', path, url: pathToFileURL(path).href };
}

/** Makes the folder and an empty file only the portal's own account can read. */
export function makePrivateFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Refusal(
      'bad-input',
      `The database file \`${path}\` cannot be opened (${reason}). ` +
        'Give `DATABASE_URL` a place the portal may write to, such as `file:./data/portal.db`.',
    );
  }
}

/** Device and inode, to tell a file from another that took its name. */
export function fileIdentity(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}:${ino}`;
}

function unsupported(url: string): Refusal {
  return new Refusal(
    'bad-input',
    `\`DATABASE_URL\` is \`${url}\`, which the portal cannot keep records in. ` +
      'Use a file (`file:./data/portal.db`) or a libSQL server (`libsql://…`).',
  );
}
