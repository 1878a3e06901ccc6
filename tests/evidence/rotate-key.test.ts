import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { checkpoints, ledgerEntries } from '#db/schema/index.ts';
import { appendRecord } from '#evidence/append.ts';
import { allKeys, currentKey, keyIdOf } from '#evidence/keys.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';
import { newestCheckpoint, proofOf } from '#evidence/prove.ts';
import { rotateKey } from '#evidence/rotate-key.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { openCheckpoint, signCheckpoint } from '#ledger/checkpoint.ts';
import { parseVerifier, printVerifier, verifierOf, type Verifier } from '#ledger/note.ts';
import { prove } from '#ledger/proof.ts';
import { freshDatabase, reason } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'rotate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const NOW = new Date('2026-11-22T15:00:00Z');
const ORIGIN = 'city.example/attestations';
let count = 0;
let keyFile: string;
let db: Db;
let ledger: Ledger;
let old: Verifier;
beforeEach(async () => {
  keyFile = join(folder, `${(count += 1)}`, 'ledger.pem');
  db = await freshDatabase();
  ledger = await open();
  old = verifierOf(ledger.signer);
});

const open = () => openLedger(db, { keyFile, origin: ORIGIN, at: NOW });
const idOf = (verifier: Verifier) => keyIdOf(printVerifier(verifier));
const append = (id: string) =>
  db.write((tx) =>
    appendRecord(tx, ledger, { kind: 'correction', content: { id }, at: NOW, by: 'T-1' }),
  );
const told: string[] = [];
const rotate = (
  seen = idOf(verifierOf(ledger.signer)),
  also = async () => void told.push('told'),
) => rotateKey(db, ledger, { at: NOW, by: 'T-9', seen, also });
const noteOf = async (size: number) =>
  (await db.read.select().from(checkpoints).where(eq(checkpoints.size, size)))[0]!.note;
const files = () => readdirSync(join(keyFile, '..')).toSorted();
const retired = () => `ledger.${idOf(old)}.retired.pem`;

describe('a new key', () => {
  test('is named under a head that both keys signed, and signs from then on', async () => {
    await append('before');
    const before = (await proofOf(db.read, 'before'))!;
    expect(await rotate()).toEqual({ keyId: idOf(verifierOf(ledger.signer)), moved: true });
    const now = verifierOf(ledger.signer);
    expect(idOf(now)).not.toBe(idOf(old));

    const keys = await allKeys(db);
    expect(keys.map(({ index }) => index)).toEqual([0, 2]);
    expect(keys[1]).toMatchObject({
      schema: 'ledger-key/1',
      publicKey: printVerifier(now),
      replaces: printVerifier(old),
      origin: ORIGIN,
    });
    const both = await noteOf(3);
    for (const key of [old, now]) expect(openCheckpoint(both, [key]).size).toBe(3);

    await append('after');
    const newest = (await newestCheckpoint(db.read))!;
    expect(openCheckpoint(newest.note, [now]).size).toBe(4);
    expect(() => openCheckpoint(newest.note, [old])).toThrow('no known key');
    // What was handed out before stays good under the key that signed it.
    expect(prove(Buffer.from('{"id":"before"}'), before, [old]).size).toBe(2);
    const fresh = (await proofOf(db.read, 'before'))!;
    expect(prove(Buffer.from('{"id":"before"}'), fresh, [now]).size).toBe(4);
    expect(await selfCheck(db)).toEqual([]);
  });

  test('leaves the former one beside it, and both for their owner alone', async () => {
    const bytes = readFileSync(keyFile);
    await rotate();
    expect(files()).toEqual([retired(), 'ledger.pem']);
    expect(readFileSync(join(keyFile, '..', retired()))).toEqual(bytes);
    for (const file of files()) {
      expect(statSync(join(keyFile, '..', file)).mode & 0o777).toBe(0o600);
    }
    const again = await open();
    expect(verifierOf(again.signer)).toEqual(verifierOf(ledger.signer));
  });

  test('signs what was queued behind the change, and the old one what was queued before it', async () => {
    const before = Array.from({ length: 20 }, (_, n) => append(`before-${n}`));
    let after: Promise<number>[] = [];
    /** Others stand behind the change in the queue, and are through before it hears that it was kept. */
    const crowded: Db = {
      ...db,
      async write(work) {
        const kept = db.write(work);
        after = Array.from({ length: 200 }, (_, n) => append(`after-${n}`));
        await Promise.all(after);
        return kept;
      },
    };
    const seen = idOf(old);
    await rotateKey(crowded, ledger, { at: NOW, by: 'T-9', seen, also: async () => undefined });
    for (let n = 0; n < 50; n += 1) await append(`later-${n}`);
    await Promise.all(before);
    const now = verifierOf(ledger.signer);
    const [, { index }] = (await allKeys(db)) as [unknown, { index: number }];
    const heads = await db.read.select().from(checkpoints);
    expect(heads).toHaveLength(1 + 20 + 1 + 200 + 50);
    expect(index).toBe(21);
    for (const { size, note } of heads) {
      const signedBy = [old, now].filter((key) => {
        try {
          return openCheckpoint(note, [key]).size === size;
        } catch {
          return false;
        }
      });
      const due = size <= index ? [old] : size === index + 1 ? [old, now] : [now];
      expect({ size, signedBy }).toEqual({ size, signedBy: due });
    }
    expect(await selfCheck(db)).toEqual([]);
  });

  test('can be followed by another', async () => {
    await rotate();
    await rotate();
    await append('after');
    expect(await allKeys(db)).toHaveLength(3);
    expect(files()).toHaveLength(3);
    expect(await selfCheck(db)).toEqual([]);
    expect(printVerifier(verifierOf((await open()).signer))).toBe((await currentKey(db)).publicKey);
  });

  test('is refused on a page that is out of date, twice at once, and while signing is stopped', async () => {
    expect(await reason(rotate('00000000'))).toContain('since this page was opened');
    const first = rotate();
    expect(await reason(rotate(idOf(old)))).toContain('being changed right now');
    await first;
    expect(await reason(rotate(idOf(old)))).toContain('since this page was opened');
    expect(await allKeys(db)).toHaveLength(2);
    ledger.stop('a test');
    expect(await reason(rotate())).toContain('while signing is stopped: a test');
    expect(await allKeys(db)).toHaveLength(2);
  });
});

