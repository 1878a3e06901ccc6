import { beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

let server: TestServer;
let hana: Visitor;
let page: string;

beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = server.visitor();
  await hana.post('/login?_action=signIn', { login: 'DEMO-1003', password: DEMO_PASSWORD });
  const people = (await hana.get('/hr/people')).text;
  page = `${/\/hr\/people\/[\w-]{22}/.exec(people)![0]}/evidence`;
});

test('HR finds it from the person’s page, and everybody from their own record', async () => {
  expect((await hana.get(page.replace(/\/evidence$/, ''))).text).toContain(`href="${page}"`);
  expect((await hana.get('/record')).text).toContain('href="/record/evidence"');
});

test('without the right password nothing leaves, and it is said what is wrong', async () => {
  for (const path of [page, '/record/evidence']) {
    const wrong = await hana.post(path, { password: 'not this one at all' });
    expect(wrong.status).toBe(400);
    expect(wordsOf(wrong.text)).toContain('This is not the password you sign in with.');
    expect(wrong.headers.get('content-type')).toContain('text/html');
    const none = await hana.post(path, {});
    expect(none.status).toBe(400);
    expect(wordsOf(none.text)).toContain('Type your password.');
  }
});

test('with it, the archive comes: a person’s for HR, one’s own for everybody', async () => {
  const nora = server.visitor();
  await nora.post('/login?_action=signIn', { login: 'DEMO-1001', password: DEMO_PASSWORD });
  for (const [who, path] of [
    [hana, page],
    [nora, '/record/evidence'],
  ] as const) {
    const { status, headers, text } = await who.post(path, { password: DEMO_PASSWORD });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-tar');
    expect(headers.get('content-disposition')).toMatch(/filename="evidence-[\w-]+\.tar"/);
    for (const name of ['README.txt', 'evidence.pdf', 'keys.txt', 'manifest.note', 'contents/'])
      expect(text).toContain(name);
    // As the name of a file, not as a word of the README.
    expect(text).toContain('verify.mjs\0');
  }
  const other = await nora.post(page, { password: DEMO_PASSWORD });
  expect(other.status).toBe(403);
}, 60_000);
