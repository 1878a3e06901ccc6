import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { realPolicies } from '../support/school.ts';
import { addManyChecks } from '../support/many-checks.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// HR reads what is misunderstood: first on the made-up people, then with 150 more.

const PASSWORD = 'made-up people only';
let server: TestServer;
let hana: Visitor;
beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signIn('DEMO-1003');
}, 120_000);
afterAll(() => server?.stop());

async function signIn(login: string): Promise<Visitor> {
  const browser = server.visitor();
  await browser.post('/login?_action=signIn', { login, password: PASSWORD });
  return browser;
}
/** A line's cells; some have commas, and stand in quotes. */
const cellsOf = (line: string) =>
  [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell!);
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');

describe('with the demonstration alone', () => {
  test('something is told, small groups are not, and what it is not for stands there', async () => {
    const { status, text } = await hana.get('/hr/insight');
    expect(status).toBe(200);
    const words = said(text);
    expect(words).toContain('Nothing here is about a person, and nothing here is for discipline.');
    expect(words).toMatch(/\d+ people have finished a check/);
    expect(words).toMatch(/\d+% of \d+ first answers are right/);
    expect(words).toContain('Not enough people yet');
    expect(words).not.toMatch(/DEMO-\d|Max |Nora /);
  });

  test('a scenario few were asked says so, and one that there is not is not found', async () => {
    const page = await hana.get('/hr/insight/D.3.i-just-a-trial');
    expect(page.status).toBe(200);
    expect(said(page.text)).toContain('Not enough people yet');
    expect((await hana.get('/hr/insight/no-such-scenario')).status).toBe(404);
    expect((await hana.get('/hr/insight?policy=none')).status).toBe(404);
  });
});

describe('with 150 people more, most of whom miss one kind of question', () => {
  beforeAll(async () => {
    const db = await openDatabase({ url: `file:${server.databaseFile}` });
    await addManyChecks(db, realPolicies(), {
      people: 150,
      at: new Date(Date.now() - 60_000),
      by: 'DEMO-1003',
      timeZone: 'America/Chicago',
      lessons: ['C.3-identification', 'C.1-personal-use'],
      chance: ({ scenario }) => (scenario.sentence ? 0.1 : 0.75),
    });
    await db.close();
  }, 120_000);

  test('the page tells of the new answers at once, with the City’s sentence and where to look', async () => {
    const { text } = await hana.get('/hr/insight');
    const words = said(text);
    expect(words).toContain('Most people miss this');
    expect(words).toContain(
      "It may be the policy's wording, the scenario's judgement facts or the adopted reading: look at these first.",
    );
    expect(text).toMatch(/href="\/hr\/policy\/social-media#c-3-s\d"/);
    expect(text).toContain('href="/hr/policy/social-media/readings"');
    expect(text).toContain('<blockquote');
    expect(words).not.toMatch(/M-\d|Many \d/);
  });

  test('a scenario shows its tellings, kinds and options in the words people read', async () => {
    const { text } = await hana.get('/hr/insight/sentence:C.3:1');
    expect((await hana.get('/hr/insight/sentence%3AC.3%3A1')).status).toBe(200);
    const words = said(text);
    expect(words).toContain('What does this sentence of the policy do?');
    expect(words).toContain('Right: It binds');
    expect(words).toContain('What the City says');
    expect(words).toMatch(/about \d+%|\d+% \(\d+\)/);
  });

  test('an auditor downloads the same as a table, and the log keeps it', async () => {
    const ada = await signIn('DEMO-1004');
    const { text, headers } = await ada.get('/hr/insight.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text).toContain('Share from (95%)');
    expect(text).toContain('people and records here are made up');
    const lines = text.split('\r\n').map(cellsOf);
    const of = lines[0]!.indexOf('First answers');
    const right = lines[0]!.indexOf('Right');
    const told = lines.slice(1).filter((line) => /^\d+$/.test(line[of] ?? ''));
    expect(told.length).toBeGreaterThan(20);
    for (const line of told) {
      const [answers, wasRight] = [Number(line[of]), Number(line[right])];
      expect(wasRight).toBeGreaterThanOrEqual(10);
      expect(answers - wasRight).toBeGreaterThanOrEqual(10);
    }
    expect((await ada.get('/audit')).text).toContain('insight.exported');
  });

  test('a link on another site downloads nothing', async () => {
    const cookie = [...hana.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${server.origin}/hr/insight.csv`, { headers })).status).toBe(403);
  });

  test('a manager sees none of it', async () => {
    const max = await signIn('DEMO-1002');
    for (const path of ['/hr/insight', '/hr/insight/C.3-ladder-truck-photo', '/hr/insight.csv']) {
      expect((await max.get(path)).status).toBe(403);
    }
  });
});
