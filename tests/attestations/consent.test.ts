import { beforeEach, expect, test } from 'vitest';
import {
  giveConsent,
  lastConsent,
  standingConsent,
  withdrawConsent,
  withdrawnConsents,
} from '#attestations/consent.ts';
import { auditEvents, consents } from '#db/schema/index.ts';
import { publishNotice } from '#policies/publish-notice.ts';
import { sha256Hex } from '#rules/hash.ts';
import { reason } from '../support/database.ts';
import { ALICE, BOB, NOW, openSchool, type School } from '../support/training.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool();
});
const give = (more: Partial<Parameters<typeof giveConsent>[1]> = {}) => {
  const { notice } = school;
  const act = { notice, seen: notice.sha256, agreed: true, employeeNumber: ALICE, at: NOW };
  return giveConsent(school.db, { ...act, ...more });
};
const standing = () => standingConsent(school.db.read, ALICE, school.notice);
const withdraw = () => withdrawConsent(school.db, { employeeNumber: ALICE, at: NOW });

test('a consent is given once, with the box, to the words that were on the page', async () => {
  expect(await reason(give({ agreed: false }))).toContain('Check the box');
  expect(await reason(give({ seen: 'e'.repeat(64) }))).toContain('has changed since');
  expect(await standing()).toBeUndefined();
  const id = await give();
  expect(await give()).toBe(id);
  expect(await standing()).toMatchObject({ id, noticeSha256: school.notice.sha256, at: NOW });
  expect(await school.db.read.select().from(consents)).toHaveLength(1);
  expect(await standingConsent(school.db.read, BOB, school.notice)).toBeUndefined();
});

test('the last word stands, within one instant, too; withdrawing twice is once', async () => {
  await withdraw();
  expect(await lastConsent(school.db.read, ALICE)).toBeUndefined();
  for (let round = 0; round < 5; round += 1) {
    await give();
    expect(await standing()).toBeDefined();
    expect(await withdrawnConsents(school.db)).toEqual([]);
    await withdraw();
    await withdraw();
    expect(await standing()).toBeUndefined();
  }
  expect(await school.db.read.select().from(consents)).toHaveLength(10);
  expect(await withdrawnConsents(school.db)).toMatchObject([{ name: 'Alice Example', at: NOW }]);
  const told = await school.db.read.select().from(auditEvents);
  expect(told.filter(({ act }) => act === 'consent.withdrawn')).toHaveLength(5);
});

test('a changed notice is asked again; its bytes are kept before anybody can agree to it', async () => {
  await give();
  const bytes = Buffer.from('# Another notice\n');
  const changed = { sha256: sha256Hex(bytes), bytes };
  expect(await standingConsent(school.db.read, ALICE, changed)).toBeUndefined();
  const agree = () => give({ notice: changed, seen: changed.sha256 });
  expect(await reason(agree())).toContain('is not stored');
  for (let twice = 0; twice < 2; twice += 1) await publishNotice(school.db, changed, 'system', NOW);
  await agree();
  expect(await standingConsent(school.db.read, ALICE, changed)).toBeDefined();
  const told = await school.db.read.select().from(auditEvents);
  expect(
    told.filter(({ act, subject }) => act === 'notice.published' && subject === changed.sha256),
  ).toHaveLength(1);
});
