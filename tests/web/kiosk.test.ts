import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { sessions } from '#db/schema/index.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';
import { ACTIONS, ROUTES, type Asked } from './routes.ts';

const PASSWORD = 'made-up people only';
const NONE = Object.fromEntries(
  'assignment attempt record person question decline hold proposal'
    .split(' ')
    .map((name) => [name, 'A'.repeat(22)]),
) as Asked;
let server: TestServer;
let hr: Visitor;
beforeAll(async () => {
  server = await startServer({ demo: true });
  hr = server.visitor();
  await hr.post('/login?_action=signIn', { login: 'DEMO-1003', password: PASSWORD });
});

type Printed = { name: string; number: string; visits: string[]; signing: string };

/** Who HR finds by number. */
async function found(number: string): Promise<string> {
  const { text } = await hr.get(`/hr/kiosk?search=${number}`);
  return /name="person" value="([\w-]{22})"/.exec(text)![1]!;
}

async function slipsFor(...numbers: string[]): Promise<Printed[]> {
  const person = await Promise.all(numbers.map(found));
  const { status, text } = await hr.post('/hr/kiosk?_action=makeSlips', { person });
  expect(status).toBe(200);
  return [...text.matchAll(/<article class="slip"[\s\S]*?<\/article>/g)].map(([slip]) => {
    const [a, b, c, signing] = [...slip.matchAll(/<code>([\w-]+)<\/code>/g)].map(
      ([, code]) => code!,
    );
    const number = /<dd>(DEMO-\d+)<\/dd>/.exec(slip)![1]!;
    const name = /<h2[^>]*>([^<]+)</.exec(slip)![1]!.trim();
    return { name, number, visits: [a!, b!, c!], signing: signing! };
  });
}

async function atTablet(number: string): Promise<Visitor> {
  const [slip] = await slipsFor(number);
  const tablet = server.visitor();
  const form = { number, code: slip!.visits[0]! };
  const { path } = await tablet.post('/kiosk?_action=signInAtKiosk', form);
  expect(path).toBe('/learn');
  return tablet;
}

const still = { follow: false };

