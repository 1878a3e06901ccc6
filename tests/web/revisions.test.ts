import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// HR publishes the fictional amendment of a demonstration by plain form posts; everybody sees what binds when.

const PASSWORD = 'made-up people only';
const LIST = '/hr/policy/social-media/revisions';
const DRAFT = '2027-07-01';
const PAGE = `${LIST}/${DRAFT}`;
const MARK = 'A fictional draft for tests and demonstrations. The City has not adopted it.';
const WAITS =
  'Social Media Policy: the revision of July 1, 2027 (fictional draft) waits to be published';
const NOW = new Date('2026-11-22T15:00:00Z');
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer({ demo: true, now: NOW, env: { PORTAL_DEMO_AMENDMENT: '1' } });
}, 120_000);
afterAll(() => server?.stop());

async function signIn(login: string, at = server) {
  const browser = visitor(at.origin);
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
const campaign = (policyId: string, more: Record<string, string> = {}) => ({
  policyId,
  reach: 'everyone',
  due: 'on',
  dueOn: '2027-08-31',
  cycle: 'once',
  ...more,
});
const previewed = async (
  browser: Awaited<ReturnType<typeof signIn>>,
  form: Record<string, string>,
) => browser.post('/hr/campaigns/preview?_action=previewCampaign', form);

test('before it is published nobody sees it: not its text, and no campaign asks for it', async () => {
  const nora = await signIn('DEMO-1001');
  const text = said((await nora.get(`/policy/social-media?on=${DRAFT}`)).text);
  expect(text).toContain('revision of April 20, 2023');
  expect(text).not.toContain('ictional draft');
  const hana = await signIn('DEMO-1003');
  const refused = await previewed(hana, campaign(`social-media/${DRAFT}`));
  expect(refused.status).toBe(400);
  expect(said(refused.text)).toContain(
    'This revision of the Social Media Policy is not published, so nobody can be asked to sign it.',
  );
});

test('an auditor looks at the preview and the bench, and has nothing to confirm', async () => {
  const ada = await signIn('DEMO-1004');
  expect(said((await ada.get('/hr')).text)).toContain(WAITS);
  const list = await ada.get(LIST);
  expect(said(list.text)).toContain('Revision of July 1, 2027 (fictional draft)');
  expect(list.text).toContain(`href="${PAGE}"`);
  const { text } = await ada.get(PAGE);
  const words = said(text);
  expect(words).toContain(MARK);
  expect(words).toMatch(/Material ?, by the rules: some situation has another answer\./);
  expect(words).toMatch(/The smallest situation that shows it: .* Before: .* Now: /);
  expect(words).toContain(
    'This is personal use. You are off duty. Before: Prohibited Now: Permitted',
  );
  expect(words).toMatch(/E\.3\.g \(as it was\) Taken out 1 rule Another answer/);
  expect(words).toMatch(/Never signed \d+ \d+ \d+ to \d+ minutes/);
  expect(words).toMatch(/Revision of April 20, 2023 \d+ \d+ /);
  expect(text).not.toContain('name="because"');
  const onLeave = said((await ada.get(`${PAGE}?who=leave`)).text);
  expect(onLeave).toContain('On leave');

  const bench = said((await ada.get(`${PAGE}/bench`)).text);
  expect(bench).toContain(MARK);
  expect(bench).toContain('The bake sale');
  expect(bench).toContain('What nothing teaches or asks');
  expect(bench).toMatch(/Duties that contradict each other Looked at: .* None found\./);
});

test('HR confirms with a reason, once; what changed since the preview is not published', async () => {
  const hana = await signIn('DEMO-1003');
  const form = fieldsOf((await hana.get(PAGE)).text);
  expect(Object.keys(form)).toEqual(['policy', 'revision', 'seen']);
  const send = (more: Record<string, string>) =>
    hana.post(`${PAGE}?_action=publishRevision`, { ...form, kind: 'material', ...more });

  const silent = await send({ because: '  ' });
  expect(silent.status).toBe(400);
  expect(silent.text).toContain('href="#because"');
  const editorial = await send({ because: 'Nothing changes.', kind: 'editorial' });
  expect(editorial.status).toBe(400);
  expect(said(editorial.text)).toContain('so it is not editorial');
  expect(editorial.text).toContain('Nothing changes.</textarea>');
  const blind = await send({ because: 'Adopted.', seen: 'f'.repeat(64) });
  expect(blind.status).toBe(409);
  expect(said(blind.text)).toContain('Look at the preview again');

  const because = 'The council adopted it, in this demonstration.';
  const done = await send({ because });
  expect(done.redirects).toEqual([{ status: 303, location: `${LIST}?published=${DRAFT}` }]);
  const words = said(done.text);
  expect(words).toContain('The revision of July 1, 2027 (fictional draft) is published');
  expect(words).toContain('Until July 1, 2027 the revision of April 20, 2023 binds.');
  expect(words).toMatch(
    /July 1, 2027 \(fictional draft\) Takes effect then Material .* by Hana Personnel The council adopted it/,
  );
  expect(said((await hana.get('/hr')).text)).not.toContain(WAITS);
  const twice = await send({ because });
  expect(twice.status).toBe(409);
  expect(said(twice.text)).toContain(
    'The revision of July 1, 2027 is published already. Nothing was changed.',
  );
});

test('the policy page: today the older text, what is coming, and any day’s text, marked', async () => {
  const nora = await signIn('DEMO-1001');
  const today = said((await nora.get('/policy/social-media')).text);
  expect(today).toContain('revision of April 20, 2023');
  expect(today).toContain('A new revision takes effect on Thursday, July 1, 2027');
  expect(today).toContain(MARK);
  expect(today).not.toContain('artificial intelligence');
  const then = await nora.get(`/policy/social-media?on=${DRAFT}`);
  expect(said(then.text)).toContain('As of Thursday, July 1, 2027');
  expect(said(then.text)).toContain(MARK);
  expect(said(then.text)).toContain('artificial intelligence');
  // Nobody adopted it: neither the City's words nor an ordinance of its own.
  expect(said(then.text)).not.toContain("The City's own text");
  expect(said(then.text)).not.toContain('Adopted by ordinance');
  expect(today).toContain("The City's own text");
  const before = said((await nora.get('/policy/social-media?on=2027-06-30')).text);
  expect(before).toContain('The same revision is in force today.');
  expect(said((await nora.get('/policy/social-media?on=2026-02-30')).text)).toContain(
    'Give the day as one that exists',
  );
  // The search goes by the day, too.
  const q = 'artificial';
  expect(said((await nora.get(`/policy/social-media?q=${q}`)).text)).toContain('No sentence');
  expect(said((await nora.get(`/policy/social-media?q=${q}&on=${DRAFT}`)).text)).toContain(
    '1 sentence of the policy',
  );
});

test('the check goes by the rules of the day', async () => {
  const nora = await signIn('DEMO-1001');
  expect((await nora.get('/check')).text).toContain('action="/check"');
  const then = await nora.get(`/check?on=${DRAFT}`);
  expect(then.text).toContain(`action="/check?on=${DRAFT}"`);
  expect(said(then.text)).toContain(MARK);
});

test('a campaign can ask for it, marked; one that goes on asks for what is in force', async () => {
  const hana = await signIn('DEMO-1003');
  const form = (await hana.get('/hr/campaigns/new')).text;
  expect(form).toMatch(
    /value="social-media\/2027-07-01"[^<]*revision of July 1, 2027 \(fictional draft\)/,
  );
  expect(form).toContain('value="social-media/2023-04-20"');
  const once = await previewed(hana, campaign(`social-media/${DRAFT}`));
  expect(once.status).toBe(200);
  expect(said(once.text)).toContain('revision of July 1, 2027 (fictional draft)');
  const standing = { cycle: 'standing', due: 'days', dueDays: '14' };
  const coming = await previewed(hana, campaign(`social-media/${DRAFT}`, standing));
  expect(coming.status).toBe(400);
  expect(said(coming.text)).toContain('gives whoever joins the revision in force on that day');
  const joins = await previewed(hana, campaign('social-media', standing));
  expect(said(joins.text)).toContain('Social Media Policy, revision of April 20, 2023');
});

test('from its day on it binds, on the same portal', async () => {
  const { databaseFile } = server;
  const later = await startServer({
    demo: true,
    databaseFile,
    now: new Date('2027-07-01T15:00:00Z'),
    env: { PORTAL_DEMO_AMENDMENT: '1' },
  });
  const nora = await signIn('DEMO-1001', later);
  const text = said((await nora.get('/policy/social-media')).text);
  expect(text).toContain('revision of July 1, 2027 (fictional draft)');
  expect(text).not.toContain('A new revision takes effect');
  await later.stop();
});

test('a portal without the amendment holds it as a draft alone: the bench, no preview to confirm', async () => {
  const plain = await startServer({ demo: true, now: NOW });
  const hana = await signIn('DEMO-1003', plain);
  const list = await hana.get(LIST);
  expect(said(list.text)).toContain('A draft is never published, and nobody is taught it.');
  expect(list.text).not.toContain('To be published');
  const page = await hana.get(PAGE);
  expect(page.text).not.toContain('name="because"');
  const forced = await hana.post(`${PAGE}?_action=publishRevision`, {
    policy: 'social-media',
    revision: DRAFT,
    seen: 'f'.repeat(64),
    kind: 'material',
    because: 'Try.',
  });
  expect(forced.status).toBe(409);
  expect(said(forced.text)).toContain('It is never published.');
  expect(said((await hana.get('/policy/social-media')).text)).not.toContain('ictional');
});
