import { afterAll, beforeAll, expect, test } from 'vitest';
import { PNG } from '../support/scans.ts';
import { ask, startServer, type Visitor } from '../support/server.ts';

// HR records what was signed on paper, corrects and withdraws it, by plain form posts.

const PASSWORD = 'made-up people only';
let server: Awaited<ReturnType<typeof startServer>>;
let hana: Visitor;
let nora: Visitor;
/** Nora's page for HR. */
let person: string;
let assignment: string;
let today: string;

beforeAll(async () => {
  server = await startServer({ demo: true });
  [hana, nora] = await Promise.all([signIn('hana@demo.example'), signIn('nora@demo.example')]);
  const { text } = await hana.get('/hr/paper?search=DEMO-1001');
  person = /href="\/hr\/paper\?person=([\w-]{22})"/.exec(text)![1]!;
  const form = (await hana.get(`/hr/paper?person=${person}`)).text;
  assignment = /name="assignment" value="([\w-]{22})"/.exec(form)![1]!;
  today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(new Date());
});
afterAll(() => server?.stop());

async function signIn(login: string): Promise<Visitor> {
  const browser = server.visitor();
  await browser.post('/login?_action=signIn', { login, password: PASSWORD });
  return browser;
}

type Upload = Record<string, string | Blob | File>;
const fields = (): Upload => ({
  assignment,
  how: 'paper',
  signedOn: today,
  witnessName: '',
  witnessTitle: '',
  reason: 'She prefers paper.',
  where: 'in-person',
  heldOn: today,
  trainer: 'Tess Trainer',
  password: PASSWORD,
  scan: new File([PNG], 'sheet.png', { type: 'image/png' }),
});

