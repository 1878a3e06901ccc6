import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '#rules/hash.ts';
import { bundleVerifier } from '#server/bundle-verifier.ts';
import { keyLine, makeSigner, seal, toFolder, type Parts } from './export-fixture.ts';

/** Files that are made to keep the program busy, or to make it fall over. */
const empty = mkdtempSync(join(tmpdir(), 'hostile-'));
const at = (path: string) => join(empty, path);
afterAll(() => rmSync(empty, { recursive: true, force: true }));

const MEGABYTE = 1 << 20;
let whole: Parts;
beforeAll(async () => {
  await bundleVerifier(at('built'));
  copyFileSync(at('built/verify.mjs'), at('verify.mjs'));
  const signer = makeSigner();
  whole = {
    lines: [keyLine(signer, '2026-11-22T16:00:00.000Z')],
    signers: [{ from: 1, signer }],
    contents: new Map(),
    assertions: new Map(),
    heads: [],
    timestamps: new Map(),
  };
});

/** An export that holds, in a folder of its own. */
function exportIn(name: string): string {
  mkdirSync(at(name), { recursive: true });
  toFolder(seal(whole), at(name));
  return name;
}

/** Runs the program with little memory and little time, as a hostile file would use up both. */
function run(...args: string[]) {
  const { status, stderr, signal } = spawnSync(
    process.execPath,
    ['--max-old-space-size=256', at('verify.mjs'), ...args, '--now', '2026-11-22T17:00:00.000Z'],
    { cwd: empty, env: {}, encoding: 'utf8', timeout: 20_000 },
  );
  return { status, stderr, signal };
}

/** A file of so many NULs that takes no room on the disk. */
function nulsIn(path: string, size: number): void {
  const fd = openSync(at(path), 'w');
  ftruncateSync(fd, size);
  closeSync(fd);
}

test('what holds is small', () => {
  expect(run(exportIn('good'))).toMatchObject({ status: 0, stderr: '' });
});

describe('records.jsonl', () => {
  test.each([8, 30])('of %i MB of line ends is given up', (size) => {
    const folder = exportIn(`lines-${size}`);
    writeFileSync(at(`${folder}/records.jsonl`), Buffer.alloc(size * MEGABYTE, '\n'));
    const { status, stderr, signal } = run(folder);
    expect([status, signal]).toEqual([1, null]);
    expect(stderr).toContain(
      'records.jsonl was not read to its end: there are more than 1000 faults before entry 1001.',
    );
  });

  test('of a single line that would not fit into memory is given up', () => {
    const folder = exportIn('one-line');
    nulsIn(`${folder}/records.jsonl`, 1000 * MEGABYTE);
    const { status, stderr, signal } = run(folder);
    expect([status, signal]).toEqual([1, null]);
    expect(stderr).toContain(
      'records.jsonl was not read to its end: it has a line of more than 16 MB, as no record is.',
    );
  });
});

describe('a small file that is large', () => {
  test.each(['checkpoint', 'keys.txt', 'checkpoints/1'])('%s is not read', (path) => {
    const folder = exportIn(`large-${sha256Hex(path)}`);
    mkdirSync(at(`${folder}/checkpoints`), { recursive: true });
    nulsIn(`${folder}/${path}`, 400 * MEGABYTE);
    const { status, stderr, signal } = run(folder);
    expect([status, signal]).toEqual([1, null]);
    expect(stderr.toLowerCase()).toContain(`${path} cannot be read: it is larger than such a file`);
  });

  test('the manifest is not read, nor is a receipt or a key file', () => {
    const folder = exportIn('large-manifest');
    nulsIn(`${folder}/manifest.note`, 400 * MEGABYTE);
    expect(run(folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('manifest.note does not hold: it is larger than'),
    });
    nulsIn('large.receipt.json', 400 * MEGABYTE);
    expect(run('large.receipt.json')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('It is larger than such a file can be'),
    });
    expect(run('good', '--key-file', 'large.receipt.json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('large.receipt.json cannot be read: It is larger'),
    });
  });
});

test('a pipe is refused, wherever it is given', () => {
  expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0);
  for (const args of [['pipe'], ['good', '--key-file', 'pipe'], ['good', '--since', 'pipe']]) {
    const { status, stderr, signal } = run(...args);
    expect([status, signal]).toEqual([2, null]);
    expect(stderr).toMatch(/^pipe is not a file( or a folder)?\.\n/);
  }
});
