import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from '#ledger/checkpoint.ts';
import {
  EMPTY_ROOT,
  extendsHead,
  includes,
  leafHash,
  nodeHash,
  type Hash,
} from '#ledger/merkle.ts';
import { openNote, parseVerifier, printVerifier, signNote, verifierOf } from '#ledger/note.ts';
import { parseProof, printProof, prove } from '#ledger/proof.ts';
import {
  consistencyProof,
  edgeOf,
  grown,
  inclusionProof,
  rootOf,
  rootOver,
  type Place,
} from '#ledger/tree.ts';

/** The eight entries of the reference test vectors of Certificate Transparency. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

class Memory {
  nodes = new Map<string, Hash>();
  size = 0;
  reads = 0;
  stored = (places: readonly Place[]) =>
    places.map(({ level, index }) => {
      this.reads += 1;
      const hash = this.nodes.get(`${level}/${index}`);
      if (!hash) throw new Error(`${level}/${index} is not stored`);
      return hash;
    });
  async append(entry: Uint8Array): Promise<void> {
    const places = edgeOf(this.size);
    const hashes = this.stored(places);
    const before = places.map((place, at) => ({ ...place, hash: hashes[at]! }));
    const { nodes, edge } = grown(before, this.size, leafHash(entry));
    for (const { level, index, hash } of nodes) this.nodes.set(`${level}/${index}`, hash);
    this.size += 1;
    expect(edge.map(({ level, index }) => ({ level, index }))).toEqual(edgeOf(this.size));
    expect(rootOver(edge)).toEqual(await rootOf(this.size, this.stored));
  }
}

async function logOf(entries: readonly Uint8Array[]): Promise<Memory> {
  const log = new Memory();
  for (const entry of entries) await log.append(entry);
  return log;
}

/** RFC 6962 §2.1, word for word. */
function mth(entries: readonly Uint8Array[]): Hash {
  if (entries.length === 0) return EMPTY_ROOT;
  if (entries.length === 1) return leafHash(entries[0]!);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return nodeHash(mth(entries.slice(0, k)), mth(entries.slice(k)));
}

describe('the tree', () => {
  test('has the published roots', async () => {
    const log = await logOf(ENTRIES);
    for (const [size, root] of ROOTS.entries())
      expect((await rootOf(size, log.stored)).toString('hex')).toBe(root);
  });

  test('has the root of RFC 6962 at every size up to 130', async () => {
    const entries = Array.from({ length: 130 }, (_, n) => Buffer.from(`entry ${n}`));
    const log = await logOf(entries);
    for (let size = 0; size <= 130; size += 1)
      expect(await rootOf(size, log.stored)).toEqual(mth(entries.slice(0, size)));
  });

  test('proves each entry at each size, and no other entry, place, size or root', async () => {
    const entries = Array.from({ length: 40 }, (_, n) => Buffer.from(`entry ${n}`));
    const log = await logOf(entries);
    for (let size = 1; size <= 40; size += 1) {
      const root = await rootOf(size, log.stored);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, log.stored);
        const leaf = leafHash(entries[index]!);
        expect(includes(leaf, { index, size, proof, root })).toBe(true);
        expect(includes(leafHash(Buffer.from('x')), { index, size, proof, root })).toBe(false);
        expect(includes(leaf, { index: index + 1, size, proof, root })).toBe(false);
        expect(includes(leaf, { index, size: size + 64, proof, root })).toBe(false);
        expect(includes(leaf, { index, size, proof, root: EMPTY_ROOT })).toBe(false);
        expect(includes(leaf, { index, size, proof: [...proof, root], root })).toBe(false);
        if (proof.length > 0)
          expect(includes(leaf, { index, size, proof: proof.slice(1), root })).toBe(false);
      }
    }
  });

  test('proves that it only grew, between any two sizes, and nothing else', async () => {
    const entries = Array.from({ length: 40 }, (_, n) => Buffer.from(`entry ${n}`));
    const log = await logOf(entries);
    const other = await logOf(entries.map((entry) => Buffer.concat([entry, entry])));
    for (let to = 0; to <= 40; to += 1)
      for (let from = 0; from <= to; from += 1) {
        const older = { size: from, root: await rootOf(from, log.stored) };
        const newer = { size: to, root: await rootOf(to, log.stored) };
        const proof = await consistencyProof(from, to, log.stored);
        expect(extendsHead(older, newer, proof)).toBe(true);
        if (from === 0) continue;
        const forged = { size: from, root: await rootOf(from, other.stored) };
        expect(extendsHead(forged, newer, proof)).toBe(false);
        if (from === to) continue;
        expect(extendsHead(newer, older, proof)).toBe(false);
        expect(extendsHead(older, newer, proof.slice(0, -1))).toBe(false);
        expect(extendsHead(older, newer, [...proof, EMPTY_ROOT])).toBe(false);
      }
  });

  test('reads a number of hashes that grows with the logarithm of its size', async () => {
    const log = await logOf(Array.from({ length: 4096 + 777 }, (_, n) => Buffer.from(String(n))));
    log.reads = 0;
    await inclusionProof(1234, log.size, log.stored);
    expect(log.reads).toBeLessThanOrEqual(2 * 13);
  });
});

