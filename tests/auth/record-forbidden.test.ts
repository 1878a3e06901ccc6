import { expect, test } from 'vitest';
import { auditEvents } from '#db/schema/index.ts';
import { recordForbidden } from '#auth/record-forbidden.ts';
import { freshDatabase } from '../support/database.ts';
import { AT, minutesLater } from './people.ts';

test('who asks again and again for what is not theirs is told of once a minute', async () => {
  const db = await freshDatabase();
  let at = AT;
  const visitor = (number: string) =>
    ({ portal: { db, clock: () => at }, signedIn: { number } }) as unknown as App.Locals;
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => recordForbidden(visitor('1042'), `/admin/${i}`)),
  );
  await recordForbidden(visitor('1043'), '/hr');
  at = minutesLater(1);
  await recordForbidden(visitor('1042'), `/${'x'.repeat(2000)}`);

  const rows = await db.read.select().from(auditEvents);
  expect(rows.map((row) => [row.actor, row.act])).toEqual([
    ['1042', 'access.refused'],
    ['1043', 'access.refused'],
    ['1042', 'access.refused'],
  ]);
  expect(String(rows[2]?.detail?.['pathname'])).toHaveLength(100);
});
