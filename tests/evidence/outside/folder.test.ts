import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPlace } from '#evidence/outside/folder.ts';
import { reason } from '../../support/database.ts';
import { NOW, ZONE, newFolder } from './support.ts';

const head = { size: 41, note: 'city.example/attestations\n41\nroot\n\n— a signature\n', at: NOW };
const FILE = 'checkpoint-2026-11-22-41.txt';
const deliver = (folder: string, patience?: number) =>
  folderPlace(folder, ZONE, patience).deliver(head, NOW) as Promise<unknown>;

test('a checkpoint stands in the folder whole, by the city’s day, readable to others', async () => {
  const folder = newFolder();
  await deliver(folder);
  expect(readdirSync(folder)).toEqual([FILE]);
  expect(readFileSync(join(folder, FILE), 'utf8')).toBe(head.note);
  expect(statSync(join(folder, FILE)).mode & 0o777).toBe(0o644);
  const evening = new Date('2026-11-23T03:00:00Z');
  await folderPlace(folder, ZONE).deliver({ ...head, size: 42 }, evening);
  expect(readdirSync(folder)).toEqual([FILE, 'checkpoint-2026-11-22-42.txt']);
});

test('the same once more is there already; another content is never written over', async () => {
  const folder = newFolder();
  await deliver(folder);
  const { mtimeMs } = statSync(join(folder, FILE));
  await deliver(folder);
  expect(statSync(join(folder, FILE)).mtimeMs).toBe(mtimeMs);
  writeFileSync(join(folder, FILE), 'somebody’s');
  expect(await reason(deliver(folder))).toContain('two checkpoints of one size must be the same');
  expect(readFileSync(join(folder, FILE), 'utf8')).toBe('somebody’s');
  expect(readdirSync(folder)).toEqual([FILE]);
});

test('a folder that is not there is not made: its drive may be away', async () => {
  const folder = newFolder();
  rmSync(folder, { recursive: true });
  expect(await reason(deliver(folder))).toContain('is not there. Make it, or connect its drive.');
  expect(await reason(Promise.resolve().then(() => readdirSync(folder)))).toContain('ENOENT');
});

test('a file is no folder, and a folder that takes nothing is told of', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  expect(await reason(deliver(file))).toContain('is a file, not a folder');
  const closed = newFolder();
  chmodSync(closed, 0o555);
  // Whoever runs tests as root may write anywhere but into the kernel's own folders.
  const unwritable = process.getuid?.() === 0 ? '/proc/self' : closed;
  expect(await reason(deliver(unwritable))).toMatch(/may not write into|could not be|is not there/);
});

test('a folder that does not answer in time is told of', async () => {
  expect(await reason(deliver(newFolder(), 0))).toContain('did not answer');
});

test.skipIf(process.platform === 'win32')('where there is no room, nothing stays behind', () => {
  const folder = newFolder();
  const script = `
    process.on('SIGXFSZ', () => {});
    const { folderPlace } = await import('#evidence/outside/folder.ts');
    const head = { size: 41, note: 'x'.repeat(100_000), at: new Date() };
    await folderPlace(process.argv[1], 'UTC').deliver(head, new Date()).catch((e) => console.log(e.message));`;
  const run = spawnSync(
    'bash',
    [
      '-c',
      'ulimit -f 8; exec "$0" --input-type=module -e "$1" "$2"',
      process.execPath,
      script,
      folder,
    ],
    { encoding: 'utf8', cwd: join(import.meta.dirname, '../../..') },
  );
  expect(run.stdout + run.stderr).toContain(`There is no room left in \`${folder}\``);
  expect(readdirSync(folder)).toEqual([]);
});
