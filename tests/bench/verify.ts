import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { attestations, contents, releases } from '#db/schema/index.ts';
import { signCheckpoint } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { printVerifier, signNote, verifierOf, type Signer } from '#ledger/note.ts';
import { sha256Hex } from '#rules/hash.ts';
import { GrowingRoot } from '#verify/growing-root.ts';
import { bundleVerifier } from '#server/bundle-verifier.ts';
import { ALICE, finishTraining, NOW, schoolOn, sign } from '../support/school.ts';
import type { Figure } from './compare.ts';

const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 100_000);
const ROUNDS = 3;
const REPLAYED = ENTRIES / 10;
const NAME = 'city.example/attestations';

/**
 * A whole export of so many signed trainings, checked by the program as people run it, against hashing
 * the same records once. How fast the scores are replayed is told apart: it has no limit of its own.
 */
export async function benchVerify(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-bench-'));
  try {
    await bundleVerifier(join(folder, 'program'));
    const template = await oneSigned(folder);
    const big = writeExport(join(folder, 'big'), template, ENTRIES);
    const small = writeExport(join(folder, 'small'), template, REPLAYED);
    const program = join(folder, 'program/verify.mjs');
    const ratios: Figure[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const limit = ENTRIES / 4 / (await seconds(() => hashed(join(big, 'records.jsonl'))));
      const ours = ENTRIES / (await seconds(() => run(program, big, '--no-replay')));
      const name = `check ${ENTRIES} entries of an export, to 1/4 of hashing their bytes once`;
      ratios.push({ name, ours, limit, ratio: ours / limit });
    }
    const checked = await seconds(() => run(program, small, '--no-replay'));
    const replayed = REPLAYED / ((await seconds(() => run(program, small))) - checked);
    process.stdout.write(`replay the scores of signed trainings\n  ${Math.round(replayed)}/s\n`);
    return [ratios.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)]!];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Template = { record: Record<string, unknown>; stored: Map<string, Buffer> };

/** A training as somebody signs it, and the bytes that it names. */
async function oneSigned(folder: string): Promise<Template> {
  const db = await openDatabase({ url: `file:${join(folder, 'school.db')}` });
  await migrateDatabase(db);
  const school = await schoolOn(db);
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const [row] = await db.read
    .select()
    .from(attestations)
    .where(eq(attestations.employeeNumber, ALICE));
  const stored = new Map<string, Buffer>();
  for (const { sha256, bytes } of await db.read.select().from(contents)) stored.set(sha256, bytes);
  for (const { sha256, manifest } of await db.read.select().from(releases))
    stored.set(sha256, Buffer.from(manifest));
  await db.close();
  return { record: JSON.parse(row!.record) as Record<string, unknown>, stored };
}

/** The template so many times, each time with an id of its own. */
function writeExport(folder: string, { record, stored }: Template, entries: number): string {
  mkdirSync(join(folder, 'contents'), { recursive: true });
  const signer: Signer = { name: NAME, privateKey: generateKeyPairSync('ed25519').privateKey };
  const publicKey = printVerifier(verifierOf(signer));
  const tree = new GrowingRoot();
  const records = createHash('sha256');
  const file = openSync(join(folder, 'records.jsonl'), 'w');
  const write = (line: Buffer) => {
    tree.push(leafHash(line));
    const ended = Buffer.concat([line, Buffer.from('\n')]);
    records.update(ended);
    writeSync(file, ended);
  };
  const at = NOW.toISOString();
  const key = { schema: 'ledger-key/1', id: 'key', origin: NAME, publicKey, at };
  write(Buffer.from(canonicalize(key)!));
  const marker = 'the-id-of-this-record';
  const [before, after] = canonicalize({ ...record, id: marker })!.split(marker) as [
    string,
    string,
  ];
  for (let n = 1; n < entries; n += 1) write(Buffer.from(`${before}record-${n}${after}`));
  closeSync(file);

  const hashes = new Map([['records.jsonl', records.digest('hex')]]);
  const put = (path: string, bytes: string | Buffer) => {
    writeFileSync(join(folder, path), bytes);
    hashes.set(path, sha256Hex(bytes));
  };
  for (const [sha256, bytes] of stored) put(`contents/${sha256}`, bytes);
  put('keys.txt', `${publicKey}\n`);
  put('checkpoint', signCheckpoint(entries, tree.root(), signer));
  const lines = [...hashes].map(([path, sha256]) => `${sha256}  ${path}\n`);
  writeFileSync(join(folder, 'manifest.note'), signNote(lines.join(''), signer));
  return folder;
}

async function hashed(file: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  hash.digest();
}

/** Runs the program, which must find all well. */
function run(program: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--now', NOW.toISOString()], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`verify ended with ${code}`)),
    );
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
