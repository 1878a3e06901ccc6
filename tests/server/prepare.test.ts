import { afterEach, expect, test } from 'vitest';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { passwords } from '#db/schema/index.ts';
import { auditPage } from '#audit/read-events.ts';
import { openPortal, type Portal } from '#server/portal.ts';
import { prepare } from '#server/prepare.ts';
import { freshPath } from '../support/database.ts';

const opened: Portal[] = [];
afterEach(async () => {
  for (const portal of opened.splice(0)) await portal.db.close();
});

async function open(path: string, env: Record<string, string>): Promise<Portal> {
  const portal = await openPortal({
    DATABASE_URL: `file:${path}`,
    PORTAL_LEDGER_KEY_FILE: `${path}.pem`,
    LOG_LEVEL: 'silent',
    ...env,
  });
  opened.push(portal);
  return portal;
}

test('a demonstration fills an empty portal once, in every state and in the order of time', async () => {
  const path = freshPath();
  const demo = await open(path, { PORTAL_DEMO: '1' });
  await prepare(demo);
  await prepare(demo);
  expect(demo.demoSignIns.map(({ who }) => who)).toContain('HR');
  const { rows, total } = await auditPage(demo.db, { asked: 1, size: 10_000 });
  expect(rows.filter(({ act }) => act === 'campaign.created')).toHaveLength(4);
  expect(rows.filter(({ act }) => act === 'attestation.signed').length).toBeGreaterThan(10);
  expect(rows).toHaveLength(total);

  // As after an import: an export holds no passwords.
  await demo.db.write((tx) => tx.delete(passwords));
  const again = await open(path, { PORTAL_DEMO: '1' });
  const warned: string[] = [];
  again.log.warn = (said: string) => void warned.push(said);
  await prepare(again);
  expect(again.demoSignIns).toEqual([]);
  expect(warned.join()).toContain('nobody in this portal has a password');

  const real = await open(path, { PORTAL_DEMO: '0' });
  await expect(prepare(real)).rejects.toThrow('holds the made-up people of a demonstration');
});

test('a portal with real people is left alone and offers no made-up sign-ins', async () => {
  const portal = await open(freshPath(), { PORTAL_DEMO: '1' });
  const at = portal.clock();
  await portal.db.write(async (tx) => {
    await addDepartment(tx, { id: 'fire', name: 'Fire', at, by: 'system' });
    const person = { number: '17', name: 'A Person', title: 'Tester', departmentId: 'fire' };
    await addEmployee(tx, { ...person, hiredOn: '2026-01-01', at, by: 'system' });
  });
  await prepare(portal);
  expect(portal.demoSignIns).toEqual([]);
});
