import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import {
  startServer,
  visitor,
  type Answer,
  type TestServer,
  type Visitor,
} from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// Check before you post, by plain form posts: what it says, and that nothing of it stays anywhere.

const PASSWORD = 'made-up people only';
const PERSONAL = { 'use.act': 'post', 'use.purpose': 'personal' };
const PLACE = {
  'use.venue': 'own-account',
  'use.device': 'personal',
  'use.time': 'off-duty',
  'poster.designated': 'false',
  'poster.corps': 'other',
};
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ demo: true });
});
afterAll(() => server?.stop());

async function signIn(mail: string): Promise<Visitor> {
  const browser = visitor(server.origin);
  const form = { login: mail, password: PASSWORD };
  await logged(await browser.post('/login?_action=signIn', form));
  return browser;
}

/** The log comes to us a moment after the answer: all there was up to the line of this one. */
async function logged({ headers }: Answer): Promise<string> {
  const line = `"reference":"${headers.get('x-request-id')}"`;
  await expect.poll(() => server.output(), { timeout: 10_000 }).toContain(line);
  return server
    .output()
    .split('\n')
    .filter((one) => !one.includes(line))
    .join('\n');
}

const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const headingOf = (html: string) => said(/<h2[^>]*>([\s\S]*?)<\/h2>/.exec(html)?.[0] ?? '').trim();

/** The fields that a browser would send of a page's form as it stands, and what is filled in. */
function fields(html: string, filledIn: Record<string, string | string[]>): URLSearchParams {
  const form = /<form method="post" action="\/check"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const sent = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
    const name = attribute('name')!;
    const counts = attribute('type') === 'hidden' || /\bchecked\b/.test(input);
    if (counts && !(name in filledIn)) sent.append(name, attribute('value')!);
  }
  for (const [name, value] of Object.entries(filledIn))
    for (const one of [value].flat()) sent.append(name, one);
  return sent;
}

/** Every row of every table, by hash: a table that changes by one byte has another. */
async function tables(): Promise<Record<string, string>> {
  const db = await openDatabase({ url: `file:${server.databaseFile}` });
  try {
    const found = await db.read.all<{ name: string }>(
      sql`select name from sqlite_master where type = 'table' order by name`,
    );
    const entries = [];
    for (const { name } of found) {
      const rows = await db.read.all(sql.raw(`select * from "${name}"`));
      entries.push([name, createHash('sha256').update(JSON.stringify(rows)).digest('hex')]);
    }
    return Object.fromEntries(entries) as Record<string, string>;
  } finally {
    await db.close();
  }
}

test('the whole way without JavaScript, and nothing of it is stored or logged', async () => {
  const nora = await signIn('nora@demo.example');
  const before = { tables: await tables(), log: server.output() };
  expect(Object.keys(before.tables).length).toBeGreaterThan(10);

  const first = await nora.get('/check');
  expect(first.status).toBe(200);
  expect(first.headers.get('cache-control')).toBe('no-store');
  expect(headingOf(first.text)).toBe('Your plan');
  expect(said(first.text)).toContain('Nothing you enter here is stored or logged.');

  let page = first.text;
  const go = async (filledIn: Record<string, string | string[]>, status = 200) => {
    const answer = await nora.post('/check', fields(page, filledIn));
    expect(answer.status, said(answer.text)).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.getSetCookie()).toEqual([]);
    page = answer.text;
    return headingOf(page);
  };
  await go({ 'use.act': 'post' }, 400);
  expect(said(page)).toContain('Choose an answer to “Is it personal, or City business?”');
  expect(page).toMatch(/<input[^>]*id="use\.act-post"[^>]*checked/);
  expect(await go(PERSONAL)).toBe('You, where and when');
  expect(await go(PLACE)).toBe('Who you are there, and your work');
  expect(await go({ 'identity.asEmployee': 'words', rest: 'none' })).toBe(
    'What and whom it is about',
  );
  await go({ 'content.about': 'co-worker', tick: ['content.complaint', 'content.cityMatter'] });
  await go({ tick: ['content.demeaning'], rest: 'none' }, 400);
  expect(said(page)).toContain('and also “None of these”');
  // Telling words, in every field where somebody could leave them, and the form is still answered.
  await go({ 'my boss Grimshaw': 'is a thief', tick: 'Grimshaw', rest: 'Grimshaw' }, 400);
  expect(said(page)).toContain('This check has no question “my boss Grimshaw”');
  expect(await go({ tick: ['content.demeaning'] })).toBe('It is prohibited already');
  expect(said(page)).toContain('may result in discipline up to and including dismissal');
  expect(said(page)).toContain(
    'Because: The posting is about a City employee, and it is demeaning.',
  );

  page = (await nora.post('/check', fields(page, { anyway: 'yes', to: 'pictures' }))).text;
  expect(headingOf(page)).toBe('Pictures');
  expect(await go({ rest: 'unsure' })).toBe('Whether it is true');
  await go({ 'content.truth': 'accurate', to: 'outcome' });
  expect(headingOf(page)).toBe('What the policy says');
  const words = said(page);
  expect(words).toMatch(/By your answers, this is: Prohibited/);
  expect(words).toContain('Leave out what demeans.');
  expect(words).toContain('The policy protects whoever reports a possible break of it');
  for (const sentence of ['c-5-s3', 'c-5-s4'])
    expect(page).toContain(`href="/policy/social-media#${sentence}"`);
  expect(words).toContain('It is not legal advice.');
  expect(words).toContain('Not signed off by the City yet');

  expect(await tables()).toEqual(before.tables);
  expect(await logged(await nora.get('/record'))).toBe(before.log);
  expect(server.output()).not.toMatch(/Grimshaw|demeaning|co-worker|\/check/);
});

