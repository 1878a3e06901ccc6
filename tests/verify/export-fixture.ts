import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import canonicalize from 'canonicalize';
import { signCheckpoint } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { printVerifier, signNote, verifierOf, type Signer } from '#ledger/note.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Assertion } from '#verify/assertion.ts';
import { inMemory, type Files } from '#verify/files.ts';
import { GrowingRoot } from '#verify/growing-root.ts';

export const ORIGIN = 'city.example/attestations';

/** What an export is made of: everything that can be changed before it is signed and sealed again. */
export type Parts = {
  /** One an entry: its canonical JSON, or `disposed <leaf>`. */
  lines: string[];
  /** Signs from the head of this size on; the first is 1. */
  signers: { from: number; signer: Signer }[];
  contents: Map<string, Buffer>;
  assertions: Map<string, Assertion>;
  /** Sizes of the older heads that go along. */
  heads: number[];
  timestamps: Map<number, (note: string) => Buffer>;
};

export function makeSigner(): Signer {
  return { name: ORIGIN, privateKey: generateKeyPairSync('ed25519').privateKey };
}

export const printed = (signer: Signer) => printVerifier(verifierOf(signer));

export function keyLine(signer: Signer, at: string, replaces?: Signer): string {
  return canonicalize({
    schema: 'ledger-key/1',
    id: `key-${printed(signer).slice(-8)}`,
    origin: ORIGIN,
    publicKey: printed(signer),
    ...(replaces && { replaces: printed(replaces) }),
    at,
  })!;
}

export function leafOf(line: string): Buffer {
  return line.startsWith('disposed ')
    ? Buffer.from(line.slice(9), 'hex')
    : leafHash(Buffer.from(line));
}

/** The signed head over the first so many entries. */
export function headOf({ lines, signers }: Pick<Parts, 'lines' | 'signers'>, size: number): string {
  const tree = new GrowingRoot();
  for (const line of lines.slice(0, size)) tree.push(leafOf(line));
  const at = signers.findLastIndex(({ from }) => from <= size);
  const both = signers[at]!.from === size && at > 0 ? [signers[at - 1]!.signer] : [];
  return signCheckpoint(size, tree.root(), signers[at]!.signer, ...both);
}

/** The files of an export, signed by the newest key. */
export function seal(parts: Parts): Map<string, Buffer> {
  const { lines, signers, contents, assertions, heads, timestamps } = parts;
  const files = new Map<string, Buffer>();
  const put = (path: string, text: string) => files.set(path, Buffer.from(text));
  put('README.txt', 'What this is.\n');
  put('verify.mjs', 'export {};\n');
  put('keys.txt', signers.map(({ signer }) => `${printed(signer)}\n`).join(''));
  put('checkpoint', headOf(parts, lines.length));
  for (const size of heads) put(`checkpoints/${size}`, headOf(parts, size));
  put('records.jsonl', lines.map((line) => `${line}\n`).join(''));
  for (const [sha256, bytes] of contents) files.set(`contents/${sha256}`, bytes);
  put('assertions.jsonl', [...assertions].map(rowOf).join(''));
  for (const [size, stamp] of timestamps)
    files.set(`timestamps/${size}.tsr`, stamp(headOf(parts, size)));
  put('tables/departments.jsonl', '{"id":"fire"}\n');
  return sign(files, signers.at(-1)!.signer);
}

/** Signs anew for the files as they are. */
export function sign(files: Map<string, Buffer>, signer: Signer): Map<string, Buffer> {
  const sealed = new Map(files);
  sealed.delete('manifest.note');
  const paths = [...sealed.keys()].sort();
  const text = paths.map((path) => `${sha256Hex(sealed.get(path)!)}  ${path}\n`).join('');
  return sealed.set('manifest.note', Buffer.from(signNote(text, signer)));
}

function rowOf([id, assertion]: [string, Assertion]): string {
  const base64 = (url: string) => Buffer.from(url, 'base64url').toString('base64');
  return `${JSON.stringify({
    attestation_id: id,
    credential_id: assertion.credentialId,
    client_data: base64(assertion.clientData),
    authenticator_data: base64(assertion.authenticatorData),
    signature: base64(assertion.signature),
  })}\n`;
}

export function asFiles(files: ReadonlyMap<string, Buffer>): Files {
  return new Map([...files].map(([path, bytes]) => [path, inMemory(bytes)]));
}

export function toFolder(files: ReadonlyMap<string, Buffer>, folder: string): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** The same files as one ustar archive. */
export function toTar(files: ReadonlyMap<string, Buffer>): Buffer {
  const blocks: Buffer[] = [];
  for (const [path, bytes] of files) {
    const head = Buffer.alloc(512);
    const octal = (n: number, digits: number) => `${n.toString(8).padStart(digits, '0')}\0`;
    head.write(path, 0);
    head.write(octal(0o644, 7) + octal(0, 7) + octal(0, 7) + octal(bytes.length, 11), 100);
    head.write(octal(1_795_000_000, 11), 136);
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
