import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type Visitor } from '../support/server.ts';

// HR adds, changes and takes over people, by plain form posts.

const PASSWORD = 'made-up people only';
const HEAD = 'Employee number,Name,Title,Department,Mail,Manager,Hired on,Last day';
let server: Awaited<ReturnType<typeof startServer>>;
let hana: Visitor;

beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signIn('hana@demo.example');
});
afterAll(() => server?.stop());

async function signIn(login: string): Promise<Visitor> {
  const browser = server.visitor();
  await browser.post('/login?_action=signIn', { login, password: PASSWORD });
  return browser;
}

/** Sends a roster as a browser does, and follows to what is shown. */
async function send(file: string | Uint8Array, who = hana) {
  const form = new FormData();
  form.append('roster', new File([new Uint8Array(Buffer.from(file))], 'roster.csv'));
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${server.origin}/hr/roster?_action=sendRoster`, {
    method: 'POST',
    headers: { origin: server.origin, cookie },
    body: form,
    redirect: 'manual',
  });
  const text = await answer.text();
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, location, words: wordsOf(text) };
}

const wordsOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#39;|’/g, "'")
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');

const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** The staff of the demonstration as a roster that changes nothing, from the template's columns. */
async function staff(): Promise<string[]> {
  const head = (await hana.get('/hr/roster/template.csv')).text;
  expect(head).toBe(
    'Employee number,Name,Title,Department,Mail,Manager,Hired on,Last day,On leave from,Back on\r\n',
  );
  const lines: string[] = [];
  for (const publicId of await everybody()) {
    const { text } = await hana.get(`/hr/people/${publicId}/edit`);
    const value = (name: string) =>
      new RegExp(`id="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? '';
    const room =
      /<option value="[^"]+" selected[^>]*>\s*([^<]*?)\s*<\/option>/.exec(text)?.[1] ?? '';
    const number = /Employee number ([\w-]+)\./.exec(wordsOf(text))?.[1] ?? '';
    lines.push(
      [
        number,
        value('name'),
        value('title'),
        room,
        value('mail'),
        value('managerNumber'),
        value('hiredOn'),
        '',
      ].join(','),
    );
  }
  return lines;
}