/** Sends a form with a file, as a browser does. */
async function upload(who: Visitor, changed: Upload = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields(), ...changed })) form.append(name, value);
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${server.origin}/hr/paper?_action=recordPaper&person=${person}`, {
    method: 'POST',
    headers: { origin: server.origin, cookie },
    body: form,
    redirect: 'manual',
  });
  return {
    status: answer.status,
    location: answer.headers.get('location') ?? '',
    words: wordsOf(await answer.text()),
  };
}

const wordsOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#39;|’/g, "'")
    .replaceAll(/\s+/g, ' ');

test('a scan that is too large, empty or of another kind is refused in words, and typed words stay', async () => {
  const big = new File([PNG, new Uint8Array(2 * 1024 * 1024)], 'sheet.png');
  const little = await upload(hana, { scan: big });
  expect(little.status).toBe(413);
  expect(little.words).toContain('larger than 2 MB');
  const huge = new File([PNG, new Uint8Array(3 * 1024 * 1024)], 'sheet.png');
  const stopped = await upload(hana, { scan: huge });
  expect(stopped.status).toBe(413);
  expect(stopped.words).toContain('more than the portal takes at once');
  const empty = await upload(hana, { scan: new File([], 'sheet.png') });
  expect(empty.status).toBe(400);
  expect(empty.words).toContain('This file is empty');
  const page = new File(['<script>alert(1)</script>'], 'sheet.png', { type: 'image/png' });
  const wrong = await upload(hana, { scan: page });
  expect(wrong.status).toBe(400);
  expect(wrong.words).toContain('must be a PDF, a PNG or a JPEG');
  expect(wrong.words).toContain('She prefers paper.');
});

test('the larger limit is that of this form alone', async () => {
  const body = Buffer.alloc(70_000, 'a');
  const headers = {
    host: new URL(server.origin).host,
    origin: server.origin,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const port = Number(new URL(server.origin).port);
  const post = (path: string) => ask(port, path, { method: 'POST', headers, body });
  for (const path of ['/hr/papers', '/hr', '/login', '/_actions/recordPaper', '/hr/paper/sheet'])
    expect({ path, status: (await post(path)).status }).toEqual({ path, status: 413 });
  // Nor is it that of anybody who has not signed in.
  expect((await post('/hr/paper')).status).toBe(413);
  const signedIn = {
    method: 'POST',
    headers: { ...headers, cookie: [...hana.cookies].map((pair) => pair.join('=')).join('; ') },
    body,
  };
  expect((await ask(port, '/hr/paper', signedIn)).status).not.toBe(413);
});

test('the wrong password, a date in the future and a person without the role record nothing', async () => {
  expect((await upload(hana, { password: 'a guess' })).words).toContain('not the password');
  expect((await upload(hana, { signedOn: '2199-01-01' })).words).toContain('in the future');
  for (const login of ['nora', 'ada', 'max', 'sam']) {
    const visitor = login === 'nora' ? nora : await signIn(`${login}@demo.example`);
    const answer = await upload(visitor);
    expect({ login, status: answer.status }).toEqual({ login, status: 403 });
  }
  expect((await nora.get('/record')).text).toContain('Nothing signed yet');
});

test('recorded, corrected and withdrawn, each shown to the person with who and why', async () => {
  const made = await upload(hana);
  expect(made.location).toMatch(/^\/hr\/attestations\/[\w-]{22}\?recorded$/);
  const receipt = made.location.split('?')[0]!;
  const id = receipt.split('/').at(-1)!;
  const shown = await hana.get(made.location);
  const said = wordsOf(shown.text);
  expect(said).toContain('Signed on paper');
  expect(said).toContain('Held in person');
  expect(said).toContain('No questions were answered in the portal');
  expect(shown.text).toContain(`href="/hr/paper?like=${id}"`);

  const scan = /href="(\/hr\/scans\/[0-9a-f]{64})"/.exec(shown.text)![1]!;
  const ada = await signIn('ada@demo.example');
  const seen = await ada.get(scan);
  expect(seen.status).toBe(200);
  expect(seen.headers.get('content-type')).toBe('image/png');
  expect(seen.headers.get('content-disposition')).toMatch(/^attachment/);
  expect((await nora.get(scan)).status).toBe(403);
  expect((await ada.get(receipt)).text).not.toContain(`${receipt}/correct`);

  const mine = wordsOf((await nora.get(`/record/${id}`)).text);
  expect(mine).toContain('Signed on paper');
  expect((await nora.get(`/record/${id}.json`)).text).toContain('"schema":"paper-attestation/1"');
  expect((await nora.get(`/record/${id}.tlog-proof`)).text).toContain('c2sp.org/tlog-proof');
  expect(wordsOf((await nora.get('/learn')).text)).toContain('on paper');
  const csv = await hana.get('/hr/completion.csv?search=DEMO-1001');
  expect(csv.text).toContain('on paper');
  expect(wordsOf((await hana.get('/hr/people?search=DEMO-1001')).text)).toContain(', on paper');
  expect(wordsOf((await hana.get(`/hr/people/${person}`)).text)).toContain(', on paper');

  const again = await upload(hana);
  expect(again.status).toBe(409);
  expect(again.words).toContain('a record of this training already');

  const fix = { attestation: id, seen: id, password: PASSWORD, reason: 'The sheet says so.' };
  const correct = `${receipt}/correct?_action=correctAttestation`;
  const wrong = await hana.post(correct, { ...fix, 'person.name': 'N.', password: 'a guess' });
  expect(wrong.status).toBe(400);
  const corrected = await hana.post(correct, { ...fix, 'person.name': 'Nora Newname' });
  expect(wordsOf(corrected.text)).toContain('Name: Nora Newname , not');
  const late = await hana.post(correct, { ...fix, 'person.title': 'Chief' });
  expect(late.status).toBe(409);
  expect(wordsOf(late.text)).toContain('Somebody corrected this record just now');
  const told = wordsOf((await nora.get(`/record/${id}`)).text);
  expect(told).toContain('Nora Newname');
  expect(told).toContain('Why: The sheet says so.');

  const newest = /name="seen" value="([\w-]{22})"/.exec(late.text)![1]!;
  const withdrawn = await hana.post(`${receipt}/withdraw?_action=withdrawAttestation`, {
    ...fix,
    seen: newest,
    reason: 'It was somebody else.',
  });
  expect(wordsOf(withdrawn.text)).toContain('has to be assigned the policy again');
  expect(wordsOf((await nora.get(`/record/${id}`)).text)).toContain('it does not count');
  expect(wordsOf((await nora.get('/record')).text)).toContain('Withdrawn by HR');
  const learn = wordsOf((await nora.get('/learn')).text);
  expect(learn).toContain('HR withdrew what was signed');
  expect(learn).not.toContain('You have signed everything');
  expect(wordsOf((await nora.get(`/learn/${assignment}`)).text)).toContain('HR withdrew');
  expect((await hana.get('/hr/completion.csv?search=DEMO-1001')).text).toContain('withdrawn by HR');
  expect((await hana.get(`${receipt}/correct`)).path).toBe(receipt);
});

test('another is recorded with the same sheet, without a file', async () => {
  const people = (await hana.get('/hr/paper')).text;
  const [one, two] = [...people.matchAll(/\/hr\/paper\?person=([\w-]{22})/g)].map(([, id]) => id);
  const openOf = async (page: string) =>
    /name="assignment" value="([\w-]{22})"/.exec((await hana.get(page)).text)![1]!;
  const first = await upload(hana, { assignment: await openOf(`/hr/paper?person=${one}`) });
  const like = /attestations\/([\w-]{22})/.exec(first.location)![1]!;
  const page = `/hr/paper?person=${two}&like=${like}`;
  const html = (await hana.get(page)).text;
  const sameSheet = /name="sameSheet" value="([0-9a-f]{64})"/.exec(html)![1]!;
  expect(html).toContain('value="Tess Trainer"');
  const second = await upload(hana, {
    assignment: await openOf(page),
    sameSheet,
    // What a browser sends where no file was chosen.
    scan: new File([], ''),
  });
  expect(second.location).toMatch(/\?recorded$/);
  expect((await hana.get(second.location)).text).toContain(sameSheet);
  const neither = await upload(hana, { scan: new File([], '') });
  expect(neither.words).toContain('Choose the scan of the signed sheet');
});

test('HR neither records nor corrects what is their own', async () => {
  const own = /\/record\/([\w-]{22})/.exec((await hana.get('/record')).text)![1]!;
  expect((await hana.get(`/hr/attestations/${own}`)).text).not.toContain('/withdraw"');
  for (const act of ['correct', 'withdraw'] as const) {
    expect((await hana.get(`/hr/attestations/${own}/${act}`)).status).toBe(403);
    const form = { attestation: own, seen: own, reason: 'x', password: PASSWORD };
    const path = `/hr/attestations/${own}/${act}?_action=${act}Attestation`;
    expect((await hana.post(path, { ...form, 'person.name': 'Hana' })).status).toBe(403);
  }
});

test('the sheet to print has the statement, the name, lines, and the policy’s fingerprint', async () => {
  const one = await hana.get(`/hr/paper/sheet?policy=social-media&where=portal&person=${person}`);
  expect(wordsOf(one.text)).toMatch(/I, Nora [\w-]+, have finished the training/);
  expect(one.text).toMatch(/[0-9a-f]{64}/);
  const any = wordsOf((await hana.get('/hr/paper/sheet?policy=social-media&where=in-person')).text);
  expect(any).toContain('I, the person named beside my signature, took part in a training');
  expect(any).toContain('Witness');
});
