import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttestationRecord } from '#attestations/record.ts';
import { grantRole } from '#auth/grant-role.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { RECORD_1, RECORD_1_SHA256, storeRecordOfForm1 } from '../support/record-of-form-1.ts';
import { ALICE, BOB, NOW, addPeople, finishTraining, schoolOn } from '../support/school.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';
import { keyFileOf } from '../support/spawn-server.ts';

const PASSWORD = 'made-up people only';
const REASON = 'My title in this record is an old one.';
let server: TestServer;
let bob: Visitor;
let manager: Visitor;
let hr: Visitor;
/** Bob's training, finished and not signed. */
let training: string;

// Bob has finished and reports to Alice; a third person is of HR.
beforeAll(async () => {
  const url = await freshDatabaseUrl();
  const databaseFile = url.replace('file:', '');
  const db = await openDatabase({ url });
  const school = await schoolOn(db, { keyFile: keyFileOf(databaseFile) });
  const [third] = await addPeople(school, 1);
  await finishTraining(school, BOB);
  training = school.assignment[BOB]!;
  const hash = await hashPassword(PASSWORD);
  await db.write(async (tx) => {
    await tx.update(employees).set({ managerNumber: ALICE }).where(eq(employees.number, BOB));
    await grantRole(tx, { number: ALICE, role: 'manager', by: 'system', at: NOW });
    await grantRole(tx, { number: third!, role: 'hr', by: 'system', at: NOW });
    for (const number of [ALICE, BOB, third!]) await setPassword(tx, number, hash, NOW);
  });
  await db.close();
  server = await startServer({ databaseFile, now: new Date(NOW.getTime() + 3_600_000) });
  [manager, bob, hr] = (await Promise.all(
    [ALICE, BOB, third!].map(async (login) => {
      const visitor = server.visitor();
      await visitor.post('/login?_action=signIn', { login, password: PASSWORD });
      expect(visitor.cookies.has('session')).toBe(true);
      return visitor;
    }),
  )) as [Visitor, Visitor, Visitor];
});
afterAll(() => server?.stop());

const attest = () => `/attest/${training}`;
const post = (who: Visitor, path: string, action: string, form: Record<string, string>) =>
  who.post(`${path}?_action=${action}`, form, { follow: false });
const found = (html: string, pattern: RegExp) =>
  pattern.exec(html)?.[1] ?? `nothing like ${pattern}`;
const signing = () => ({
  assignment: training,
  typedName: 'Bob Example',
  agreed: 'true',
  password: PASSWORD,
});

