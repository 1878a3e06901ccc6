import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { stampBuild } from './build-stamp.ts';
import { bundleVerifier } from './bundle-verifier.ts';

const PROJECT = join(import.meta.dirname, '../..');
const WORTH_IT = /\.(css|js|mjs|svg|html|json|txt|xml|webmanifest)$/;

/**
 * The build's last steps: the verifier as one file; every file that shrinks is laid beside itself,
 * smaller; then the stamp.
 */
export async function finishBuild(): Promise<void> {
  await bundleVerifier();
  const folder = join(PROJECT, 'dist/client');
  const files = existsSync(folder) ? globSync('**/*', { cwd: folder }) : [];
  for (const name of files) {
    const path = join(folder, name);
    if (!WORTH_IT.test(name) || !statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    keepIfSmaller(`${path}.br`, brotliCompressSync(bytes, { params: quality }), bytes.length);
    keepIfSmaller(`${path}.gz`, gzipSync(bytes, { level: 9 }), bytes.length);
  }
  stampBuild();
}

function keepIfSmaller(path: string, smaller: Buffer, size: number): void {
  if (smaller.length < size) writeFileSync(path, smaller);
}

if (import.meta.main) await finishBuild();
