import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GrowingRoot } from '#verify/growing-root.ts';
import { printReceipt } from '#verify/receipt.ts';
import { printProof } from '#ledger/proof.ts';
import { bundleVerifier } from '#server/bundle-verifier.ts';
import {
  headOf,
  leafOf,
  makeSigner,
  printed,
  seal,
  sign,
  toFolder,
  toTar,
  type Parts,
} from './export-fixture.ts';
import { LATER, schoolParts } from './school-export.ts';

const empty = mkdtempSync(join(tmpdir(), 'verify-'));
const at = (path: string) => join(empty, path);
/** Built for this test, beside no other file. */
const VERIFIER = at('built/verify.mjs');
afterAll(() => rmSync(empty, { recursive: true, force: true }));

let whole: Parts;
let key: string;
beforeAll(async () => {
  await bundleVerifier(at('built'));
  copyFileSync(VERIFIER, at('verify.mjs'));
  whole = await schoolParts();
  key = printed(whole.signers[0]!.signer);
  const files = seal(whole);
  toFolder(files, at('export'));
  writeFileSync(at('export.tar'), toTar(files));
}, 120_000);

/** The Node that the machine has, which is older than the project's own where that came with it. */
const NODE = plainNode();
function plainNode(): string {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const folders = path.filter((folder) => !folder.includes('node_modules'));
  const found = folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file));
  return found ?? process.execPath;
}

/** Runs the one file in an empty folder, with nothing installed and nothing in its environment. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(NODE, [at('verify.mjs'), ...args], {
    cwd: empty,
    env: {},
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const NOW = ['--now', LATER.toISOString()];

describe('the one file', () => {
  test('imports nothing that does not come with Node', () => {
    const source = readFileSync(VERIFIER, 'utf8');
    const imported = [...source.matchAll(/^\s*(?:import|export)\b[^'"\n]*['"]([^'"\n]+)['"];?$/gm)];
    const called = [...source.matchAll(/\b(?:require|import)\(\s*['"]([^'"]+)['"]/g)];
    const names = [...imported, ...called].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      expect(name).toMatch(/^node:/);
      expect(isBuiltin(name), name).toBe(true);
    }
  });

  test('has the same bytes whenever it is built, and no place of this machine in it', async () => {
    const before = readFileSync(VERIFIER);
    await bundleVerifier(at('again'));
    expect(readFileSync(at('again/verify.mjs')).equals(before)).toBe(true);
    expect(before.toString()).not.toContain(process.cwd());
  });

  test('says how to use it', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    for (const [args, why] of [
      [[], 'Say what to check.'],
      [['nothing-there'], 'There is nothing at `nothing-there`.'],
      [['--sorted', 'export'], "Unknown option '--sorted'"],
      [['--key', 'my key', 'export'], 'This is no public key of the form name+id+key.'],
      [['--since', 'nothing-there', 'export'], 'There is nothing at `nothing-there`.'],
      [['--now', 'someday', 'export'], 'someday is no instant.'],
    ] as const) {
      const { status, stderr, stdout } = run(...args);
      expect(stderr).toContain(why);
      expect(stderr).toContain('--help');
      expect([status, stdout]).toEqual([2, '']);
    }
  });
});

describe('a whole export', () => {
  test.skipIf(process.platform === 'win32')('ends quietly for who reads no further', () => {
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', '("$0" verify.mjs export --no-replay; echo "ended $?" >&2) | true', NODE],
      { cwd: empty, encoding: 'utf8' },
    );
    expect(stderr).toBe('ended 0\n');
    expect(stdout).toBe('');
  });

  test.each(['export', 'export.tar'])('%s holds', (what) => {
    const { status, stdout, stderr } = run(what, '--key', key, ...NOW);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('All is as it was signed.');
    expect(stdout).toContain('Entries: 9');
    expect(stdout).toMatch(/Replayed: \d+ scores/);
    expect(stdout).not.toContain('Not checked');
  });

  test('is checked where the program lies, and says whose key it went by', () => {
    mkdirSync(at('own'), { recursive: true });
    toFolder(seal(whole), at('own'));
    const files = new Map(seal(whole)).set('verify.mjs', readFileSync(VERIFIER));
    toFolder(sign(files, whole.signers.at(-1)!.signer), at('own'));
    const { status, stdout } = spawnSync(NODE, [at('own/verify.mjs'), '--no-replay', ...NOW], {
      cwd: empty,
      env: {},
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('Compare it with the one that the City published');
    expect(stdout).toContain('Scores were not replayed');
  });

  test('begins with an older checkpoint, or says that it does not', () => {
    writeFileSync(at('older'), headOf(whole, 2));
    expect(run('export', '--no-replay', '--since', 'older', ...NOW)).toMatchObject({ status: 0 });
    writeFileSync(at('older'), headOf({ ...whole, lines: ['a', 'b'] }, 2));
    const { status, stderr } = run('export', '--no-replay', '--since', 'older', ...NOW);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'the older checkpoint does not fit: the first 2 entries are not those that it was signed over.\n',
    );
  });

  test('with a changed byte is refused in a sentence, in JSON too', () => {
    const files = seal(whole);
    const records = files.get('records.jsonl')!;
    records[records.length - 100]! ^= 1;
    toFolder(files, at('changed'));
    const { status, stdout, stderr } = run('changed', '--no-replay', ...NOW);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('records.jsonl was changed: its SHA-256 is not the one signed for.');
    const json = JSON.parse(run('changed', '--no-replay', '--json', ...NOW).stdout);
    expect(json).toMatchObject({ ok: false, faults: expect.arrayContaining([expect.any(String)]) });
  });

  test('says twenty faults and how many more there are', () => {
    const files = seal(whole);
    for (const path of files.keys()) if (path.startsWith('contents/')) files.delete(path);
    toFolder(files, at('hollow'));
    const { status, stderr } = run('hollow', '--no-replay', ...NOW);
    expect(status).toBe(1);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toMatch(/^And \d+ more\.$/);
  });

  test('that is none is refused', () => {
    mkdirSync(at('nothing'), { recursive: true });
    expect(run('nothing')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no export and no evidence in `nothing`'),
    });
    cpSync(at('export'), at('keyless'), { recursive: true });
    rmSync(at('keyless/keys.txt'));
    expect(run('keyless').stderr).toBe('keys.txt is missing.\n');
    writeFileSync(at('no.tar'), 'x'.repeat(4096));
    expect(run('no.tar').stderr).toContain('This tar file is not as it was written');
  });
});

/** A receipt of an entry, under the newest head. */
function receiptOf(index: number, parts = whole): string {
  const { lines, signers } = parts;
  const path: Buffer[] = [];
  for (let [from, to] = [0, lines.length]; to - from > 1;) {
    const middle = from + 2 ** (Math.ceil(Math.log2(to - from)) - 1);
    const root = (a: number, b: number) => {
      const tree = new GrowingRoot();
      for (const line of lines.slice(a, b)) tree.push(leafOf(line));
      return tree.root();
    };
    path.unshift(index < middle ? root(middle, to) : root(from, middle));
    [from, to] = index < middle ? [from, middle] : [middle, to];
  }
  const { id } = JSON.parse(lines[index]!);
  const assertion = parts.assertions.get(id);
  return printReceipt({
    format: 'policy-receipt/1',
    record: lines[index]!,
    proof: printProof({ index, path, checkpoint: headOf(parts, lines.length) }),
    key: printed(signers.at(-1)!.signer),
    ...(assertion && { assertion }),
  });
}

