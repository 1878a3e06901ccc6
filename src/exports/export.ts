import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { signNote } from '#ledger/note.ts';
import { holdsMadeUp } from '#people/made-up.ts';
import { noteExport, type Head } from './note-export.ts';
import { readMe } from './read-me.ts';
import { sourcesOf, textFile, type Source } from './sources.ts';
import { tarOf, type TarFile } from './tar.ts';

type Asked = {
  ledger: Ledger;
  /** The built verifier, which goes with every export. */
  verifier: string;
  city: string;
  /** Employee number, or `system` for the command. */
  by: string;
  at: Date;
};

/** Everything as it stood at one instant, to be written out while the portal goes on. */
export type FullExport = {
  /** Its time is the one that stands in an archive. */
  head: Head;
  /** The files, the signed manifest not among them. */
  files(): AsyncGenerator<Source>;
  sign(manifest: string): string;
  /** Lets go of the state. */
  close(): void;
};

/**
 * Takes hold of everything as it stands now, and says in the audit log who asked. Whoever opens it
 * closes it.
 */
export async function openExport(db: Db, asked: Asked): Promise<FullExport> {
  const verifier = readVerifier(asked.verifier);
  const { read, close } = await db.snapshot();
  try {
    const head = await noteExport(db, read, { ...asked, profile: 'full' });
    const madeUp = await holdsMadeUp(read);
    const about = textFile('README.txt', readMe({ ...asked, ...head, madeUp }));
    return {
      head,
      async *files() {
        yield about;
        yield { path: 'verify.mjs', bytes: () => [verifier] };
        yield* sourcesOf(read);
      },
      sign: (manifest) => signNote(manifest, asked.ledger.signer),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Writes an export as a folder, which must not be there yet. Half a folder is never left under its name. */
export async function exportToFolder(
  full: FullExport,
  folder: string,
  wrote: (path: string) => void = () => undefined,
): Promise<void> {
  const whole = resolve(folder);
  await besides(whole, async (part) => {
    mkdirSync(part, { recursive: true, mode: 0o700 });
    const lines: string[] = [];
    for await (const source of full.files()) {
      const hash = createHash('sha256');
      await writeFile(part, source.path, hashed(source, hash));
      lines.push(manifestLine(source.path, hash.digest('hex')));
      wrote(source.path);
    }
    await writeFile(part, MANIFEST, [Buffer.from(full.sign(manifestOf(lines)))]);
  });
}

/** Writes an export as one archive, which must not be there yet. */
export async function exportToArchive(
  full: FullExport,
  file: string,
  wrote?: (path: string) => void,
): Promise<void> {
  await besides(resolve(file), async (part) => {
    const { dir, base } = { dir: dirname(part), base: part.slice(dirname(part).length + 1) };
    await writeFile(dir, base, exportAsTar(full, wrote));
  });
}

/**
 * The same as one archive, in chunks. Every file is read twice: an archive says how long a file is
 * before its bytes, and nothing of it shall lie on a disk meanwhile.
 */
export async function* exportAsTar(
  full: FullExport,
  wrote: (path: string) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const measured: (TarFile & { sha256: string })[] = [];
  for await (const { path, bytes } of full.files()) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of hashed({ path, bytes }, hash)) size += chunk.length;
    measured.push({ path, size, bytes, sha256: hash.digest('hex') });
  }
  const lines = measured.map(({ path, sha256 }) => manifestLine(path, sha256));
  const manifest = Buffer.from(full.sign(manifestOf(lines)));
  yield* tarOf(
    told([...measured, { path: MANIFEST, size: manifest.length, bytes: () => [manifest] }]),
    full.head.at,
  );

  function* told(files: TarFile[]): Generator<TarFile> {
    for (const file of files) {
      yield file;
      if (file.path !== MANIFEST) wrote(file.path);
    }
  }
}

export const MANIFEST = 'manifest.note';

function manifestLine(path: string, sha256: string): string {
  return `${sha256}  ${path}\n`;
}

/** In the order of paths, so that the same files have the same manifest. */
function manifestOf(lines: string[]): string {
  const path = (line: string) => line.slice(66);
  return lines.toSorted((a, b) => (path(a) < path(b) ? -1 : 1)).join('');
}

async function* hashed(
  { bytes }: Source,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes()) {
    hash.update(chunk);
    yield chunk;
  }
}

async function writeFile(
  folder: string,
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(chunks), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
}

/** Where an export is written until all of it is there. */
export const unfinished = (place: string) => `${resolve(place)}.unfinished`;

/** Refuses a place where something is: ask before the log says that something leaves. */
export function refuseTaken(place: string): void {
  const whole = resolve(place);
  if (!existsSync(whole)) return;
  throw new Refusal('conflict', `\`${whole}\` is there already. Give a name that is not taken.`);
}

/** Writes under a name beside, which becomes the name once everything is there. */
async function besides(whole: string, write: (part: string) => Promise<void>): Promise<void> {
  refuseTaken(whole);
  const part = unfinished(whole);
  rmSync(part, { recursive: true, force: true });
  try {
    await write(part);
    renameSync(part, whole);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

function readVerifier(file: string): Buffer {
  if (existsSync(file)) return readFileSync(file);
  throw new Refusal(
    'conflict',
    'The verifier that goes with every export has not been built yet. Whoever runs the portal builds it with `npm run build`.',
  );
}
