import { beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { everyonesLessons, itemOnPage, optionValues, rightOn, wordsOf } from '../support/solve.ts';

// Somebody signs; HR asks for it again with a few questions, then with the signature alone.

let server: TestServer;
let hana: Visitor;
let nora: Visitor;
beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signIn('hana@demo.example');
  nora = await signIn('nora@demo.example');
});

async function signIn(login: string): Promise<Visitor> {
  const visitor = server.visitor();
  await visitor.post('/login?_action=signIn', { login, password: DEMO_PASSWORD });
  return visitor;
}
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const found = (html: string, pattern: RegExp) => {
  const match = pattern.exec(html)?.[1];
  if (!match) throw new Error(`nothing like ${pattern} in ${said(html).slice(0, 600)}`);
  return match;
};
const mine = async () => found((await nora.get('/learn')).text, /href="\/learn\/([\w-]{22})"/);

async function takeCheck(assignment: string, lesson: string) {
  const page = `/learn/${assignment}/${lesson}`;
  await nora.get(page);
  await nora.post(`${page}?_action=readLesson`, { assignment, lesson });
  let at = await nora.post(`${page}?_action=startCheck`, { assignment, lesson });
  const path = at.path.split('?')[0]!;
  const attempt = path.split('/').at(-1)!;
  for (;;) {
    const values = optionValues(at.text);
    if (values.length === 0) break;
    const item = itemOnPage(wordsOf(at.text), values);
    at = await nora.post(`${path}?_action=answer`, {
      attempt,
      position: found(at.text, /name="position" value="(\d+)"/),
      seen: found(at.text, /name="seen" value="(\d+)"/),
      given: rightOn(item),
    });
  }
  return nora.post(`${path}?_action=finishCheck`, { attempt });
}

async function sign(assignment: string) {
  const page = `/attest/${assignment}`;
  const asked = await nora.get(page);
  if (asked.path.endsWith('electronic-records')) {
    const notice = found(asked.text, /name="notice" value="([0-9a-f]{64})"/);
    await nora.post(`${asked.path}?_action=agreeToElectronicRecords`, { notice, agreed: 'true' });
  }
  const review = await nora.get(page);
  const fields = { assignment, typedName: 'Nora Newhire', agreed: 'true', password: DEMO_PASSWORD };
  const receipt = await nora.post(`${page}?_action=sign`, fields);
  expect(receipt.path).toMatch(/^\/record\/[\w-]{22}\?signed$/);
  return { review: said(review.text), receipt: said(receipt.text), path: receipt.path };
}

async function askAgain(repeat: string) {
  const plan = {
    policyId: 'social-media',
    reach: 'some',
    people: 'DEMO-1001',
    due: 'days',
    dueDays: '30',
    cycle: 'once',
    again: 'true',
    repeat,
  };
  const shown = await hana.post('/hr/campaigns/preview?_action=previewCampaign', plan);
  expect(shown.status).toBe(200);
  const made = await hana.post('/hr/campaigns/preview?_action=createCampaign', {
    ...plan,
    id: found(shown.text, /name="id" value="([\w-]+)"/),
    seen: found(shown.text, /name="seen" value="([\w-]+)"/),
  });
  expect(said(made.text)).toContain('1 person has it now');
  return said(shown.text);
}

test('a few questions, then the signature alone; each receipt says what it builds on', async () => {
  const first = await mine();
  for (const { id } of everyonesLessons()) await takeCheck(first, id);
  const before = await sign(first);
  expect(before.receipt).not.toContain('Builds on');

  expect(await askAgain('short')).toContain('named by HR. A few questions');
  const short = await mine();
  expect(short).not.toBe(first);
  expect(said((await nora.get(`/learn/${short}`)).text)).toContain('so a few questions are all');
  const lesson = await nora.get(`/learn/${short}/again`);
  expect(said(lesson.text)).toContain('You signed the Social Media Policy before');
  expect(said(lesson.text)).not.toContain('Practice does not count');
  expect((await nora.get(`/learn/${short}/what-changed`)).status).toBe(404);
  const checked = await takeCheck(short, 'again');
  expect(checked.status).toBe(200);
  const again = await sign(short);
  expect(again.review).toContain('Every answer of every check');
  expect(again.review).toContain('I answered some questions about it again');
  expect(again.receipt).toContain('Asked: a few questions');

  expect(await askAgain('sign-only')).toContain('named by HR. Only the signature');
  const alone = await mine();
  const page = said((await nora.get(`/learn/${alone}`)).text);
  expect(page).toContain('Review and sign');
  const last = await sign(alone);
  expect(last.review).not.toContain('Every answer of every check');
  expect(last.review).toContain('That nothing more was asked of you');
  expect(last.review).toContain('without another training');
  expect(last.receipt).toContain('Nothing more was asked');
  expect(said((await nora.get(before.path)).text)).toContain('Superseded, and kept');
  expect(said((await nora.get('/record')).text)).toContain('Superseded: you signed the revision');
  expect(said((await hana.get('/hr/reports')).text)).toContain('Who has signed which revision');
  expect(
    (
      await hana.post('/hr/campaigns/preview?_action=previewCampaign', {
        policyId: 'social-media',
        reach: 'everyone',
        due: 'days',
        dueDays: '30',
        cycle: 'once',
        repeat: 'never',
      })
    ).status,
  ).toBe(400);
});