describe('a crash', () => {
  test('before the ledger names the key leaves the old one in force, and its file is used next time', async () => {
    const failed = rotate(idOf(old), () => Promise.reject(new Error('a crash')));
    expect(await reason(failed)).toContain('a crash');
    expect(files()).toEqual(['ledger.pem', 'ledger.pem.next']);
    expect(await db.read.$count(ledgerEntries)).toBe(1);
    await append('under the old key');
    expect(openCheckpoint((await newestCheckpoint(db.read))!.note, [old]).size).toBe(2);

    const waiting = readFileSync(`${keyFile}.next`);
    ledger = await open();
    expect(verifierOf(ledger.signer)).toEqual(old);
    expect(readFileSync(`${keyFile}.next`)).toEqual(waiting);
    await rotate();
    expect(readFileSync(keyFile)).toEqual(waiting);
    expect(files()).toEqual([retired(), 'ledger.pem']);
  });

  test('amid writing the new file is told of plainly; nothing is written over', async () => {
    writeFileSync(`${keyFile}.next`, '-----BEGIN PRIV', { mode: 0o600 });
    expect(await reason(rotate())).toContain('remove the file and try again');
    expect(readFileSync(`${keyFile}.next`, 'utf8')).toBe('-----BEGIN PRIV');
    expect(verifierOf((await open()).signer)).toEqual(old);
    expect(await allKeys(db)).toHaveLength(1);
  });

  test.each(['before the files are moved', 'between the two moves'])(
    '%s is made good at the next start',
    async (when) => {
      await rotate();
      const next = readFileSync(keyFile);
      renameSync(keyFile, `${keyFile}.next`);
      if (when === 'before the files are moved')
        renameSync(join(keyFile, '..', retired()), keyFile);
      const again = await open();
      expect(printVerifier(verifierOf(again.signer))).toBe((await currentKey(db)).publicKey);
      expect(readFileSync(keyFile)).toEqual(next);
      expect(files()).toEqual([retired(), 'ledger.pem']);
    },
  );

  test('a former key’s file that cannot be put aside keeps the new key in force', async () => {
    const blocked = join(keyFile, '..', retired());
    writeFileSync(blocked, 'somebody’s', { mode: 0o600 });
    expect(await rotate()).toMatchObject({ moved: false });
    await append('after');
    expect(await selfCheck(db)).toEqual([]);
    expect(await reason(open())).toContain('Move that file elsewhere');
    // The file in force still waits under the name of a new one: it is not taken for one.
    expect(await reason(rotate())).toContain('holds the key in force');
    rmSync(blocked);
    expect(verifierOf((await open()).signer)).toEqual(verifierOf(ledger.signer));
    expect(existsSync(`${keyFile}.next`)).toBe(false);
  });

  test('a key file of another ledger is not put aside for a waiting one', async () => {
    await rotate();
    renameSync(keyFile, `${keyFile}.next`);
    const other = join(folder, `other-${count}`, 'ledger.pem');
    await openLedger(await freshDatabase(), { keyFile: other, origin: ORIGIN, at: NOW });
    renameSync(other, keyFile);
    expect(await reason(open())).toContain('is not the one that this ledger names');
    expect(files()).toContain('ledger.pem.next');
  });
});

describe('the self-check', () => {
  /** Somebody who holds the file takes the guards away, changes a thing and puts them back. */
  async function tamper(
    change: (run: (statement: string) => Promise<unknown>) => Promise<unknown>,
  ) {
    await db.write(async (tx) => {
      const guards = await tx.all<{ name: string; sql: string }>(
        sql`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'checkpoints'`,
      );
      for (const { name } of guards) await tx.run(sql.raw(`DROP TRIGGER "${name}"`));
      await change((statement) => tx.run(sql.raw(statement)));
      for (const guard of guards) await tx.run(sql.raw(guard.sql));
    });
  }

  test('finds a key that names itself: the key before has not signed its head', async () => {
    await rotate();
    await append('after');
    expect(await selfCheck(db)).toEqual([]);
    const { root } = openCheckpoint(await noteOf(2), [verifierOf(ledger.signer)]);
    const forged = signCheckpoint(2, root, ledger.signer);
    await tamper((run) => run(`UPDATE checkpoints SET note = '${forged}' WHERE size = 2`));
    const id = idOf(verifierOf(ledger.signer));
    expect(await selfCheck(db)).toEqual([`the key ${id} was not named by the key before it`]);
  });

  test('finds a newest head that a former key has signed', async () => {
    const former = ledger.signer;
    await rotate();
    await append('after');
    const { root } = openCheckpoint(await noteOf(3), [verifierOf(ledger.signer)]);
    const forged = signCheckpoint(3, root, former);
    await tamper((run) => run(`UPDATE checkpoints SET note = '${forged}' WHERE size = 3`));
    expect(await selfCheck(db)).toEqual(['no known key has signed this note']);
    expect(parseVerifier((await currentKey(db)).publicKey)).not.toEqual(old);
  });
});
