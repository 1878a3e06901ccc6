import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBeforeMending } from '../support/earlier-check.ts';
import { startServer, visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// HR scores checks anew by plain form posts; the person reads the new score and the reason.

const PASSWORD = 'made-up people only';
const PAGE = '/hr/policy/social-media/regrade';
const AT = new Date('2026-01-05T15:00:00Z');
let server: Awaited<ReturnType<typeof startServer>>;
let attempt: string;

beforeAll(async () => {
  server = await startServer({ demo: true });
  attempt = await checkBeforeMending(server.databaseFile, 'DEMO-1001', AT);
  // The made-up people may have to be made first, and then another release.
}, 120_000);
afterAll(() => server?.stop());

async function signIn(login: string) {
  const browser = visitor(server.origin);
  await browser.post('/login?_action=signIn', { login, password: PASSWORD });
  return browser;
}
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const fieldsOf = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!],
    ),
  );

test('an auditor sees who would change, and has nothing to confirm', async () => {
  const ada = await signIn('DEMO-1004');
  expect((await ada.get('/hr/policy/social-media')).text).toContain(`href="${PAGE}"`);
  const { text } = await ada.get(PAGE);
  expect(said(text)).toMatch(/DEMO-1001 .* 1\. The ladder truck photo 0 → 1/);
  expect(said(text)).toContain('falls short → passes');
  expect(text).not.toContain('name="because"');
  expect(said((await ada.get(`${PAGE}?replay=yes`)).text)).toContain('Every stored score is right');
});

test('HR confirms with a reason, once; the person reads it with the new score', async () => {
  const nora = await signIn('DEMO-1001');
  const check = `/learn/attempts/${attempt}`;
  expect(said((await nora.get(check)).text)).toContain('0 of 1 right');

  const hana = await signIn('DEMO-1003');
  const form = fieldsOf((await hana.get(PAGE)).text);
  expect(Object.keys(form)).toEqual(['policy', 'revision', 'seen']);
  const send = (more: Record<string, string>) =>
    hana.post(`${PAGE}?_action=regrade`, { ...form, ...more });

  const silent = await send({ because: '  ' });
  expect(silent.status).toBe(400);
  expect(silent.text).toContain('href="#because"');
  expect(said(silent.text)).toContain('Say in a few words why the checks are scored anew.');
  const blind = await send({ because: 'He is at the wheel.', seen: 'f'.repeat(64) });
  expect(blind.status).toBe(409);
  expect(said(blind.text)).toContain('Look at the list again');
  expect(blind.text).toContain('He is at the wheel.</textarea>');

  const because = 'He is at the wheel: the story was encoded wrongly.';
  const done = await send({ because });
  expect(done.redirects).toEqual([{ status: 303, location: `${PAGE}?revision=2023-04-20&done=1` }]);
  expect(said(done.text)).toContain('1 answer scored anew');
  expect(said(done.text)).toContain(`by Hana Personnel: 1 answer of 1 person. ${because}`);
  expect(said((await send({ because })).text)).toContain('Nothing was left to change');
  expect((await hana.get(`${PAGE}?done=7`)).text).not.toContain('scored anew</h2>');

  const after = said((await nora.get(check)).text);
  expect(after).toContain('1 of 1 right');
  expect(after).toContain('It had 0 of 1 point when you finished, and has 1 now.');
  expect(after).toContain(`HR's reason: ${because}`);
  expect(after).toContain('Marco posts the picture on his own page');
  expect(after).toMatch(/Right You answered: Prohibited/);
});