describe('a signed note', () => {
  // The example of Go's golang.org/x/mod/sumdb/note, whose form C2SP took up.
  const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const NOTE =
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

  test('of others is read and their key is printed as they print it', () => {
    const verifier = parseVerifier(NEUMANN);
    expect(openNote(NOTE, [verifier]).signedBy).toEqual(['PeterNeumann']);
    expect(printVerifier(verifier)).toBe(NEUMANN);
    expect(() => openNote(NOTE.replace('your problem is', 'your problem was'), [verifier])).toThrow(
      'does not fit',
    );
    expect(() => parseVerifier(NEUMANN.replace('c74f20a3', 'c74f20a4'))).toThrow('miswritten');
  });

  test('of ours is opened with our key alone, and never after any change', () => {
    const [mine, theirs] = [signer('city.example/log'), signer('city.example/log')];
    const note = signNote('one\n\ntwo\n', mine);
    expect(openNote(note, [verifierOf(mine)])).toEqual({
      text: 'one\n\ntwo\n',
      signedBy: ['city.example/log'],
    });
    expect(() => openNote(note, [verifierOf(theirs)])).toThrow('no known key');
    const foreign = signNote('text\n', theirs).slice('text\n\n'.length);
    const among = (count: number) => `${signNote('text\n', mine)}${foreign.repeat(count)}`;
    expect(openNote(among(99), [verifierOf(mine)]).signedBy).toHaveLength(1);
    expect(() => openNote(among(100), [verifierOf(mine)])).toThrow('more than 100 signatures');
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const bytes = Buffer.from(note);
        bytes[at % bytes.length]! ^= 1 << bit;
        expect(() => openNote(bytes.toString('utf8'), [verifierOf(mine)])).toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test('keeps its signature when the key is rotated: both sign', () => {
    const [old, next] = [signer('city.example/log'), signer('city.example/log')];
    const note = signNote('text\n', old, next);
    expect(openNote(note, [verifierOf(old)]).text).toBe('text\n');
    expect(openNote(note, [verifierOf(next)]).text).toBe('text\n');
  });
});

describe('a proof', () => {
  test('stands by itself: entry, proof and public key are enough', async () => {
    const log = await logOf(ENTRIES);
    const key = signer('city.example/log');
    const checkpoint = signCheckpoint(8, await rootOf(8, log.stored), key);
    expect(openCheckpoint(checkpoint, [verifierOf(key)])).toMatchObject({
      origin: 'city.example/log',
      size: 8,
    });
    const path = await inclusionProof(5, 8, log.stored);
    const printed = printProof({ index: 5, path, checkpoint });
    expect(parseProof(printed)).toEqual({ index: 5, path, checkpoint });
    expect(prove(ENTRIES[5]!, printed, [verifierOf(key)]).size).toBe(8);
    expect(() => prove(ENTRIES[4]!, printed, [verifierOf(key)])).toThrow('not the bytes');
    expect(() => prove(ENTRIES[5]!, printed, [verifierOf(signer('city.example/log'))])).toThrow(
      'no known key',
    );
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const bytes = Buffer.from(printed);
        bytes[at % bytes.length]! ^= 1 << bit;
        expect(() => prove(ENTRIES[5]!, bytes.toString('utf8'), [verifierOf(key)])).toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

function signer(name: string) {
  return { name, privateKey: generateKeyPairSync('ed25519').privateKey };
}
