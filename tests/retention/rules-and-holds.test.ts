import { beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { auditPage } from '#audit/read-events.ts';
import { holdsInOrder, releaseHold, setHold } from '#retention/holds.ts';
import { ruleFor, rulesInOrder, setRule } from '#retention/rules.ts';
import { freshDatabase } from '../support/database.ts';
import { ALICE, NOW, schoolOn } from '../support/school.ts';
import { CITATION, HR } from './support.ts';

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
});
const set = (years: string, citation = CITATION) =>
  setRule(db, { series: 'attestations', years, citation, by: HR, at: NOW });

describe('a retention rule', () => {
  test('is none until HR lays one down; the last one stands, and all are kept', async () => {
    expect(await ruleFor(db.read, 'attestations')).toBeUndefined();
    await set('3');
    await set(' 5 ', 'Item 7');
    expect(await ruleFor(db.read, 'attestations')).toMatchObject({ years: 5, citation: 'Item 7' });
    expect(await ruleFor(db.read, 'declines')).toBeUndefined();
    expect((await rulesInOrder(db)).map(({ years }) => years)).toEqual([5, 3]);
    await set('');
    expect(await ruleFor(db.read, 'attestations')).toMatchObject({ years: null });
    const { rows } = await auditPage(db, { asked: 1, size: 10 });
    expect(rows.map(({ act }) => act)).toEqual(Array(3).fill('retention.rule-set'));
  });

  test.each([
    ['0', CITATION, 'at least 2 years (29 CFR 1602.31)'],
    ['1', CITATION, 'at least 2 years (29 CFR 1602.31)'],
    ['-3', CITATION, 'whole number'],
    ['2.5', CITATION, 'whole number'],
    ['two', CITATION, 'whole number'],
    ['101', CITATION, 'at most 100 years'],
    ['2', '  ', 'custodian of records gives it'],
    ['2', 'x'.repeat(301), 'at most 300 characters'],
  ])('of %s years under “%s” is refused', async (years, citation, sentence) => {
    await expect(set(years, citation)).rejects.toThrow(sentence);
    expect(await ruleFor(db.read, 'attestations')).toBeUndefined();
  });
});

describe('a legal hold', () => {
  beforeEach(() => schoolOn(db).then(() => undefined));
  const hold = (person: string, series?: 'attestations', reason = 'A claim') =>
    setHold(db, { person, series, reason, by: HR, at: NOW });

  test('is on a person by number in any case, or on a series; it ends once, with a reason', async () => {
    const id = await hold('t-1');
    await hold('', 'attestations');
    expect(await holdsInOrder(db)).toHaveLength(2);
    const ending = { hold: id, by: HR, at: NOW };
    await expect(releaseHold(db, { ...ending, reason: ' ' })).rejects.toThrow('why the hold ends');
    await releaseHold(db, { ...ending, reason: 'Settled' });
    await expect(releaseHold(db, { ...ending, reason: 'Again' })).rejects.toThrow('ended already');
    const [, over] = await holdsInOrder(db);
    expect(over).toMatchObject({ employeeNumber: ALICE, name: 'Alice Example', series: null });
    expect(over).toMatchObject({ releasedBecause: 'Settled' });
  });

  test('is refused on nobody, on a number nobody has, and without a reason', async () => {
    await expect(hold(' ')).rejects.toThrow('or choose the series');
    await expect(hold('T-99')).rejects.toThrow('No employee has this number');
    await expect(hold('T-1', undefined, '')).rejects.toThrow('why these records must be kept');
    await expect(releaseHold(db, { hold: 'x', reason: 'y', by: HR, at: NOW })).rejects.toThrow(
      'no such hold',
    );
    expect(await holdsInOrder(db)).toEqual([]);
  });
});