async function everybody(): Promise<string[]> {
  const found = new Set<string>();
  // Who has nothing assigned is found by number alone.
  for (const first of ['/hr/people?search=DEMO-9001', '/hr/people']) {
    for (let path: string | undefined = first; path !== undefined;) {
      const { text }: { text: string } = await hana.get(path);
      for (const [, id] of text.matchAll(/href="\/hr\/people\/([\w-]{22})"/g)) found.add(id!);
      path = /<a href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
  }
  return [...found];
}

test('a person is added, moved, given a last day and taken back, and the history shows it', async () => {
  const { text: form } = await hana.get('/hr/people/new');
  expect(form).toContain('Parks and Recreation');
  const ana = {
    number: 'DEMO-9001',
    name: 'Ana Added',
    mail: '',
    title: 'Clerk',
    departmentId: 'finance',
    managerNumber: 'demo-1002',
    hiredOn: '2024-01-08',
  };
  const wrong = await hana.post('/hr/people/new?_action=addPerson', {
    ...ana,
    hiredOn: '2026-02-30',
  });
  expect(wrong.status).toBe(400);
  expect(wordsOf(wrong.text)).toContain('The hire date is a day that exists');
  expect(wrong.text).toContain('value="Ana Added"');
  const added = await hana.post('/hr/people/new?_action=addPerson', ana);
  expect(added.text).toContain('Ana Added was added');
  expect(added.text).not.toContain('The invitation to set a password is on its way.');
  const page = added.path.split('?')[0]!;
  const person = page.split('/').at(-1)!;
  const edit = `${page}/edit`;

  const moved = await hana.post(`${edit}?_action=changePerson`, {
    ...ana,
    person,
    name: 'Ana Moved',
    departmentId: 'fire',
    on: '2025-02-03',
  });
  expect(wordsOf(moved.text)).toContain('February 3, 2025 now Ana Moved Clerk Fire Max Manager');
  expect(wordsOf(moved.text)).toContain('January 8, 2024 February 2, 2025 Ana Added Clerk Finance');

  const circle = await hana.post(`${edit}?_action=changePerson`, {
    ...ana,
    person,
    managerNumber: 'DEMO-9001',
    on: '',
  });
  expect(circle.status).toBe(400);
  expect(wordsOf(circle.text)).toContain('Nobody is their own manager.');

  const left = await hana.post(`${edit}?_action=endEmployment`, { person, lastDay: '2025-12-31' });
  expect(wordsOf(left.text)).toContain('The last day of Ana Moved was December 31, 2025.');
  const back = await hana.post(`${edit}?_action=returnPerson`, {
    person,
    on: '2026-03-02',
    title: 'Medic',
    departmentId: 'fire',
    managerNumber: '',
  });
  expect(wordsOf(back.text)).toContain('March 2, 2026 now Ana Moved Medic Fire –');
  const later = await hana.post(`${edit}?_action=endEmployment`, { person, lastDay: '2027-01-29' });
  expect(later.text).toContain('They stay: take the last day back');
  const stays = await hana.post(`${edit}?_action=keepEmployment`, { person });
  expect(stays.text).not.toContain('They stay');
});

test('departments are added and renamed; case and spaces make no second one', async () => {
  const add = (name: string) => hana.post('/hr/departments?_action=addDepartment', { name });
  const again = await add(' FINANCE ');
  expect(again.status).toBe(409);
  expect(wordsOf(again.text)).toContain('There is already a department Finance.');
  expect((await add('Library')).text).toContain('<h3>Library</h3>');
  const rename = (name: string) =>
    hana.post('/hr/departments?_action=renameDepartment', { department: 'library', name });
  const taken = await rename('finance');
  expect(taken.text).toContain('href="#name-library"');
  expect((await rename('Public Library')).text).toContain('<h3>Public Library</h3>');
});

test('a roster is shown, confirmed and taken over; the same file then changes nothing', async () => {
  const lines = await staff();
  expect(lines.length).toBeGreaterThan(60);
  const same = await send([HEAD, ...lines].join('\n'));
  expect(same.status).toBe(303);
  const nothing = await hana.get(same.location);
  expect(wordsOf(nothing.text)).toContain('nothing would change');
  expect(nothing.text).not.toContain('takeRoster');

  const others = lines.filter((line) => !/^DEMO-200[3-9]|^DEMO-201/.test(line));
  const gone = lines.length - others.length;
  const file = [HEAD, ...others, 'DEMO-9100,Nia New,Clerk,Finanze,,,2026-01-05,'].join('\r\n');
  const { location } = await send(file);
  const shown = await hana.get(location);
  expect(wordsOf(shown.text)).toContain(`1 new, ${gone} leaving`);
  expect(wordsOf(shown.text)).toContain('Finanze – there is Finance already. Is it another one?');
  expect(wordsOf(shown.text)).toContain('Nothing has been done yet');
  const act = { file: hidden(shown.text, 'file'), seen: hidden(shown.text, 'seen') };
  const take = (more: object, to = location) =>
    hana.post(`/hr/roster?_action=takeRoster&${to.split('?')[1]}`, { ...act, ...more });
  const untold = await take({ leavers: '' });
  expect(untold.status).toBe(400);
  expect(wordsOf(untold.text)).toContain(`type how many: ${gone}.`);
  const other = await take({ seen: '0'.repeat(64), leavers: String(gone) });
  expect(other.status).toBe(409);
  expect(wordsOf(other.text)).toContain('Something has changed since this was shown to you');
  expect(hidden(other.text, 'seen')).toBe(act.seen);
  const nobody = await signIn('ada@demo.example');
  expect((await nobody.get(location)).status).toBe(403);

  const done = await take({ leavers: String(gone) });
  expect(done.path).toBe('/hr/roster?done');
  expect(wordsOf(done.text)).toContain(`1 new, ${gone} leaving`);
  expect((await take({ leavers: String(gone) })).status).toBe(410);
  const twice = await hana.get((await send(file)).location);
  expect(wordsOf(twice.text)).toContain('nothing would change');
});

test('mistakes are all told by line and column, and nothing waits', async () => {
  const wrong = await send(
    `${HEAD}\nDEMO-1,=1+1,Clerk,Finance,,DEMO-7777,2/30/2026,\nDEMO-2,Bo,Clerk,Finance,,DEMO-7777,2026-01-05,`,
  );
  expect(wrong.status).toBe(400);
  expect(wrong.words).toContain('Line 2, Name: This begins with “=”, as a formula does.');
  expect(wrong.words).toContain('Line 2, Hired on: 2/30/2026 is not a day that exists.');
  const unknown = await send(`${HEAD}\nDEMO-2,Bo,Clerk,Finance,,DEMO-7777,2026-01-05,`);
  expect(unknown.words).toContain('Line 2, Manager: Nobody has the employee number DEMO-7777');
  const many = Array.from({ length: 70 }, (_, n) => `E${n},,Clerk,Finance,,,2026-01-05,`);
  const long = await send([HEAD, ...many].join('\n'));
  expect(long.words).toContain('Line 51, Name: The name is missing.');
  expect(long.words).not.toContain('Line 52,');
  expect(long.words).toContain('And 20 more.');
  expect((await send(Buffer.from('PK\u0003\u0004'))).words).toContain('This is a spreadsheet');
  expect((await send('')).words).toContain('This file is empty');
});

test('a roster of 30,000 people is shown, a page at a time', async () => {
  const lines = Array.from(
    { length: 30_000 },
    (_, n) =>
      `E${n},Person ${n} of a long name,Senior Administrative Assistant for Utility Billing,Finance Department,somebody.number${n}@city.demo.example,,2020-01-06,`,
  );
  // Longer than Astro takes by itself, and than a scan may be.
  expect(lines.join('\n').length).toBeGreaterThan(4_000_000);
  const { status, location } = await send([HEAD, ...lines].join('\n'));
  expect(status).toBe(303);
  const { text } = await hana.get(`${location}&show=new&page=1200`);
  expect(wordsOf(text)).toContain('New: 30000');
  expect(text.length).toBeLessThan(200_000);
});

test('a person added by hand is invited at once, unless HR unticks it', async () => {
  const { text: form } = await hana.get('/hr/people/new');
  expect(form).toMatch(/type="checkbox"[^>]*name="invite"[^>]* checked/);
  const one = { title: 'Clerk', departmentId: 'finance', managerNumber: '', hiredOn: '2024-01-08' };
  const add = (fields: Record<string, string>) =>
    hana.post('/hr/people/new?_action=addPerson', { ...one, ...fields });
  const ivy = { number: 'DEMO-9101', name: 'Ivy Invited', mail: 'ivy.invited@demo.example' };
  const wrong = await add({ ...ivy, hiredOn: '2026-02-30' });
  expect(wrong.text).not.toMatch(/name="invite"[^>]* checked/);
  const invited = await add({ ...ivy, invite: 'true' });
  expect(invited.text).toContain('The invitation to set a password is on its way.');
  const quiet = await add({
    number: 'DEMO-9102',
    name: 'Quinn Quiet',
    mail: 'quinn.quiet@demo.example',
  });
  expect(quiet.text).toContain('Quinn Quiet was added');
  expect(quiet.text).not.toContain('The invitation to set a password is on its way.');
  const nobody = await add({ number: 'DEMO-9103', name: 'Nat Nomail', mail: '', invite: 'true' });
  expect(nobody.text).not.toContain('The invitation to set a password is on its way.');
  const mails = async (person: string) =>
    wordsOf((await hana.get(`/hr/mail?kind=invitation&person=${person}`)).text);
  expect(await mails('DEMO-9101')).toContain('Ivy Invited');
  expect(await mails('DEMO-9102')).not.toContain('Quinn Quiet');
});
