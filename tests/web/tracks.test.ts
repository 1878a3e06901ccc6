import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// HR says who learns what by plain form posts; a person's training follows at once.

const PAGE = '/hr/policy/social-media/tracks';
const SITE_LESSON = 'Running a City site';
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer({ demo: true });
});
afterAll(() => server?.stop());

async function signIn(mail: string) {
  const browser = visitor(server.origin);
  await browser.post('/login?_action=signIn', { login: mail, password: 'made-up people only' });
  return browser;
}

/** Nora's list of lessons, and below it those for others. */
async function lessonsOf(browser: Awaited<ReturnType<typeof signIn>>) {
  const [, assignment] = /href="\/learn\/([\w-]{22})"/.exec((await browser.get('/learn')).text)!;
  const { text } = await browser.get(`/learn/${assignment}`);
  const [mine = '', others = ''] = text.split('id="others-heading"');
  return { mine: wordsOf(mine), others: wordsOf(others) };
}

test('HR adds a track to a person and removes it; her training has its lessons meanwhile', async () => {
  const [hana, nora] = await Promise.all(
    ['hana@demo.example', 'nora@demo.example'].map((mail) => signIn(mail)),
  );
  const before = await lessonsOf(nora!);
  expect(before.mine).not.toContain(SITE_LESSON);
  expect(before.others).toContain(SITE_LESSON);

  const list = await hana!.get('/hr/people?search=Nora');
  const [, person] = /href="\/hr\/people\/([\w-]{22})"/.exec(list.text)!;
  const form = { policy: 'social-media', track: 'city-sites', person: person! };
  const none = await hana!.post(`/hr/people/${person}?_action=addTrackToPerson`, {
    ...form,
    track: '',
  });
  expect(none.status).toBe(400);
  expect(none.text).toContain('<a href="#track-social-media">Choose a track to add.</a>');
  expect(none.text).toContain('<option value="city-sites">');
  const added = await hana!.post(`/hr/people/${person}?_action=addTrackToPerson`, form);
  expect(added.status).toBe(200);
  expect(wordsOf(added.text)).toContain('added by HR on');
  // What she has already is not offered once more.
  expect(added.text).not.toContain('<option value="city-sites">');
  const during = await lessonsOf(nora!);
  expect(during.mine).toContain(SITE_LESSON);
  expect(during.others).not.toContain(SITE_LESSON);
  expect(wordsOf((await hana!.get(PAGE)).text)).toContain('Nora Newhire');

  await hana!.post(`/hr/people/${person}?_action=removeTrackFromPerson`, form);
  expect((await lessonsOf(nora!)).mine).not.toContain(SITE_LESSON);
});

test('a track comes with the departments that HR ticks', async () => {
  const hana = await signIn('hana@demo.example');
  const nora = await signIn('nora@demo.example');
  const form = { policy: 'social-media', track: 'city-sites' };
  const send = (departments: string[], seen: string[]) =>
    hana.post(`${PAGE}?_action=setTrackDepartments`, { ...form, departments, seen });
  const saved = await send(['parks-and-recreation'], []);
  expect(wordsOf(saved.text)).toContain('Saved');
  expect((await lessonsOf(nora)).mine).toContain(SITE_LESSON);
  const wrong = await send(['the-moon'], ['parks-and-recreation']);
  expect(wrong.status).toBe(400);
  expect(wordsOf(wrong.text)).toContain('Choose departments from the list.');
  await send([], ['parks-and-recreation']);
  expect((await lessonsOf(nora)).mine).not.toContain(SITE_LESSON);
});

test('an auditor reads who learns what and finds nothing to change', async () => {
  const ada = await signIn('ada@demo.example');
  const { status, text } = await ada.get(PAGE);
  expect(status).toBe(200);
  expect(wordsOf(text)).toContain('Police');
  expect(text).not.toContain('setTrackDepartments');
});