describe('slips', () => {
  test('pain 25: HR finds people, makes several at once, and each is shown this once', async () => {
    const slips = await slipsFor('DEMO-1001', 'DEMO-1002');
    expect(slips.map(({ number }) => number).toSorted()).toEqual(['DEMO-1001', 'DEMO-1002']);
    for (const { visits, signing } of slips)
      for (const code of [...visits, signing]) expect(code).toMatch(/^\w{5}-\w{5}$/);
    const answer = await hr.post('/hr/kiosk?_action=makeSlips', {
      person: await found('DEMO-1001'),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    // Each sheet by itself: the page's foot stands on the last one alone.
    expect(/<article class="slip"[\s\S]*?<\/article>/.exec(answer.text)![0]).toContain(
      'are made up',
    );
    expect(answer.text).toContain(`${server.origin}/kiosk`);
    expect(wordsOf(answer.text)).toContain('Good until');
    expect((await hr.get('/hr/kiosk')).text).not.toMatch(/<code>/);
    const again = await hr.post('/hr/kiosk?_action=makeSlips', {});
    expect(again.status).toBe(400);
    expect(again.text).toContain('Choose who gets a slip.');
  });

  test('the search finds by part of a name, and takes signs of patterns as they are', async () => {
    expect(wordsOf((await hr.get('/hr/kiosk?search=demo-1001')).text)).toContain('1 person');
    expect((await hr.get('/hr/kiosk?search=%25')).text).toContain('Nobody matches');
    expect((await hr.get('/hr/kiosk?search=_')).text).toContain('Nobody matches');
  });
});

describe('a session on a shared tablet', () => {
  test('has its bar on every page, no device cookie, and a note with the time without script', async () => {
    const tablet = await atTablet('DEMO-1001');
    expect([...tablet.cookies.keys()]).toEqual(['session']);
    for (const path of ['/learn', '/record', '/policy/social-media', '/nowhere', '/hr', '/kiosk']) {
      const { text, headers } = await tablet.get(path);
      expect(wordsOf(text), path).toMatch(/Shared tablet:\s+Nora [\s\S]*Finish/);
      expect(text, path).toMatch(/Signs you out at [^<]*unless you go on/);
      expect(text, path).toContain('I am still here');
      expect(text, path).toMatch(
        /<noscript>\s*<meta http-equiv="refresh" content="24\d;url=\/kiosk/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('opens no page of a role, whatever roles its person has', async () => {
    const tablet = await atTablet('DEMO-1003');
    const walked = { refused: 0, open: 0 };
    for (const { path, visits } of Object.values(ROUTES)) {
      for (const { expected } of visits) {
        const address = path(NONE);
        const isOwn = /^\/(account|record\/evidence|record\/A+\.)/.test(address);
        if (expected.employee === 403 || isOwn) {
          expect({ address, status: (await tablet.get(address, still)).status }).toEqual({
            address,
            status: 403,
          });
          walked.refused += 1;
        } else if (expected.employee === 200 && !address.includes('AAAA')) {
          expect({ address, status: (await tablet.get(address, still)).status }).toEqual({
            address,
            status: 200,
          });
          walked.open += 1;
        }
      }
    }
    expect(walked.refused).toBeGreaterThan(40);
    expect(walked.open).toBeGreaterThan(7);
    const page = await tablet.get('/hr');
    expect(page.text).toContain('not for a shared tablet');
    expect((await tablet.get('/learn')).text).not.toContain('href="/hr"');
  });

  test('may call what learning and signing need, and nothing else', async () => {
    const tablet = await atTablet('DEMO-1003');
    const MAY = new Set(
      (
        'answer finishCheck readLesson startCheck startPractice startRefresher askHr decline ' +
        'agreeToElectronicRecords withdrawConsent signAtKiosk'
      ).split(' '),
    );
    let refused = 0;
    for (const [name, { anonymous }] of Object.entries(ACTIONS)) {
      // What anybody may call who is not signed in asks nothing of a session.
      if (anonymous !== 401) continue;
      const { status } = await tablet.post(`/_actions/${name}`, { filler: 'x' }, still);
      expect({ name, status }).toEqual({ name, status: MAY.has(name) ? 400 : 403 });
      if (status === 403) refused += 1;
    }
    expect(refused).toBeGreaterThan(30);
  });

  test('ends with Finish: the browser forgets, and the code is used', async () => {
    const [slip] = await slipsFor('DEMO-1001');
    const tablet = server.visitor();
    const form = { number: 'demo-1001', code: slip!.visits[0]!.toLowerCase().replace('-', ' ') };
    await tablet.post('/kiosk?_action=signInAtKiosk', form);
    const copied = server.visitor();
    for (const [name, value] of tablet.cookies) copied.cookies.set(name, value);
    const answer = await tablet.post('/kiosk?_action=signOut', {}, still);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/kiosk?finished');
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect([...tablet.cookies]).toEqual([['session', 'kiosk.']]);
    expect((await copied.get('/learn', still)).status).toBe(303);
    expect((await tablet.get('/learn')).path).toBe('/kiosk?ended');
    const { text } = await tablet.post('/kiosk?_action=signInAtKiosk', form);
    expect(text).toContain('do not belong together, or the code was used before');
    expect(text).not.toContain(form.code);
    expect(text).not.toContain('demo-1001');
  });

  test('a wrong code gets the same answer for a number that nobody has', async () => {
    const form = (number: string) => ({ number, code: 'AAAAA-AAAAA' });
    const enter = (number: string) =>
      server.visitor().post('/kiosk?_action=signInAtKiosk', form(number));
    const [known, unknown] = [await enter('DEMO-1004'), await enter('nobody')];
    expect(known.status).toBe(400);
    expect(known.text).toBe(unknown.text);
    const nothing = await server.visitor().post('/kiosk?_action=signInAtKiosk', {});
    expect(nothing.text).toContain('Type your employee number.');
    expect(nothing.text).toContain('Type the next code of your slip.');
  });

  test('keeps nobody’s words for the next person at the tablet', async () => {
    const tablet = await atTablet('DEMO-1001');
    const learn = (await tablet.get('/learn')).text;
    const assignment = /\/learn\/([\w-]{22})/.exec(learn)![1]!;
    const all = (await tablet.get(`/learn/${assignment}`)).text;
    const lesson = new RegExp(`/learn/${assignment}/([\\w.-]+)`).exec(all)![1]!;
    const at = `/learn/${assignment}/${lesson}?_action=startPractice`;
    const { path } = await tablet.post(at, { assignment, lesson });
    const answer = { attempt: path.split('/').at(-1)!, position: '1', seen: '0', given: 'words' };
    const send = () => tablet.post(`${path}?_action=answer`, answer, still);

    await endSessions();
    const late = await send();
    expect(late.status).toBe(303);
    expect(late.headers.get('location')).toBe('/kiosk?ended');
    expect(late.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(late.text).not.toContain('words');
    const form = await tablet.get('/kiosk?ended');
    expect(wordsOf(form.text)).toContain('what was not sent is gone');
    expect(form.text).not.toMatch(/words|Nora|unsent/);

    // After Finish as well, from another window.
    const [slip] = await slipsFor('DEMO-1001');
    const code = slip!.visits[0]!;
    await tablet.post('/kiosk?_action=signInAtKiosk', { number: 'DEMO-1001', code });
    await tablet.post('/kiosk?_action=signOut', {});
    expect((await send()).headers.get('location')).toBe('/kiosk?ended');
  });

  /** As if everybody had gone for an hour. */
  async function endSessions(): Promise<void> {
    const db = await openDatabase({ url: `file:${server.databaseFile}` });
    await db.write((tx) => tx.update(sessions).set({ idleUntil: new Date(0) }));
    await db.close();
    await hr.post('/login?_action=signIn', { login: 'DEMO-1003', password: PASSWORD });
  }
});
