import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, visitor } from '../support/server.ts';
import { realRevision, wordsOf } from '../support/solve.ts';

// HR signs a reading by plain form posts; what was signed shows wherever the reading does.

const PASSWORD = 'made-up people only';
const PAGE = '/hr/policy/social-media/readings';
let server: Awaited<ReturnType<typeof startServer>>;
type Visitor = ReturnType<typeof visitor>;

beforeAll(async () => {
  server = await startServer({ demo: true });
});
afterAll(() => server?.stop());

async function signIn(mail: string): Promise<Visitor> {
  const browser = visitor(server.origin);
  await browser.post('/login?_action=signIn', { login: mail, password: PASSWORD });
  return browser;
}

/** A reading's card as it stands on the page. */
function cardOf(html: string, id: string): string {
  const [, card = ''] = html.split(`id="${id.toLowerCase()}"`);
  return card.split('</section>')[0]!;
}

/** The hidden fields of a reading's form, as the page fills them in. */
function formOf(html: string, id: string): Record<string, string> {
  const inputs = cardOf(html, id).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]));
}

/** The page's visible words, one space between them. */
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
/** What the page says was wrong. */
const refusalIn = (html: string) => said(html.split('role="alert"')[1]?.split('</ul>')[0] ?? '');

const send = (browser: Visitor, action: string, form: Record<string, string>) =>
  browser.post(`${PAGE}?_action=${action}`, form);

test('HR signs a reading, once, and takes it back with a reason', async () => {
  const hana = await signIn('hana@demo.example');
  const { text } = await hana.get(PAGE);
  expect(cardOf(text, 'R3')).toContain('Not signed off by the City yet');
  const form = formOf(text, 'R3');
  expect(Object.keys(form)).toEqual(['policy', 'revision', 'reading', 'wording']);

  const signed = await send(hana, 'signReading', { ...form, note: 'as counsel wrote' });
  expect(signed.redirects).toEqual([{ status: 303, location: `${PAGE}?done=R3#r3` }]);
  const card = said(cardOf(signed.text, 'R3'));
  expect(card).toContain('Reading R3 is signed off.');
  expect(card).toMatch(/Signed off by Hana Personnel, \w+ \d+, 2\d{3}/);
  expect(card).toContain('as counsel wrote');
  const all = realRevision().readings.length;
  expect(said(signed.text).includes(`1 of ${all} are signed off; ${all - 1} are not.`)).toBe(true);

  const again = await send(hana, 'signReading', form);
  expect(again.status).toBe(409);
  expect(refusalIn(again.text)).toContain('Reading R3 is already signed off by Hana Personnel.');

  const silent = await send(hana, 'withdrawReading', form);
  expect(silent.status).toBe(400);
  expect(refusalIn(silent.text)).toContain('Say in a few words why you withdraw it.');
  expect(silent.text.includes('href="#note-R3"')).toBe(true);
  expect(cardOf(silent.text, 'R3')).toContain('<details class="no-print" open');
  expect(cardOf(silent.text, 'R4')).not.toContain('<details class="no-print" open');

  const back = await send(hana, 'withdrawReading', { ...form, note: 'counsel reads it otherwise' });
  const after = said(cardOf(back.text, 'R3'));
  expect(after).toContain('Not signed off by the City yet');
  expect(after).toMatch(/Withdrawn by Hana Personnel, .*: counsel reads it otherwise/);
});

test('what was not on the page is not signed', async () => {
  const hana = await signIn('hana@demo.example');
  const form = formOf((await hana.get(PAGE)).text, 'R5');
  const other = await send(hana, 'signReading', { ...form, wording: 'f'.repeat(64) });
  expect(other.status).toBe(409);
  expect(refusalIn(other.text)).toContain('have changed since you opened the page');
  const unknown = await send(hana, 'signReading', { ...form, reading: 'R555' });
  expect(unknown.status).toBe(404);
  expect(refusalIn(unknown.text)).toContain('There is no reading `R555`; did you mean `R55`?');
  for (const [field, value] of Object.entries({ policy: 'other', revision: '1999-01-01' })) {
    expect((await send(hana, 'signReading', { ...form, [field]: value })).status).toBe(404);
  }
  expect(cardOf((await hana.get(PAGE)).text, 'R5')).toContain('Not signed off by the City yet');
});

test('an auditor reads all of it and finds nothing to sign with', async () => {
  const ada = await signIn('ada@demo.example');
  const { text } = await ada.get(PAGE);
  expect(cardOf(text, 'R7')).toContain('Not signed off by the City yet');
  expect(text.includes('signReading')).toBe(false);
  const form = formOf((await (await signIn('hana@demo.example')).get(PAGE)).text, 'R7');
  expect((await send(ada, 'signReading', form)).status).toBe(403);
  expect((await send(ada, 'withdrawReading', { ...form, note: 'x' })).status).toBe(403);
});

test('a lesson and HR’s page say who signed the reading', async () => {
  const hana = await signIn('hana@demo.example');
  await send(hana, 'signReading', formOf((await hana.get(PAGE)).text, 'R5'));
  const book = await hana.get('/hr/policy/social-media');
  expect(said(book.text).includes('Reading R5 Signed off by Hana Personnel, ')).toBe(true);

  const nora = await signIn('nora@demo.example');
  const assignment = /href="\/learn\/([\w-]{22})"/.exec((await nora.get('/learn')).text)![1]!;
  const lesson = realRevision().lessons.find(({ clauses }) => clauses.includes('C.3'))!;
  const { text } = await nora.get(`/learn/${assignment}/${lesson.id}`);
  expect(said(text)).toContain('Signed off by Hana Personnel, ');
  expect(said(text)).toContain('Not signed off by the City yet');
});
