import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from './build-stamp.ts';
import { finishBuild } from './precompress.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Builds the pages unless `dist` already holds these sources. Says what it does in one line. */
if (!isBuilt()) {
  process.stdout.write('Building the pages (about half a minute, only after a change) …\n');
  const astro = join(PROJECT, 'node_modules/astro/bin/astro.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [astro, 'build'], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout}${stderr}\nThe pages could not be built; the reason is above.\n`,
    );
    process.exit(1);
  }
  await finishBuild();
}
