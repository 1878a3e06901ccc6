import { expect, test } from 'vitest';
import { noteRead } from '#audit/note-read.ts';
import { auditPage } from '#audit/read-events.ts';
import { recordEvent } from '#audit/record.ts';
import { freshDatabase } from '../support/database.ts';

const AT = new Date('2026-11-22T15:00:00Z');

test('reading another person’s record is noted, reading one’s own is not', async () => {
  const db = await freshDatabase();
  await noteRead(db, { at: AT, actor: '1', of: '2', what: 'attestation' });
  await noteRead(db, { at: AT, actor: '2', of: '2', what: 'attestation' });
  const { rows } = await auditPage(db, { asked: 1, size: 10 });
  expect(rows).toMatchObject([{ actor: '1', act: 'attestation.read', subject: '2', at: AT }]);
});

test('the log is paged, the last written first; a page beyond it is the nearest there is', async () => {
  const db = await freshDatabase();
  await db.write(async (tx) => {
    for (let n = 1; n <= 25; n += 1) {
      await recordEvent(tx, { at: AT, actor: 'system', act: 'x.y', subject: `${n}` });
    }
  });
  const subjects = async (asked: number) => {
    const { rows, page, pages } = await auditPage(db, { asked, size: 10 });
    return { first: rows[0]?.subject, count: rows.length, page, pages };
  };
  expect(await subjects(1)).toEqual({ first: '25', count: 10, page: 1, pages: 3 });
  expect(await subjects(3)).toEqual({ first: '5', count: 5, page: 3, pages: 3 });
  expect(await subjects(99)).toEqual({ first: '5', count: 5, page: 3, pages: 3 });
  expect(await subjects(Number.NaN)).toMatchObject({ page: 1 });
});

test('what stands in a detail stays one row, line breaks and all', async () => {
  const db = await freshDatabase();
  const detail = { typed: 'a\n2026-01-01 {"act":"forged"}\r\n' };
  await db.write((tx) => recordEvent(tx, { at: AT, actor: 'system', act: 'x.y', detail }));
  const { rows, total } = await auditPage(db, { asked: 1, size: 10 });
  expect(total).toBe(1);
  expect(rows[0]?.detail).toEqual(detail);
});
