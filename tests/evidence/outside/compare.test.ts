import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { recordEvent } from '#audit/record.ts';
import {
  CONTRADICTED,
  compareCheckpoint,
  contradictionIn,
  toldContradiction,
  whyStop,
} from '#evidence/outside/compare.ts';
import { allKeys, keyIdOf } from '#evidence/keys.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { newestCheckpoint } from '#evidence/prove.ts';
import { rotateKey } from '#evidence/rotate-key.ts';
import { signCheckpoint } from '#ledger/checkpoint.ts';
import { freshDatabaseUrl } from '../../support/database.ts';
import { NOW, ORIGIN, newFolder, openSmall } from './support.ts';

let small: Awaited<ReturnType<typeof openSmall>>;
let folder: string;
beforeEach(async () => {
  small = await openSmall();
  for (const id of ['one', 'two', 'three']) await small.append(id);
  folder = newFolder();
});
const note = async () => (await small.head()).note;
const compare = (text: string) => compareCheckpoint(small.db, text);
const rotate = async () =>
  rotateKey(small.db, small.ledger, {
    at: NOW,
    by: 'T-9',
    seen: keyIdOf((await allKeys(small.db)).at(-1)!.publicKey),
    also: async () => undefined,
  });

describe('an outside checkpoint', () => {
  test('is contained, the newest one and every older one, as a form or a hurried hand has it', async () => {
    const older = await note();
    for (const id of ['four', 'five', 'six', 'seven']) await small.append(id);
    expect(await compare(older)).toEqual({ is: 'contained', size: 4, entries: 8 });
    expect(await compare(await note())).toEqual({ is: 'contained', size: 8, entries: 8 });
    const pasted = `\r\n ${older.replaceAll('\n', '\r\n')}\r\n\r\n`.replace(' ', '');
    expect(await compare(pasted)).toEqual({ is: 'contained', size: 4, entries: 8 });
    expect(whyStop(await compare(older))).toBeUndefined();
  });

  test('of a former key still counts', async () => {
    const older = await note();
    await rotate();
    await small.append('four');
    expect(await compare(older)).toEqual({ is: 'contained', size: 4, entries: 6 });
    expect(await compare(await note())).toEqual({ is: 'contained', size: 6, entries: 6 });
  });

  test('of other entries, of more of them, of another key, and of another ledger', async () => {
    const root = Buffer.alloc(32, 1);
    const { signer } = small.ledger;
    expect(await compare(signCheckpoint(3, root, signer))).toMatchObject({ is: 'other', size: 3 });
    expect(await compare(signCheckpoint(5, root, signer))).toEqual({
      is: 'shorter',
      size: 5,
      entries: 4,
    });
    const stranger = await openSmall();
    expect(await compare((await stranger.head()).note)).toEqual({ is: 'unknown-key' });
    const elsewhere = { ...signer, name: 'other.example/attestations' };
    expect(await compare(signCheckpoint(1, root, elsewhere))).toEqual({ is: 'foreign' });
    for (const nothing of ['', 'hello', `${ORIGIN}`]) {
      expect(whyStop(await compare(nothing))).toBeUndefined();
    }
  });

  test('that somebody changed is not one that this ledger’s keys signed', async () => {
    const bent = (await note()).replace('\n4\n', '\n5\n');
    expect(await compare(bent)).toEqual({ is: 'unknown-key' });
  });
});

test('one that somebody brought and the ledger contradicts is not forgotten at a restart', async () => {
  const tell = (checkpoint: string) =>
    small.db.write((tx) =>
      recordEvent(tx, { at: NOW, actor: 'T-1', act: CONTRADICTED, detail: { checkpoint } }),
    );
  await tell(await note());
  expect(await toldContradiction(small.db)).toBeUndefined();
  await tell(signCheckpoint(9, Buffer.alloc(32), small.ledger.signer));
  expect(await toldContradiction(small.db)).toContain('an older copy of the database was put back');
});

describe('the folder of checkpoints', () => {
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

  test('says nothing when all in it fits, when it is empty, away, or slow', async () => {
    expect(await contradictionIn(small.db, folder)).toBeUndefined();
    put('checkpoint-2026-11-22-4.txt', await note());
    await small.append('four');
    put('checkpoint-2026-11-23-5.txt', await note());
    put('notes.txt', 'not one of ours');
    put('checkpoint-of-somebody.txt', 'not one of ours');
    put('.checkpoint-2026-11-24-6.txt.ab12', `${ORIGIN}\n9\nhalf`);
    expect(await contradictionIn(small.db, folder)).toBeUndefined();
    put('checkpoint-2026-11-24-9.txt', signCheckpoint(9, Buffer.alloc(32), small.ledger.signer));
    expect(await contradictionIn(small.db, folder)).toContain('checkpoint-2026-11-24-9.txt');
    expect(await contradictionIn(small.db, folder, 0)).toBeUndefined();
    rmSync(folder, { recursive: true });
    expect(await contradictionIn(small.db, folder)).toBeUndefined();
  });

  test('tells of an older copy of the database that was put back', async () => {
    const url = await freshDatabaseUrl();
    const path = url.slice('file:'.length);
    const keyFile = join(newFolder(), 'ledger.pem');
    const fill = async (size: number) => {
      const db = await openDatabase({ url });
      const ledger = await openLedger(db, { keyFile, origin: ORIGIN, at: NOW });
      small = { ...small, db, ledger };
      const { appendRecord } = await import('#evidence/append.ts');
      for (let n = (await newestCheckpoint(db.read))!.size; n < size; n += 1) {
        const made = { kind: 'correction', content: { id: `n${n}` }, at: NOW, by: 'T-1' } as const;
        await db.write((tx) => appendRecord(tx, ledger, made));
      }
      return db;
    };
    await (await fill(3)).close();
    mkdirSync(dirname(`${path}.backup`), { recursive: true });
    copyFileSync(path, `${path}.backup`);
    const full = await fill(6);
    put('checkpoint-2026-11-22-6.txt', (await newestCheckpoint(full.read))!.note);
    expect(await contradictionIn(full, folder)).toBeUndefined();
    await full.close();

    copyFileSync(`${path}.backup`, path);
    const restored = await openDatabase({ url });
    expect(await contradictionIn(restored, folder)).toBe(
      `the checkpoint \`checkpoint-2026-11-22-6.txt\` in \`${folder}\` has 6 entries and the ledger ` +
        'only 3, so an older copy of the database was put back',
    );
    await restored.close();
  });

  test('tells of one that only a key from after the backup has signed', async () => {
    const stranger = await openSmall();
    put('checkpoint-2026-11-22-1.txt', (await stranger.head()).note);
    expect(await contradictionIn(small.db, folder)).toContain(
      'signed by no key that the ledger knows',
    );
  });
});
