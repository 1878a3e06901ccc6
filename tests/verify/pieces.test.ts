import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '#rules/hash.ts';
import { bundleVerifier } from '#server/bundle-verifier.ts';
import { inMemory } from '#verify/files.ts';
import { linesOf, piecesOf } from '#verify/lines.ts';
import { keyLine, makeSigner, seal, toFolder } from './export-fixture.ts';

/** Large exports, which are read in pieces by several threads. */
const folder = mkdtempSync(join(tmpdir(), 'pieces-'));
beforeAll(() => bundleVerifier(join(folder, 'built')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AT = '2026-11-22T16:00:00.000Z';
const COUNT = 1200;

/** So many records of 20 kB each; what `change` makes of them is signed. */
function check(name: string, change: (lines: string[]) => void = () => undefined) {
  const signer = makeSigner();
  const text = 'x'.repeat(20_000);
  const lines = Array.from({ length: COUNT }, (_, n) => record(`${n}`, { text }));
  lines[0] = keyLine(signer, AT);
  change(lines);
  mkdirSync(join(folder, name));
  const none = { contents: new Map(), assertions: new Map(), heads: [700], timestamps: new Map() };
  toFolder(seal({ lines, signers: [{ from: 1, signer }], ...none }), join(folder, name));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'built/verify.mjs'), join(folder, name), '--now', AT],
    { encoding: 'utf8', env: {}, timeout: 60_000 },
  );
  return { status, stdout, said: stderr.trimEnd().split('\n') };
}

const record = (id: string, more: object) =>
  canonicalize({ schema: 'note/1', id, at: AT, ...more })!;

test('a large export holds', () => {
  const { status, stdout, said } = check('whole');
  expect([status, said]).toEqual([0, ['']]);
  expect(stdout).toContain(`Entries: ${COUNT} (1 ledger-key/1, ${COUNT - 1} note/1)`);
});

test('what is wrong in it is said of the entry, whichever thread has read it, in their order', () => {
  const [gone, other] = [sha256Hex('gone'), sha256Hex('other')];
  const { status, said } = check('faulty', (lines) => {
    lines[3] = record('3', { checks: [{ scenario: gone }] });
    lines[4] = record('4', { checks: [{ scenario: gone }, { scenario: other }] });
    lines[500] = lines[500]!.replace(',', ', ');
    lines[900] = record('4', { checks: [{ scenario: gone }] });
    lines[COUNT - 1] = record('last', { at: '2026-11-22T16:00:00.001Z' });
  });
  expect(status).toBe(1);
  expect(said).toEqual([
    `Entry 3 (record 3): it names contents/${gone}, which is not here.`,
    `Entry 4 (record 4): it names contents/${other}, which is not here.`,
    'Entry 500 cannot be read: its bytes are not canonical JSON.',
    'Entry 900 (record 4): another record has the same id.',
    `Entry ${COUNT - 1} (record last): its time, 2026-11-22T16:00:00.001Z, lies in the future.`,
  ]);
});

test('a file is cut where a line ends, however long it is', () => {
  const lines = [10, 3 << 20, 0, 1 << 20, (1 << 20) - 1, 5].map((size) => 'x'.repeat(size));
  const file = inMemory(Buffer.from(`${lines.join('\n')}\ntorn`));
  const pieces = [...piecesOf(file)].map(String);
  expect(pieces.join('') === `${lines.join('\n')}\ntorn`).toBe(true);
  expect(pieces.slice(0, -1).every((piece) => piece.endsWith('\n'))).toBe(true);
  expect([...linesOf(file)].map(({ length }) => length)).toEqual(lines.map(({ length }) => length));
  const long = inMemory(Buffer.alloc((16 << 20) + 1, 'x'));
  expect(() => [...piecesOf(long)]).toThrow('a line of more than 16 MB');
});
