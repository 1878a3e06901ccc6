import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { selfCheck } from '#evidence/self-check.ts';
import { ALICE, BOB, finishTraining, openSchool, sign, type School } from '../support/training.ts';
import { tamper } from './tamper.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool();
  for (const number of [ALICE, BOB]) {
    await finishTraining(school, number);
    await sign(school, number);
  }
});

describe('the self-check', () => {
  test('finds nothing wrong where nothing is', async () => {
    expect(await selfCheck(school.db)).toEqual([]);
  });

  test.each([
    [
      'a signed record',
      'attestations',
      `UPDATE attestations SET record = replace(record, 'Alice', 'Alica')`,
    ],
    [
      'a record’s hash',
      'ledger_entries',
      `UPDATE ledger_entries SET sha256 = 'x' || sha256 WHERE "index" = 1`,
    ],
    [
      'whose record it is',
      'ledger_entries',
      `UPDATE ledger_entries SET record_id = 'x' || record_id WHERE "index" = 2`,
    ],
    [
      'a deleted signature',
      'attestations',
      `DELETE FROM attestations WHERE employee_number = 'T-2'`,
    ],
    [
      'a leaf',
      'ledger_nodes',
      `UPDATE ledger_nodes SET hash = zeroblob(32) WHERE level = 0 AND "index" = 1`,
    ],
    ['a subtree', 'ledger_nodes', `UPDATE ledger_nodes SET hash = zeroblob(32) WHERE level = 1`],
    ['a truncated log', 'ledger_entries', `DELETE FROM ledger_entries WHERE "index" = 2`],
    [
      'the newest head',
      'checkpoints',
      `UPDATE checkpoints SET note = replace(note, char(10) || '3' || char(10), char(10) || '4' || char(10)) WHERE size = 3`,
    ],
    ['a head that is gone', 'checkpoints', `DELETE FROM checkpoints WHERE size = 3`],
    [
      'the key’s record',
      'records',
      `UPDATE records SET record = replace(record, 'ledger-key/1', 'ledger-key/2')`,
    ],
  ])('finds %s changed in the file itself', async (_, table, change) => {
    await tamper(school.db, table, sql.raw(change));
    expect(await selfCheck(school.db)).not.toEqual([]);
  });

  test('finds a guard that is gone, one that was weakened, and a table of somebody’s own', async () => {
    const run = (statement: string) => school.db.write((tx) => tx.run(sql.raw(statement)));
    await run('DROP TRIGGER `attestations_never_go`');
    await run('DROP TRIGGER `answers_never_change`');
    await run(
      'CREATE TRIGGER `answers_never_change` BEFORE UPDATE ON `answers` WHEN 0 BEGIN SELECT 1; END',
    );
    await run('CREATE TABLE `mine` (`a` text)');
    expect((await selfCheck(school.db)).toSorted()).toEqual([
      'the table mine was added by hand',
      'the trigger answers_never_change of the database was changed',
      'the trigger attestations_never_go of the database is gone',
    ]);
  });
});
