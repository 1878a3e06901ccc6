import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordEvent } from '#audit/record.ts';
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
    expect(await seal()).toEqual([]);
    expect(await seal()).toEqual([]);
    expect(await count()).toBe(1);
    await happen();
    expect(await sealFaults(school.db)).toEqual([]);
    expect(await seal()).toEqual([]);
    expect(await count()).toBe(2);
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
    expect(await count()).toBe(1);
  });

  test('is signed: another’s is found out', async () => {
    await seal();
    await tamper(school.db, 'seals', sql`UPDATE seals SET note = replace(note, ' 1 ', ' 0 ')`);
    expect((await sealFaults(school.db)).join()).toContain('does not fit this note');
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
