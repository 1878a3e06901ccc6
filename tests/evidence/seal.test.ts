import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordEvent } from '#audit/record.ts';
import { appendRecord } from '#evidence/append.ts';
import { SEALED, sealFaults, sealTables } from '#evidence/seal.ts';
import { seals } from '#db/schema/index.ts';
import { ALICE, NOW, finishTraining, openSchool, sign, type School } from '../support/training.ts';
import { tamper } from './tamper.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
});
const seal = () => sealTables(school.db, school.ledger, NOW);
const count = () => school.db.read.$count(seals);
const happen = () =>
  school.db.write((tx) => recordEvent(tx, { at: NOW, actor: 'system', act: 'x.y' }));

describe('the seal of the tables', () => {
  test('is set when something came, and fits', async () => {
    // The first is the ledger's beginning.
    expect(await count()).toBe(1);
    expect(await seal()).toEqual([]);
    expect(await seal()).toEqual([]);
    expect(await count()).toBe(2);
    await happen();
    expect(await sealFaults(school.db)).toEqual([]);
    expect(await seal()).toEqual([]);
    expect(await count()).toBe(3);
  });

  test.each([
    ['was changed', 'audit_events', `UPDATE audit_events SET act = 'nothing.done' WHERE id = 1`],
    ['is gone', 'audit_events', `DELETE FROM audit_events WHERE id = 1`],
    [
      'is gone from its end',
      'audit_events',
      `DELETE FROM audit_events WHERE id = (SELECT max(id) FROM audit_events)`,
    ],
    [
      'was put in before them',
      'contents',
      `INSERT INTO contents (rowid, sha256, media_type, bytes) VALUES (-5, 'c', 'text/plain', x'00')`,
    ],
  ])('no longer fits when a row %s, and is not set anew', async (_, table, change) => {
    await seal();
    await tamper(school.db, table, sql.raw(change));
    const changed = [`the table ${table} of the database was changed since it was sealed`];
    expect(await sealFaults(school.db)).toEqual(changed);
    expect(await seal()).toEqual(changed);
    expect(await count()).toBe(2);
  });

  test('is signed: another’s is found out', async () => {
    await seal();
    const newest = sql`UPDATE seals SET note = replace(note, ' 1 ', ' 0 ') WHERE id = 2`;
    await tamper(school.db, 'seals', newest);
    expect((await sealFaults(school.db)).join()).toContain('does not fit this note');
  });

  test.each([
    ['the newest', 'id = 3', 'the seal 3 of the tables is gone'],
    ['one between', 'id = 2', 'a seal of the tables is gone'],
    ['all', 'id > 0', 'the seal 3 of the tables is gone'],
  ])('is missed when it is taken away: %s', async (_, which, said) => {
    await seal();
    await happen();
    await seal();
    // What is signed next names the newest seal in its head.
    const content = { id: 'one more' };
    const entry = { kind: 'correction', content, at: NOW, by: ALICE } as const;
    await school.db.write((tx) => appendRecord(tx, school.ledger, entry));
    expect(await sealFaults(school.db)).toEqual([]);
    await tamper(school.db, 'seals', sql.raw(`DELETE FROM seals WHERE ${which}`));
    expect(await sealFaults(school.db)).toEqual([said]);
    expect(await seal()).toEqual([said]);
  });

  test('is there from the ledger’s beginning: entries without any seal are a fault', async () => {
    await tamper(school.db, 'seals', sql`DELETE FROM seals`);
    const plain = sql`UPDATE checkpoints SET note = replace(note, substr(note, instr(note, 'seal '), 72), '')`;
    await tamper(school.db, 'checkpoints', plain);
    expect((await sealFaults(school.db)).join()).toContain('never sealed, or their seals are gone');
  });

  test('leaves no table of evidence out', async () => {
    const guarded = await school.db.read.all<{ tbl_name: string }>(
      sql`SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_never_go'`,
    );
    const elsewhere = {
      // Checked leaf by leaf, and by its own signature.
      ledger: ['ledger_nodes', 'seals'],
      // Goes with its attestation: compared with the record instead.
      disposable: ['attempt_items', 'answers', 'regrades', 'lesson_rereads', 'scans'],
    };
    const due = guarded.map(({ tbl_name: name }) => name).toSorted();
    const done = [...Object.keys(SEALED), ...elsewhere.ledger, ...elsewhere.disposable];
    expect(due).toEqual(done.toSorted());
  });
});
