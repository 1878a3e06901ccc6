import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { extract } from 'tar-stream';
import { tarOf, type TarFile } from '#exports/tar.ts';
import { fileAt, textOf } from '#verify/files.ts';
import { filesInTar } from '#verify/tar.ts';
import { reason } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AT = new Date('2026-11-22T15:00:00.250Z');
const file = (path: string, ...parts: string[]): TarFile => {
  const bytes = parts.map((part) => Buffer.from(part));
  return { path, size: Buffer.concat(bytes).length, bytes: () => bytes };
};
const archive = async (...files: TarFile[]) =>
  Buffer.concat(await Array.fromAsync(tarOf(files, AT)));

const FILES = [
  file('README.txt', 'Grüße\n'),
  file(`contents/${'a'.repeat(64)}`, 'x'.repeat(700), 'y'.repeat(324)),
  file('empty'),
  file('tables/people.jsonl', 'z'.repeat(513)),
];

test('other programs read the archive as it was meant', async () => {
  writeFileSync(join(folder, 'whole.tar'), await archive(...FILES));
  execFileSync('tar', ['-xf', 'whole.tar'], { cwd: folder });
  for (const { path, bytes } of FILES) {
    const whole = Buffer.concat([...(bytes() as Iterable<Buffer>)]);
    expect(readFileSync(join(folder, path))).toEqual(whole);
  }
  expect(statSync(join(folder, 'README.txt')).mtimeMs).toBe(AT.getTime() - 250);
});

test('its headers name nobody and nothing of the machine', async () => {
  const read = extract();
  read.end(await archive(...FILES));
  const heads = [];
  for await (const entry of read) {
    heads.push(entry.header);
    entry.resume();
  }
  expect(heads.map(({ name, size }) => [name, size])).toEqual(FILES.map((f) => [f.path, f.size]));
  for (const head of heads)
    expect(head).toMatchObject({ uid: 0, gid: 0, uname: '', gname: '', mode: 0o644, type: 'file' });
});

test('the same files give the same bytes', async () => {
  expect(await archive(...FILES)).toEqual(await archive(...FILES));
});

test('a name that would need another form, and a file of another size, are refused', async () => {
  expect(await reason(archive(file('a b')))).toContain('no plain name');
  expect(await reason(archive(file('x'.repeat(101))))).toContain('no plain name');
  expect(await reason(archive({ ...file('x', 'four'), size: 3 }))).toContain('4 bytes, not 3');
});

test('the verifier reads files of any length in an archive that lies on a disk', async () => {
  const sizes = [0, 1, 511, 512, 513, 1024];
  const place = join(folder, 'lengths.tar');
  writeFileSync(place, await archive(...sizes.map((size) => file(`${size}`, 'x'.repeat(size)))));
  const files = filesInTar(fileAt(place));
  expect([...files].map(([path, one]) => [path, textOf(one).length])).toEqual(
    sizes.map((size) => [`${size}`, size]),
  );
});
