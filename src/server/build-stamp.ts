import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const STAMP = join(PROJECT, 'dist/sources.sha256');
/** What a build makes: the pages, and the verifier that goes with every export. */
const BUILT = ['dist/server/entry.mjs', 'dist/verify/verify.mjs'].map((file) =>
  join(PROJECT, file),
);
/** All that it is made of. */
const SOURCES = [
  'src/**/*',
  'content/**/*',
  'public/**/*',
  'db/schema/*',
  'astro.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];

/** True when `dist` holds a build of the sources as they are now. */
export function isBuilt(): boolean {
  const made = [...BUILT, STAMP].every((file) => existsSync(file));
  return made && readFileSync(STAMP, 'utf8').trim() === digestSources();
}

/** Notes in `dist` which sources it was built from. */
export function stampBuild(): void {
  writeFileSync(STAMP, `${digestSources()}\n`);
}

/**
 * Which sources the built pages run: what an attestation names as its build. Where nothing was built,
 * as in development, the sources as they are now.
 */
export function builtFrom(): string {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8').trim() : digestSources();
}

/** SHA-256 (hex) of the sources as they are now, names and bytes. */
export function digestSources(): string {
  const digest = createHash('sha256');
  for (const name of globSync(SOURCES, { cwd: PROJECT }).sort()) {
    const path = join(PROJECT, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    digest.update(`${name.replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  }
  return digest.digest('hex');
}
