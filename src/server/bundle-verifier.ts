import { dirname, join } from 'node:path';
import { build } from 'vite';

const PROJECT = join(import.meta.dirname, '../..');

/** Where the built verifier stands: one file, which goes with every export. */
export const VERIFIER = join(PROJECT, 'dist/verify/verify.mjs');

/**
 * Makes one file of the verifier and all that it imports, for any Node from 20 on: nothing is left to
 * install, and whoever wants to can read it. The same sources give the same bytes.
 */
export async function bundleVerifier(folder = dirname(VERIFIER)): Promise<void> {
  await build({
    root: PROJECT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    // Without Node's own build of a package, so that everything can be left out that nobody calls.
    ssr: { noExternal: true, resolve: { conditions: ['module', 'import', 'default'] } },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: join(PROJECT, 'src/verify/program.ts'),
        output: {
          entryFileNames: 'verify.mjs',
          format: 'es',
          codeSplitting: false,
        },
      },
    },
  });
}

if (import.meta.main) await bundleVerifier();
