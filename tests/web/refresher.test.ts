import { expect, test } from 'vitest';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { grantRole } from '#auth/grant-role.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import { assignments } from '#db/schema/index.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { startServer, type Visitor } from '../support/server.ts';
import { keyFileOf } from '../support/spawn-server.ts';
import { itemOnPage, optionValues, rightOn, wordsOf, wrongOn } from '../support/solve.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  schoolOn,
  sign,
  type School,
} from '../support/training.ts';

const PASSWORD = 'made-up people only';
const HOUR = 3_600_000;

/** A portal in which Bob is of HR and nobody has anything assigned. */
async function emptySchool(url: string): Promise<Omit<School, 'db'>> {
  const db = await openDatabase({ url });
  const keyFile = keyFileOf(url.replace('file:', ''));
  const { ledger, policies, notice, revision } = await schoolOn(db, { keyFile });
  const hash = await hashPassword(PASSWORD);
  await db.write(async (tx) => {
    await tx.delete(assignments);
    await grantRole(tx, { number: BOB, role: 'hr', by: 'system', at: NOW });
    for (const number of [ALICE, BOB]) await setPassword(tx, number, hash, NOW);
  });
  await db.close();
  return { ledger, policies, notice, revision, assignment: {} };
}

/** Alice does what was assigned to her and signs it. Returns the assignment. */
async function signAll(url: string, school: Omit<School, 'db'>): Promise<string> {
  const db = await openDatabase({ url });
  const [mine] = await assignmentsOf(db, ALICE);
  const full = { ...school, db, assignment: { [ALICE]: mine!.id } };
  await finishTraining(full, ALICE);
  await sign(full, ALICE);
  await db.close();
  return mine!.id;
}

async function signedIn(server: { visitor(): Visitor }, login: string): Promise<Visitor> {
  const visitor = server.visitor();
  await visitor.post('/login?_action=signIn', { login, password: PASSWORD });
  expect(visitor.cookies.has('session')).toBe(true);
  return visitor;
}

const found = (html: string, pattern: RegExp) => {
  const match = pattern.exec(html)?.[1];
  if (!match) throw new Error(`nothing like ${pattern} in ${wordsOf(html).slice(0, 600)}`);
  return match;
};

const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');

async function send(
  visitor: Visitor,
  page: string,
  action: string,
  fields: Record<string, string | string[]>,
): Promise<string> {
  const answer = await visitor.post(`${page}?_action=${action}`, fields, { follow: false });
  expect(answer.status, `${action}: ${wordsOf(answer.text).slice(0, 400)}`).toBe(303);
  return answer.headers.get('location')!;
}

/** Answers the question that an attempt shows next; where that leads, or nothing when none is left. */
async function answerNext(visitor: Visitor, attempt: string, choose = rightOn) {
  const { text } = await visitor.get(attempt);
  const values = optionValues(text);
  if (values.length === 0) return undefined;
  return send(visitor, attempt, 'answer', {
    attempt: attempt.split('/').at(-1)!,
    position: found(text, /name="position" value="(\d+)"/),
    seen: '0',
    given: choose(itemOnPage(wordsOf(text), values)),
  });
}

/** HR assigns to everybody, with refreshers. */
async function optIn(hr: Visitor): Promise<void> {
  const form = await hr.get('/hr/campaigns/new');
  for (const name of ['refreshers', 'testOut']) {
    const box = found(form.text, new RegExp(`(<input[^>]*name="${name}"[^>]*>)`));
    expect(box).not.toContain('checked');
  }
  const fields = {
    policyId: 'social-media',
    reach: 'everyone',
    due: 'on',
    cycle: 'once',
    refreshers: 'true',
  };
  const look = '/hr/campaigns/preview?_action=previewCampaign';
  const wrong = await hr.post(look, { ...fields, dueOn: '2020-01-01' });
  expect(wrong.status).toBe(400);
  expect(found(wrong.text, /(<input[^>]*name="refreshers"[^>]*>)/)).toContain('checked');
  expect(found(wrong.text, /(<input[^>]*name="testOut"[^>]*>)/)).not.toContain('checked');
  const shown = await hr.post(look, { ...fields, dueOn: '2026-12-31' });
  expect(said(shown.text)).toContain('Refreshers after signing Yes');
  const made = await send(hr, '/hr/campaigns/preview', 'createCampaign', {
    ...fields,
    dueOn: '2026-12-31',
    id: found(shown.text, /name="id" value="([\w-]+)"/),
    seen: found(shown.text, /name="seen" value="([\w-]+)"/),
  });
  expect(said((await hr.get(made)).text)).toContain('Testing out No');
}

test('HR opts in, a person signs, and four weeks later three questions wait', async () => {
  const url = await freshDatabaseUrl();
  const databaseFile = url.replace('file:', '');
  const school = await emptySchool(url);
  const before = await startServer({ databaseFile, now: new Date(NOW.getTime() - HOUR) });
  await optIn(await signedIn(before, BOB));
  await before.stop();
  const assignment = await signAll(url, school);

  const early = await startServer({ databaseFile, now: new Date('2026-12-19T18:00:00Z') });
  const soon = await (await signedIn(early, ALICE)).get('/learn');
  expect(soon.text).not.toContain('A short refresher');
  await early.stop();

  const server = await startServer({ databaseFile, now: new Date('2026-12-20T18:00:00Z') });
  const alice = await signedIn(server, ALICE);
  const bob = await signedIn(server, BOB);
  const receipt = found((await alice.get('/record')).text, /href="(\/record\/[\w-]{22})"/);
  const record = (await alice.get(`${receipt}.json`)).text;

  const learn = await alice.get('/learn');
  expect(said(learn.text)).toContain('A short refresher');
  expect(said(learn.text)).toContain('about 3 minutes, until Saturday, February 20, 2027');
  expect(found(learn.text, /name="assignment" value="([\w-]{22})"/)).toBe(assignment);
  const attempt = await send(alice, '/learn', 'startRefresher', { assignment });
  expect(await send(alice, '/learn', 'startRefresher', { assignment })).toBe(attempt);
  expect((await alice.get('/learn')).text).toContain('Continue the refresher');
  expect((await bob.get(attempt)).status).toBe(404);
  expect((await bob.post('/learn?_action=startRefresher', { assignment })).status).toBe(404);

  const feedback = await alice.get((await answerNext(alice, attempt, wrongOn))!);
  expect(feedback.text).toContain('<h1>Refresher: Social Media Policy</h1>');
  expect(said(feedback.text)).toContain('Not the right answer');
  expect(feedback.text).toContain('/policy/social-media#c-5-s3');
  while (await answerNext(alice, attempt));
  const end = await alice.get(attempt);
  expect(said(end.text)).toContain('2 of 3 right');
  const lessons = [...end.text.matchAll(/href="(\/learn\/[\w-]{22}\/[^"]+)"/g)];
  expect(lessons).toHaveLength(1);
  expect((await alice.get(lessons[0]![1]!)).status).toBe(200);

  expect((await alice.get('/learn')).text).not.toContain('A short refresher');
  expect((await alice.get(`${receipt}.json`)).text).toBe(record);
  const people = await bob.get('/hr/people?search=Alice');
  const person = await bob.get(found(people.text, /href="(\/hr\/people\/[\w-]{22})"/));
  expect(said(person.text)).toContain('Refreshers offered so far: 1; finished: 1.');
}, 120_000);
