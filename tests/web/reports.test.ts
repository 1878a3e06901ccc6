import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { ROUTES } from './routes.ts';

/** Pages on which HR writes something: an auditor has no use for them. */
const ACTS = new Set([
  '/hr/attestations/[attestation]/correct',
  '/hr/attestations/[attestation]/withdraw',
  '/hr/people/new',
  '/hr/people/[person]/edit',
  '/hr/roster',
  '/hr/roster/template.csv',
  '/hr/campaigns/new',
  '/hr/kiosk',
  '/hr/paper',
  '/hr/paper/sheet',
  '/hr/questions/[question]/publish',
  '/hr/retention/rules/[series]',
  '/hr/retention/holds/new',
]);

let server: TestServer;
const people = {} as Record<'hana' | 'ada' | 'max' | 'nora', Visitor>;
beforeAll(async () => {
  server = await startServer({ demo: true });
  for (const name of ['hana', 'ada', 'max', 'nora'] as const) {
    people[name] = server.visitor();
    const form = { login: `${name}@demo.example`, password: DEMO_PASSWORD };
    await people[name].post('/login?_action=signIn', form);
  }
});

const lines = (csv: string) => csv.trim().split('\r\n');
const daysAgo = (days: number) =>
  new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

describe('reports', () => {
  test('pain 7: the department report is there on the first day, one click from the overview', async () => {
    const overview = (await people.hana.get('/hr')).text;
    expect(overview).toMatch(/href="\/hr\/people\?policy=social-media&[#\w;]*state=unsigned"/);
    expect(overview).toContain('>department</a>');
    const page = (await people.hana.get('/hr/reports?policy=social-media')).text;
    expect(page).toContain('Completion by department');
    expect(page).toContain('Counted: everybody employed today');
    for (const name of ['Police', 'Fire', 'Finance']) expect(page).toContain(name);
  });

  test('come by manager, campaign and revision, as a table to take away that prints its rule', async () => {
    const all: string[] = [];
    for (const by of ['department', 'manager', 'campaign', 'revision']) {
      const { text, headers } = await people.hana.get(`/hr/reports/completion.csv?by=${by}`);
      expect(headers.get('content-disposition')).toContain(`completion-by-${by}-social-media-`);
      expect(text).toContain('Counted: everybody employed today');
      expect(text).toContain('people and records here are made up');
      all.push(lines(text).find((line) => line.startsWith('All,'))!);
    }
    // The same people, whichever way they are grouped.
    expect(new Set(all).size).toBe(1);
  });

  test('of a past day say so, with the rule of that day, and lead to its people', async () => {
    const day = daysAgo(10);
    const page = (await people.hana.get(`/hr/reports?asOf=${day}`)).text;
    expect(page).toContain('as of the end of');
    expect(page).toContain('who had this policy assigned by the end of that day');
    const list = /href="(\/hr\/people\?[^"]*state=attested[^"]*asOf=[^"]*)"/.exec(page)?.[1];
    const then = (await people.hana.get(list!.replaceAll('&#38;', '&').replaceAll('&amp;', '&')))
      .text;
    expect(then).toContain('as of the end of');
    expect(then).toContain('Signed');
    const csv = (await people.hana.get(`/hr/completion.csv?asOf=${day}`)).text;
    expect(csv).toContain('A signature on paper counts from the day on the paper');
    expect(csv).toContain('people and records here are made up');
    const before = lines((await people.hana.get(`/hr/completion.csv?asOf=${daysAgo(59)}`)).text);
    // The head, an empty line and the rule: nothing had been assigned.
    expect(before).toHaveLength(3);
  });

  test.each(['/hr/reports', '/hr/people', '/hr/completion.csv', '/hr/reports/completion.xlsx'])(
    '%s of a day to come is refused',
    async (path) => {
      const sent = await people.hana.get(`${path}?asOf=2999-01-01`);
      expect(sent.status).toBe(400);
      expect(sent.text).toContain('Choose today or an earlier day');
    },
  );

  test('over time is a picture with its numbers', async () => {
    const page = (await people.hana.get('/hr/reports?over=demo-campaign-wave-1')).text;
    expect(page).toContain('<polyline');
    expect(page).toContain('The numbers of the picture');
    expect(page.match(/<th scope="row">[A-Z][a-z]+ \d+, 20\d\d<\/th>/g)?.length).toBeGreaterThan(5);
  });
});

describe('who has not signed', () => {
  test('pages lead on and back without losing anybody', async () => {
    const names = (text: string) =>
      [...text.matchAll(/href="\/hr\/people\/[\w-]{22}">([^<]+)<\/a>/g)].map(([, name]) => name!);
    const first = (await people.hana.get('/hr/people?state=unsigned')).text;
    const next = /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replaceAll(/&#38;|&amp;/g, '&');
    const second = (await people.hana.get(next!)).text;
    const back = /href="([^"]+)" rel="prev"/.exec(second)?.[1]?.replaceAll(/&#38;|&amp;/g, '&');
    expect(names((await people.hana.get(back!)).text)).toEqual(names(first));
    expect(names(first).filter((name) => names(second).includes(name))).toEqual([]);
    expect([...names(first), ...names(second)]).toEqual(
      [...names(first), ...names(second)].toSorted(),
    );
    expect(first).toContain('Who has not signed');
  });

  test('is narrowed by manager, due date and part of a name', async () => {
    const csv = async (query: string) =>
      lines((await people.hana.get(`/hr/completion.csv?${query}`)).text).slice(1, -2);
    const team = await csv('manager=DEMO-1002');
    expect(team.length).toBeGreaterThan(5);
    expect(team.every((line) => line.includes('Parks and Recreation'))).toBe(true);
    expect(await csv('search=newh')).toHaveLength(1);
    expect(await csv('search=ne&reportsTo=DEMO-1002')).toContainEqual(
      expect.stringContaining('Nora Newhire'),
    );
    expect(await csv(`dueTo=${daysAgo(400)}`)).toEqual([]);
    expect((await csv(`dueFrom=${daysAgo(400)}`)).length).toBeGreaterThan(50);
  });

  test('is taken away as a workbook, and the audit log says who did', async () => {
    const sent = await fetch(`${server.origin}/hr/completion.xlsx?state=unsigned`, {
      headers: { cookie: [...people.ada.cookies].map((pair) => pair.join('=')).join('; ') },
    });
    expect(sent.headers.get('content-type')).toContain('spreadsheetml');
    const bytes = Buffer.from(await sent.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    const log = (await people.ada.get('/audit')).text;
    expect(log).toMatch(/completion\.exported<[^]*?xlsx/);
  });
});