describe('one receipt', () => {
  test.each([
    ['a.pdf', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')],
    ['all.zip', Buffer.from('PK\x03\x04\x14\0\0\0\x08\0\xff', 'latin1')],
    ['all.tar.gz', gzipSync('an export')],
  ])('is not %s, and that is said', (name, bytes) => {
    writeFileSync(at(name), bytes);
    const { status, stderr } = run(name);
    expect(status).toBe(1);
    expect(stderr).toContain('no receipt');
    expect(stderr).not.toContain('utf-8');
  });

  const written = (text: string) => {
    writeFileSync(at('a.receipt.json'), text);
    return run('a.receipt.json', ...NOW);
  };
  const newest = () => ['--key', printed(whole.signers.at(-1)!.signer)];

  test.each([1, 4])('of entry %i proves its record', (index) => {
    const { status, stdout } = written(receiptOf(index));
    expect(status).toBe(0);
    expect(stdout).toContain(`entry ${index} (the first is 0) of 9`);
    expect(stdout).toContain('Compare it with the one that the City published');
    expect(run('a.receipt.json', ...newest(), ...NOW).stdout).not.toContain('Compare it');
  });

  test('of another ledger, and one from a key file of several', () => {
    written(receiptOf(1));
    const { status, stderr } = run('a.receipt.json', '--key', printed(makeSigner()), ...NOW);
    expect([status, stderr]).toEqual([
      1,
      'This receipt names another ledger’s key. It is not one of this ledger.\n',
    ]);
    writeFileSync(at('keys'), whole.signers.map(({ signer }) => `${printed(signer)}\n`).join(''));
    expect(run('a.receipt.json', '--key-file', 'keys', ...NOW).status).toBe(0);
  });

  test('under a former key of the key file says so, and under its newest does not', () => {
    writeFileSync(at('keys'), whole.signers.map(({ signer }) => `${printed(signer)}\n`).join(''));
    const former = 'signed by a former key';
    written(receiptOf(1));
    expect(run('a.receipt.json', '--key-file', 'keys', ...NOW).stdout).not.toContain(former);
    const lines = whole.lines.slice(0, 3);
    written(receiptOf(1, { ...whole, lines, signers: whole.signers.slice(0, 1) }));
    const { status, stdout } = run('a.receipt.json', '--key-file', 'keys', ...NOW);
    expect(status).toBe(0);
    expect(stdout.slice(stdout.indexOf('Not checked'))).toContain(former);
    // One key alone, or keys in no order, do not tell.
    expect(run('a.receipt.json', '--key', key, ...NOW).stdout).not.toContain(former);
  });

  test('cannot tell what became of its record', () => {
    const { stdout } = written(receiptOf(1));
    expect(stdout.slice(stdout.indexOf('Not checked'))).toContain(
      'Whether the record was corrected or withdrawn since cannot be told from a receipt alone',
    );
  });

  test('of a changed record, or of the future', () => {
    const receipt = JSON.parse(receiptOf(1));
    receipt.record = receipt.record.replace('Alice Example', 'Alicia Example');
    const { status, stderr } = written(printReceipt(receipt));
    expect([status, stderr]).toEqual([1, 'These are not the bytes that the log holds there.\n']);
    written(receiptOf(4));
    const early = run('a.receipt.json', '--now', '2026-11-22T15:30:00.000Z');
    expect(early).toMatchObject({ status: 1, stderr: 'The record’s time lies in the future.\n' });
  });

  test('without its passkey’s signature, and in another form', () => {
    const receipt = JSON.parse(receiptOf(4));
    delete receipt.assertion;
    expect(written(printReceipt(receipt)).stderr).toContain('whose signature is missing');
    for (const more of ['\v', ' ', '\n\n'])
      expect(written(`${receiptOf(1)}${more}`).status, JSON.stringify(more)).toBe(1);
    expect(written(`${receiptOf(1)}\n`).status).toBe(0);
  });
});

describe('a person’s evidence', () => {
  const packOf = (change: (files: Map<string, Buffer>) => void = () => undefined) => {
    const files = new Map<string, Buffer>();
    for (const index of [1, 4]) {
      const { id } = JSON.parse(whole.lines[index]!);
      files.set(`receipts/${id}.receipt.json`, Buffer.from(receiptOf(index)));
    }
    for (const [sha256, bytes] of whole.contents) files.set(`contents/${sha256}`, bytes);
    files.set('keys.txt', seal(whole).get('keys.txt')!);
    change(files);
    const signed = sign(files, whole.signers.at(-1)!.signer);
    writeFileSync(at('pack.tar'), toTar(signed));
    return run('pack.tar', '--key', printed(whole.signers.at(-1)!.signer), ...NOW);
  };

  test('proves each record and replays its scores', () => {
    const { status, stdout, stderr } = packOf();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Receipts: 2');
    expect(stdout).toMatch(/Replayed: \d+ scores/);
  });

  test('with a receipt under another name, without its bytes, or of another ledger', () => {
    const renamed = packOf((files) =>
      files.set('receipts/x.receipt.json', Buffer.from(receiptOf(1))),
    );
    expect(renamed.stderr).toContain('receipts/x.receipt.json is the receipt of another record');
    const { sha256 } = JSON.parse(whole.lines[1]!).policy;
    const hollow = packOf((files) => files.delete(`contents/${sha256}`));
    expect(hollow.stderr).toContain(`names contents/${sha256}, which is not here`);
    const signers = [{ from: 1, signer: makeSigner() }];
    const foreign = packOf((files) =>
      files.set('receipts/y.receipt.json', Buffer.from(receiptOf(1, { ...whole, signers }))),
    );
    expect(foreign.stderr).toContain('names another ledger’s key');
    const { stderr } = run('pack.tar', '--key', printed(makeSigner()), ...NOW);
    expect(stderr).toContain('The key you trust is not the one that signed this evidence.');
  });
});