test('what is open is said with its questions and where to ask; answering them decides', async () => {
  const max = await signIn('max@demo.example');
  const looking = { step: 'where', ...PERSONAL, ...PLACE, 'use.act': 'browse' };
  let { text } = await max.post('/check', new URLSearchParams(looking));
  ({ text } = await max.post('/check', fields(text, { rest: 'unsure' })));
  expect(said(text)).toMatch(/can be anything from Permitted to Advised against/);
  expect(said(text)).toContain('ask your Department Head or HR');
  expect(said(text)).toContain('Does it interfere with being productive or doing your job?');
  expect(text).toContain('href="/policy/social-media#c-1-s5"');
  const each = { 'use.interferes': 'false', 'use.insteadOf911': 'false' };
  ({ text } = await max.post('/check', fields(text, each)));
  expect(said(text)).toMatch(/By your answers, this is: Permitted/);
});

test('whoever is not signed in is led there, and what they sent is kept nowhere', async () => {
  const anybody = visitor(server.origin);
  const asked = await anybody.get('/check', { follow: false });
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/login?next=%2Fcheck']);
  const sent = { step: 'about', ...PERSONAL, ...PLACE, 'content.about': 'co-worker' };
  const answer = await anybody.post('/check', sent);
  expect(answer.redirects).toEqual([{ status: 303, location: '/login?next=%2Fcheck' }]);
  expect(answer.text).not.toMatch(/co-worker|unsent|own-account/);
});

test('everybody finds it in the navigation, and a foreign page cannot send its form', async () => {
  for (const mail of ['nora', 'max', 'hana', 'ada', 'sam'].map((who) => `${who}@demo.example`)) {
    const person = await signIn(mail);
    const { text } = await person.get('/policy/social-media');
    expect(text).toContain('<a href="/check">Check before you post</a>');
    const foreign = await person.post('/check', PERSONAL, {
      headers: { origin: 'https://x.example' },
    });
    expect(foreign.status).toBe(403);
  }
});

test('what people send is shown as text', async () => {
  const nora = await signIn('nora@demo.example');
  const hostile = { step: '"><script>1</script>', '<img src=x>': 'x', 'use.act': '<b>', to: 'x' };
  const { status, text } = await nora.post('/check', hostile);
  expect(status).toBe(400);
  expect(text).not.toMatch(/<script>1|<img src=x|“<b>/);
  expect(said(text)).toContain('There is a problem');
});

test('another page’s action that is sent there is logged like any', async () => {
  const nora = await signIn('nora@demo.example');
  const form = { assignment: 'x', lesson: 'y' };
  await logged(await nora.post('/check?_action=readLesson', form));
  expect(server.output()).toContain('"path":"/check"');
});