describe('an auditor', () => {
  const READ = Object.entries(ROUTES).filter(
    ([route, { visits }]) =>
      route.startsWith('/hr') && visits.some(({ expected }) => expected.auditor === 200),
  );

  test('reads whatever HR reads, but for pages that only lead to an act', () => {
    const hrAlone = Object.entries(ROUTES)
      .filter(([, { visits }]) =>
        visits.some(
          ({ expected }) =>
            expected.hr === 200 && 'auditor' in expected && expected.auditor !== 200,
        ),
      )
      .map(([route]) => route)
      .filter((route) => !ACTS.has(route));
    expect(hrAlone).toEqual([]);
    expect(READ.length).toBeGreaterThan(15);
  });

  test.each([
    '/hr',
    '/hr/people',
    '/hr/departments',
    '/hr/reports',
    '/hr/exports',
    '/hr/questions',
    '/hr/declines',
  ])('finds nothing to change on %s', async (path) => {
    const page = (await people.ada.get(path)).text;
    const posts = [...page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"/g)].map(
      ([, action]) => action,
    );
    expect(posts.filter((action) => !/signOut|exportEverything/.test(action!))).toEqual([]);
  });

  test.each([
    ['/hr/completion.csv', 'completion.exported'],
    ['/hr/completion.xlsx', 'completion.exported'],
    ['/hr/reports/completion.csv', 'report.exported'],
    ['/hr/reports/completion.xlsx', 'report.exported'],
    ['/hr/exports/names.csv', 'export.made'],
    ['/hr/exports/statistics.csv', 'export.made'],
    ['/hr/insight.csv', 'insight.exported'],
  ])('exports, and it is logged: %s', async (path, act) => {
    const count = async () => (await people.ada.get('/audit')).text.split(`${act}<`).length;
    const before = await count();
    expect((await people.ada.get(path)).status).toBe(200);
    expect(await count()).toBe(before + 1);
    const strange = await people.ada.get(path, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(strange.status).toBe(403);
    expect(await count()).toBe(before + 1);
  });

  test('takes a transcript or a receipt along, and it is logged', async () => {
    const count = async (act: string) =>
      (await people.ada.get('/audit')).text.split(`${act}<`).length;
    const list = (await people.ada.get('/hr/people?state=attested')).text;
    const person = /\/hr\/people\/([\w-]{22})"/.exec(list)![1]!;
    const persons = await count('person.read');
    const page = await people.ada.get(`/hr/people/${person}/transcript`);
    expect(page.status).toBe(200);
    expect(await count('person.read')).toBe(persons + 1);
    const receipt = /\/hr\/attestations\/([\w-]{22})/.exec(page.text)![1]!;
    const receipts = await count('attestation.read');
    expect((await people.ada.get(`/record/${receipt}.pdf`)).status).toBe(200);
    expect(await count('attestation.read')).toBe(receipts + 1);
  });
});

describe('a manager', () => {
  test('sees why each person is there, and asks one of them once', async () => {
    const page = (await people.max.get('/team')).text;
    expect(page).toContain('reports to you');
    expect(page).not.toMatch(/\/hr\/people\//);
    const assignment = /name="assignment" value="([\w-]{22})"/.exec(page)![1]!;
    const form = { assignment };
    const asked = await people.max.post('/team?_action=nudge', form);
    expect(asked.text).toContain('will get a mail from you');
    const again = await people.max.post('/team?_action=nudge', form);
    expect(again.status).toBe(429);
    expect(again.text).toContain('One such mail in 3 days is enough');
    expect((await people.nora.post('/team?_action=nudge', form)).status).toBe(403);
  });

  test('does not look at somebody else’s people', async () => {
    const list = (await people.hana.get('/hr/people?department=police')).text;
    const stranger = /\/hr\/people\/([\w-]{22})"/.exec(list)![1]!;
    expect((await people.max.get(`/team?of=${stranger}`)).status).toBe(404);
    expect((await people.max.get('/team?of=nobody')).status).toBe(404);
  });
});

test('a transcript is one’s own, or read by HR', async () => {
  const own = (await people.hana.get('/record/transcript')).text;
  expect(own).toContain('My transcript');
  expect(own).toMatch(/href="\/record\/[\w-]{22}">Receipt/);
  const list = (await people.ada.get('/hr/people?state=attested')).text;
  const person = /\/hr\/people\/([\w-]{22})"/.exec(list)![1]!;
  const page = (await people.ada.get(`/hr/people/${person}/transcript`)).text;
  expect(page).toMatch(/href="\/hr\/attestations\/[\w-]{22}">Receipt/);
  expect((await people.ada.get('/audit')).text).toContain('person.read<');
});