describe('in this order:', () => {
  test('without agreeing to electronic records nobody signs', async () => {
    const refused = await post(bob, attest(), 'sign', signing());
    expect(refused.headers.get('location')).toBe(`${attest()}/electronic-records`);
    expect((await bob.get('/record')).text).toContain('Nothing signed yet');
    const notice = await bob.get(attest());
    expect(notice.path).toBe(`${attest()}/electronic-records`);
    expect(notice.text).toContain('The City has not confirmed it yet');
    expect(notice.text).not.toMatch(/id="agreed"[^>]* checked/);
    expect(notice.text).toContain(`href="${attest()}/decline?kind=wants-paper"`);
  });

  test('declining takes the password, and comes back filled in without it', async () => {
    const form = { assignment: training, kind: 'record-wrong', reason: REASON };
    const wrong = await post(bob, `${attest()}/decline`, 'decline', { ...form, password: 'no' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain(REASON);
    expect(wrong.text).toMatch(/value="record-wrong" checked/);
    expect((await bob.get('/record')).text).not.toContain(REASON);
    const right = { ...form, password: PASSWORD };
    const sent = await post(bob, `${attest()}/decline`, 'decline', right);
    expect(sent.status).toBe(303);
    const record = await bob.get(sent.headers.get('location')!);
    expect(record.text).toContain('HR can now see that you declined');
    expect(record.text).toContain(REASON);
    expect((await bob.get(`${attest()}/decline`)).text).not.toContain('name="password"');
  });

  test('the manager sees that somebody declined, never why', async () => {
    const team = await manager.get('/team');
    expect(wordsOf(team.text)).toContain('Declined; HR has not answered');
    expect(team.text).not.toContain(REASON);
    expect(team.text).not.toContain('/hr/declines');
  });

  test('HR sees it, answers once, and the person reads the answer', async () => {
    expect((await hr.get('/hr')).text).toContain('1 person declined to sign');
    expect(wordsOf((await hr.get('/hr/people?state=declined')).text)).toContain('1 person');
    expect((await hr.get('/hr/completion.csv')).text).toMatch(/T-2,Bob Example,.*,declined,/);
    const list = await hr.get('/hr/declines');
    expect(list.text).not.toContain(REASON);
    const page = found(list.text, /href="(\/hr\/declines\/[\w-]{22})"/);
    expect((await hr.get(page)).text).toContain(REASON);
    const form = { id: page.split('/').at(-1)!, seen: '0', answer: 'Mended. Please look again.' };
    expect((await post(hr, page, 'answerDecline', form)).status).toBe(303);
    const late = await post(hr, page, 'answerDecline', { ...form, answer: 'Another.' });
    expect(late.status).toBe(409);
    expect((await hr.get('/hr')).text).not.toContain('declined to sign</h2>');
    expect((await bob.get('/record')).text).toContain('Mended. Please look again.');
    expect((await manager.get('/team')).text).not.toContain('Declined');
  });

  test('a notice that is not the one on the page is not agreed to', async () => {
    const page = `${attest()}/electronic-records`;
    const notice = found((await bob.get(page)).text, /name="notice" value="([0-9a-f]{64})"/);
    const other = { notice: 'f'.repeat(64), agreed: 'true' };
    const stale = await post(bob, page, 'agreeToElectronicRecords', other);
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('This notice has changed');
    const unticked = await post(bob, page, 'agreeToElectronicRecords', { notice });
    expect(unticked.status).toBe(400);
    const agreed = await post(bob, page, 'agreeToElectronicRecords', { notice, agreed: 'true' });
    expect(agreed.headers.get('location')).toBe(attest());
  });

  test('a statement that was not shown is not signed; once it was, it is', async () => {
    // That a browser asks for the page ahead shows nobody anything.
    for (const header of ['sec-purpose', 'purpose']) {
      const ahead = await bob.get(attest(), { headers: { [header]: 'prefetch' } });
      expect([ahead.status, ahead.text]).toEqual([503, '']);
    }
    const unseen = await post(bob, attest(), 'sign', signing());
    expect(unseen.status).toBe(409);
    expect(wordsOf(unseen.text)).toContain('was not shown to you in these words');
    expect(wordsOf(unseen.text)).toContain('I, Bob Example,');
    const signed = await post(bob, attest(), 'sign', signing());
    expect(signed.status).toBe(303);
    const receipt = signed.headers.get('location')!.replace('?signed', '');
    const record = JSON.parse((await bob.get(`${receipt}.json`)).text) as AttestationRecord;
    const stamp = readFileSync(join(import.meta.dirname, '../../dist/sources.sha256'), 'utf8');
    expect(record).toMatchObject({ schema: 'policy-attestation/2', build: stamp.trim() });
    const { openedAt, reviewedAt, signedAt } = record.sequence!;
    expect([openedAt, record.consent!.at, reviewedAt, signedAt]).toEqual(
      [openedAt, record.consent!.at, reviewedAt, signedAt].toSorted(),
    );
    expect((await bob.get(receipt)).text).toContain(record.consent!.notice);
  });

  test('who withdraws keeps what is signed, and HR sees it', async () => {
    const sent = await post(bob, '/record', 'withdrawConsent', { withdraw: 'true' });
    const record = await bob.get(sent.headers.get('location')!);
    expect(record.text).toContain('You withdrew your agreement');
    expect(record.text).not.toContain('_action=withdrawConsent');
    expect(record.text).toMatch(/href="\/record\/[\w-]{22}"/);
    const declines = await hr.get('/hr/declines');
    expect(wordsOf(declines.text)).toContain('Who withdrew their agreement');
    const person = found(declines.text, /href="(\/hr\/people\/[\w-]{22})">Bob Example/);
    expect(wordsOf((await hr.get(person)).text)).toContain('Agreement withdrawn');
  });
});

test('a record of form 1 is shown and downloaded byte for byte as it was signed', async () => {
  const url = await freshDatabaseUrl();
  const databaseFile = url.replace('file:', '');
  const db = await openDatabase({ url });
  await schoolOn(db, { keyFile: keyFileOf(databaseFile) });
  const id = await storeRecordOfForm1(db);
  const hash = await hashPassword(PASSWORD);
  await db.write(async (tx) => {
    await grantRole(tx, { number: BOB, role: 'hr', by: 'system', at: NOW });
    for (const number of [ALICE, BOB]) await setPassword(tx, number, hash, NOW);
  });
  await db.close();
  // The training behind it is not there, so this portal signs nothing; it must show it all the same.
  const portal = await startServer({ databaseFile, now: new Date(NOW.getTime() + 3_600_000) });
  try {
    const [alice, ofHr] = [portal.visitor(), portal.visitor()];
    await alice.post('/login?_action=signIn', { login: ALICE, password: PASSWORD });
    await ofHr.post('/login?_action=signIn', { login: BOB, password: PASSWORD });
    const page = await alice.get(`/record/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(RECORD_1_SHA256);
    expect(wordsOf(page.text)).toContain('I, Alice Example,');
    expect(page.text).not.toMatch(/undefined|Portal build|Notice SHA-256/);
    expect((await ofHr.get(`/hr/attestations/${id}`)).text).toContain(RECORD_1_SHA256);
    expect((await alice.get(`/record/${id}.json`)).text).toBe(RECORD_1);
  } finally {
    await portal.stop();
  }
});
