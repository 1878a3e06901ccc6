import { afterAll, beforeAll, expect, test } from 'vitest';
import { civilDate, sayDay } from '#clock.ts';
import { openDatabase } from '#db/client.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { serverWithOldRecords, type OldRecords } from '../support/old-records.ts';
import { visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// The whole way of old records by plain form posts: a rule, a hold, a proposal, a second person.

const PASSWORD = 'made-up people only';
const DUE = '/hr/retention/due/attestations';
const RULE = '/hr/retention/rules/attestations';
let old: OldRecords;

beforeAll(async () => {
  old = await serverWithOldRecords();
}, 120_000);
afterAll(() => old?.server.stop());

async function signIn(login: string) {
  const browser = visitor(old.server.origin);
  await browser.post('/login?_action=signIn', { login, password: PASSWORD });
  return browser;
}
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const field = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

test('from the rule to the disposal, with every refusal on the way', async () => {
  const [first, second, third] = old.leavers;
  const hana = await signIn('DEMO-1003');
  const sam = await signIn('DEMO-1005');

  // Without a rule nothing is due.
  expect(said((await hana.get('/hr/retention')).text)).toContain(
    'No rule yet: nothing is disposed of',
  );
  expect(said((await hana.get(DUE)).text)).toContain('Nothing is ever due');

  const rule = { series: 'attestations', citation: 'PER 012', password: PASSWORD };
  const low = await hana.post(`${RULE}?_action=setRetentionRule`, { ...rule, years: '1' });
  expect(low.status).toBe(400);
  expect(low.text).toContain('href="#years"');
  const wrong = { ...rule, years: '2', password: 'not this one at all' };
  const stranger = await hana.post(`${RULE}?_action=setRetentionRule`, wrong);
  expect(stranger.text).toContain('href="#password"');
  const set = await hana.post(`${RULE}?_action=setRetentionRule`, { ...rule, years: '2' });
  expect(said(set.text)).toContain('The rule stands from now on');
  expect(said(set.text)).toMatch(/2 years Change.* PER 012 3 records/);

  // An admin holds one of them.
  const reason = 'A claim of 2026';
  const form = { person: third.number, series: 'all', reason, password: PASSWORD };
  const { password: _, ...unsaid } = form;
  const unproved = await sam.post('/hr/retention/holds/new?_action=setHold', unsaid);
  expect([unproved.status, unproved.text.includes('href="#password"')]).toEqual([400, true]);
  const held = await sam.post('/hr/retention/holds/new?_action=setHold', form);
  expect(said(held.text)).toContain('These records are held');
  const [hold] = held.path.split('?');
  const ending = { hold: hold!.split('/').at(-1)!, reason: 'Settled' };
  for (const password of ['', 'not this one at all']) {
    const left = await sam.post(`${hold}?_action=releaseHold`, { ...ending, password });
    expect([left.status, left.text.includes('href="#password"')]).toEqual([400, true]);
  }
  const list = (await hana.get(DUE)).text;
  expect(said(list)).toContain('2 records made more than 2 years ago');
  expect(said(list)).toContain('1 record: under a legal hold');
  expect(list).not.toContain(third.name);

  // HR leaves one out, with a reason, and proposes the other.
  const without = (await hana.get(`${DUE}?leftOut=${second.record}`)).text;
  expect(without).toMatch(new RegExp(`value="${second.record}" checked`));
  const proposal = {
    series: 'attestations',
    seen: field(without, 'seen'),
    leftOut: second.record,
    reason: 'Yearly disposal',
    password: PASSWORD,
  };
  // To look at other pages of a long list proposes nothing, and keeps what was checked and typed.
  const onward = await hana.post(DUE, { ...proposal, leftOutBecause: 'Asked for', page: 1 });
  expect(onward.status).toBe(200);
  expect(said(onward.text)).toContain('1 record left out so far');
  expect(onward.text).toMatch(new RegExp(`value="${second.record}" checked`));
  expect(onward.text).toContain('Yearly disposal');
  expect(onward.text).toContain('value="Asked for"');
  const silent = await hana.post(`${DUE}?_action=proposeDisposal`, {
    ...proposal,
    leftOutBecause: '',
  });
  expect(silent.text).toContain('href="#leftOutBecause"');
  expect(silent.text).toContain('Yearly disposal');
  const made = await hana.post(`${DUE}?_action=proposeDisposal`, {
    ...proposal,
    leftOutBecause: 'Asked for by her',
  });
  expect(made.path).toMatch(/^\/hr\/retention\/proposals\/[\w-]{22}\?proposed$/);
  const page = made.path.replace('?proposed', '');
  expect(said(made.text)).toContain('a second person decides');
  expect(said(made.text)).toContain('1 record: Asked for by her');
  expect(made.text).not.toContain('name="decision"');

  // Who proposed it cannot decide; the admin can, with a choice and the password.
  const id = page.split('/').at(-1)!;
  const decide = { proposal: id, decision: 'approve', reason: 'Checked', password: PASSWORD };
  expect((await hana.post(`${page}?_action=decideDisposal`, decide)).status).toBe(403);
  const undecided = await sam.post(`${page}?_action=decideDisposal`, { ...decide, decision: '' });
  expect(undecided.text).toContain('href="#decision"');
  const done = await sam.post(`${page}?_action=decideDisposal`, decide);
  expect(said(done.text)).toContain('Each record keeps its place in the ledger');
  expect(said(done.text)).toContain('State Disposed of');

  // Readers of the record say so; its proof is still given.
  const sentence = `was disposed of on ${sayDay(civilDate(old.now, 'UTC'))}`;
  const receipt = await hana.get(`/hr/attestations/${first.record}`);
  expect(receipt.status).toBe(410);
  expect(said(receipt.text)).toContain(`This record ${sentence}`);
  expect(said(receipt.text)).toContain('under PER 012; its entry stays in the ledger.');
  expect((await hana.get(`/record/${first.record}.json`)).status).toBe(410);
  expect((await hana.get(`/record/${first.record}.tlog-proof`)).status).toBe(200);
  const person = await hana.get(`/hr/people/${first.publicId}`);
  // The City's day, where the receipt says the hour in UTC.
  const there = sayDay(civilDate(old.now, 'America/Chicago'));
  expect(said(person.text)).toContain(`This record was disposed of on ${there} under PER 012`);
  expect(said(person.text)).not.toContain('marked as read;');
  expect((await hana.get(`/hr/attestations/${second.record}`)).status).toBe(200);
  for (const place of ['/hr', '/hr/people', '/hr/completion.csv', '/hr/retention'])
    expect((await hana.get(place)).status, place).toBe(200);
  expect((await hana.get('/hr/policy/social-media/regrade?replay=yes')).status).toBe(200);

  const ada = await signIn('DEMO-1004');
  const log = said((await ada.get('/audit')).text);
  for (const act of ['retention.rule-set', 'hold.set', 'disposal.proposed', 'records.disposed'])
    expect(log).toContain(act);

  const db = await openDatabase({ url: `file:${old.server.databaseFile}` });
  expect(await selfCheck(db)).toEqual([]);
  await db.close();
});
