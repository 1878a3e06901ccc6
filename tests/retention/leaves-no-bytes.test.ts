import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { carryOut } from '#retention/carry-out.ts';
import { approveDisposal } from '#retention/decide.ts';
import { setHold } from '#retention/holds.ts';
import { ALICE, BOB } from '../support/school.ts';
import { HR, LATER, openLeavers, propose, typedNameOf, whenAt } from './support.ts';

// The file itself, as somebody reads it who has a copy: free pages, slack and the write-ahead log too.

test('what was disposed of stands nowhere in the file any more', async () => {
  const { path, ...school } = await openLeavers();
  const { db } = school;
  const bobs = { person: BOB, series: undefined, reason: 'A claim', by: HR, at: LATER };
  await setHold(db, bobs);
  const attempts = (
    await db.read.all<{ id: string }>(
      sql`SELECT id FROM attempts WHERE assignment_id = ${school.assignment[ALICE]}`,
    )
  ).map(({ id }) => id);
  expect(attempts.length).toBeGreaterThan(5);
  const nonces = (
    await db.read.all<{ nonce: string }>(
      sql`SELECT json_extract(record, '$.nonce') AS nonce FROM attestations
        WHERE employee_number = ${ALICE}`,
    )
  ).map(({ nonce }) => nonce);
  const secrets = [typedNameOf(ALICE), ...nonces, ...attempts];
  const found = () => {
    const bytes = [path, `${path}-wal`].map((file) =>
      existsSync(file) ? readFileSync(file) : Buffer.alloc(0),
    );
    return secrets.filter((secret) => bytes.some((part) => part.includes(secret)));
  };
  expect(found()).toEqual(secrets);

  const proposal = await propose(school);
  await approveDisposal(db, { ...whenAt(school), proposal, reason: 'Agreed.', by: 'T-ADMIN' });
  await carryOut(db, { ...whenAt(school), ledger: school.ledger, clock: () => LATER });
  expect(found()).toEqual([]);
  await db.close();
});
