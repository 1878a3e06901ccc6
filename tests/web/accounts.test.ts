import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeLink } from '#auth/password-links.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { auditEvents, employees, mails, passwordLinks } from '#db/schema/index.ts';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { ask, startServer, type TestServer, type Visitor } from '../support/server.ts';

const NEW = 'copper kettle walks on tuesday';
const OVER = 'This link cannot be used any more';
let server: TestServer;
let db: Db;

beforeAll(async () => {
  server = await startServer({ demo: true });
  db = await openDatabase({ url: `file:${server.databaseFile}` });
});
afterAll(() => db.close());

const link = (employeeNumber: string, kind: 'invite' | 'reset' = 'reset') =>
  db.write((tx) => makeLink(tx, { kind, employeeNumber, by: 'system', at: new Date() }));
const choose = (visitor: Visitor, token: string, password = NEW) =>
  visitor.post(
    `/welcome/${token}?_action=choosePassword`,
    { token, newPassword: password, newPasswordAgain: password },
    // As browsers send it from a page without referrer.
    { follow: false, headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } },
  );
async function signedIn(login: string, password = DEMO_PASSWORD, on = server) {
  const visitor = on.visitor();
  const { status } = await visitor.post('/login?_action=signIn', { login, password });
  expect(status, `${login} signs in`).toBe(200);
  return visitor;
}
const mailsOf = (number: string, kind: string) =>
  db.read
    .select()
    .from(mails)
    .where(and(eq(mails.employeeNumber, number), eq(mails.kind, kind)));

describe('an invitation', () => {
  test('HR invites; the link shows a form, is redeemed by its form alone, and signs the person in', async () => {
    const hr = await signedIn('DEMO-1003');
    const [person] = await db.read
      .select()
      .from(employees)
      .where(eq(employees.number, 'DEMO-2013'));
    const page = await hr.get(`/hr/people/${person!.publicId}`);
    expect(page.text).toContain('No password yet.');
    const invited = await hr.post(`/hr/people/${person!.publicId}?_action=invite`, {
      people: person!.publicId,
    });
    expect(invited.text).toContain('Waits to go out since');
    expect(await mailsOf('DEMO-2013', 'invitation')).toHaveLength(1);

    const token = await link('DEMO-2013', 'invite');
    const visitor = server.visitor();
    for (let i = 0; i < 2; i += 1) {
      const { status, text, headers } = await visitor.get(`/welcome/${token}`);
      expect(status).toBe(200);
      expect(text).toContain(`Welcome, ${person!.name}`);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const done = await choose(visitor, token);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/learn']);
    expect((await visitor.get('/learn')).text).toContain(person!.name);
    expect((await visitor.get(`/welcome/${token}`)).text).toContain(OVER);
  });

  test('many at once: those with a password, without mail or invited already are left out and counted', async () => {
    await db.write((tx) =>
      tx.update(employees).set({ mail: null }).where(eq(employees.number, 'DEMO-2010')),
    );
    const hr = await signedIn('DEMO-1003');
    const before = await hr.get('/hr/invitations?show=no-mail');
    expect(before.text).toContain('Without work e-mail: 1 person');
    const ids = await db.read.select().from(employees);
    const idOf = (number: string) => ids.find((one) => one.number === number)!.publicId;
    const people = ['DEMO-1001', 'DEMO-2010', 'DEMO-2018', 'DEMO-2026'].map(idOf);
    const some = await hr.post('/hr/invitations?_action=invite', { people });
    expect(some.path).toBe('/hr/invitations?invited=2&left=2');
    expect(some.text).toContain('Invited: 2 people');
    const again = await hr.post('/hr/invitations?_action=invite', { people });
    expect(again.path).toBe('/hr/invitations?invited=0&left=4');
    const none = await hr.post('/hr/invitations?_action=invite', {});
    expect([none.status, none.text.includes('Choose at least one person')]).toEqual([400, true]);
    const all = await hr.post('/hr/invitations?_action=invite', { everybody: 'true' });
    expect(all.text).not.toContain('not invited yet</button>');
    expect(await mailsOf('DEMO-2018', 'invitation')).toHaveLength(1);
  });
});

describe('a link', () => {
  test('wrong, used, over or of somebody who has left: one and the same page', async () => {
    const used = await link('DEMO-2020');
    await choose(server.visitor(), used);
    const old = await link('DEMO-2020');
    await db.write((tx) =>
      tx
        .update(passwordLinks)
        .set({ endsAt: new Date(Date.now() - 1000) })
        .where(eq(passwordLinks.tokenHash, createHash('sha256').update(old).digest('hex'))),
    );
    const left = await link('DEMO-2021');
    await db.write((tx) =>
      tx
        .update(employees)
        .set({ separatedOn: '2020-01-01' })
        .where(eq(employees.number, 'DEMO-2021')),
    );
    const wrong = await server.visitor().get(`/welcome/${'x'.repeat(43)}`);
    expect([wrong.status, wrong.text.includes(OVER)]).toEqual([410, true]);
    expect(wrong.text).toContain('href="/forgot"');
    for (const token of [used, old, left]) {
      const { status, text } = await server.visitor().get(`/welcome/${token}`);
      expect([status, text]).toEqual([410, wrong.text]);
      const posted = await choose(server.visitor(), token);
      expect([posted.status, posted.text]).toEqual([410, wrong.text]);
    }
  });

  test('a reset ends sessions, queues the notice, and leads to signing in', async () => {
    await choose(server.visitor(), await link('DEMO-2022'), 'first of all some words');
    const before = await signedIn('DEMO-2022', 'first of all some words');
    const token = await link('DEMO-2022');
    const done = await choose(server.visitor(), token);
    expect(done.headers.get('location')).toBe('/login?password-set');
    expect((await before.get('/learn', { follow: false })).status).toBe(303);
    expect(await mailsOf('DEMO-2022', 'password-changed')).toHaveLength(2);
    await signedIn('DEMO-2022', NEW);
  });

  test('a password that is easily guessed is refused with why, and the link stays good', async () => {
    const token = await link('DEMO-2023');
    const visitor = server.visitor();
    const refused = await choose(visitor, token, 'Kirkwood2026Kirkwood');
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('words about you, your work or the City');
    expect(refused.text).not.toContain('Kirkwood2026Kirkwood');
    expect((await choose(visitor, token)).status).toBe(303);
  });

  test('its token stands in no log and no audit event, however it was asked', async () => {
    const token = await link('DEMO-2024');
    const visitor = server.visitor();
    const half = `${token.slice(0, 20)}%${token.charCodeAt(20).toString(16)}${token.slice(21)}`;
    const paths = [
      `/welcome/${token}`,
      `/%77elcome/${token}`,
      `/welcome/${half}`,
      `/welcome/${token}/x`,
    ];
    for (const path of paths) {
      const { headers } = await visitor.get(path);
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    }
    // Another page's act, sent there by somebody signed in: its refusal is noted with the path.
    const employee = await signedIn('DEMO-1001');
    const refused = await employee.post(`/welcome/${token}?_action=addDepartment`, {});
    expect(refused.status).toBe(403);
    await choose(visitor, token);
    const said = server.output() + JSON.stringify(await db.read.select().from(auditEvents));
    expect(said).toContain('/welcome/…');
    expect(said).not.toContain(token.slice(0, 20));
    expect(said).not.toContain(token.slice(21));
  });

  test('only its own form may say that it comes from nowhere', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
    const post = (path: string, headers: Record<string, string>) =>
      ask(server.port, path, { method: 'POST', headers: { ...form, ...headers }, body: 'a=b' });
    expect((await post('/login', { 'sec-fetch-site': 'same-origin' })).status).toBe(403);
    expect((await post('/welcome/x', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post('/welcome/x', { 'sec-fetch-site': 'same-origin' })).status).toBe(410);

    const secure = await startServer({ env: { PORTAL_ORIGIN: 'https://portal.city.example' } });
    const host = { host: 'portal.city.example' };
    const there = (headers: Record<string, string>) =>
      ask(secure.port, '/welcome/x', {
        method: 'POST',
        headers: { ...form, ...host, ...headers },
        body: 'a=b',
      });
    expect((await there({})).status).toBe(403);
    expect((await there({ 'sec-fetch-site': 'same-origin' })).status).toBe(410);
  });
});

describe('a forgotten password', () => {
  const forgot = (login: string, visitor = server.visitor()) =>
    visitor.post('/forgot?_action=forgotPassword', { login }, { follow: false });

  test('known, unknown, separated, without mail: one answer', async () => {
    await db.write((tx) =>
      tx.update(employees).set({ mail: null }).where(eq(employees.number, 'DEMO-2030')),
    );
    await db.write((tx) =>
      tx
        .update(employees)
        .set({ separatedOn: '2020-01-01' })
        .where(eq(employees.number, 'DEMO-2031')),
    );
    const known = await forgot('nora@demo.example');
    expect([known.status, known.headers.get('location')]).toEqual([303, '/forgot?sent']);
    for (const login of ['nobody-at-all', 'DEMO-2031', 'DEMO-2030', 'x@y.example']) {
      const answer = await forgot(login);
      expect([answer.status, answer.text]).toEqual([known.status, known.text]);
      expect(answer.headers.get('location')).toBe('/forgot?sent');
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const sent = await server.visitor().get('/forgot?sent');
    expect(sent.text).toContain('If the portal knows you');
    expect(await mailsOf('DEMO-1001', 'password-reset')).toHaveLength(1);
    for (const number of ['DEMO-2030', 'DEMO-2031']) {
      expect(await mailsOf(number, 'password-reset')).toEqual([]);
    }
  });

  test('asking again and again is answered alike, and mails a few alone', async () => {
    for (let i = 0; i < 8; i += 1) expect((await forgot('DEMO-1002')).status).toBe(303);
    expect((await mailsOf('DEMO-1002', 'password-reset')).length).toBe(3);
    await signedIn('DEMO-1002');
  });
});

describe('one’s own account', () => {
  test('a changed password: the old one is asked, this browser stays, the others are signed out', async () => {
    await choose(server.visitor(), await link('DEMO-2041'), 'first of all some words');
    const here = await signedIn('DEMO-2041', 'first of all some words');
    const there = await signedIn('DEMO-2041', 'first of all some words');
    const change = (password: string, next: string) =>
      here.post('/account/password?_action=changePassword', {
        password,
        newPassword: next,
        newPasswordAgain: next,
      });
    const wrong = await change('not the password', NEW);
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('not the password you sign in with');
    const same = await change('first of all some words', 'first of all some words');
    expect(same.text).toContain('This is the password you have.');

    const cookie = here.cookies.get('session');
    const done = await change('first of all some words', NEW);
    expect(done.path).toBe('/account?password-set');
    expect(here.cookies.get('session')).not.toBe(cookie);
    expect((await there.get('/learn', { follow: false })).status).toBe(303);
    expect(await mailsOf('DEMO-2041', 'password-changed')).toHaveLength(2);
  });

  test('shows where one is signed in, and ends it there', async () => {
    const here = await signedIn('DEMO-1004');
    const there = await signedIn('DEMO-1004');
    const page = await here.get('/account');
    expect(page.text.match(/Another browser/g)).toHaveLength(1);
    const session = /name="session" value="([0-9a-f]{64})"/.exec(page.text)![1]!;
    // Somebody else's session is nobody's to end.
    const other = await signedIn('DEMO-1005');
    await other.post('/account?_action=endOtherSessions', { session });
    expect((await there.get('/audit', { follow: false })).status).toBe(200);
    const ended = await here.post('/account?_action=endOtherSessions', { session });
    expect(ended.text).toContain('Signed out there');
    expect((await there.get('/audit', { follow: false })).status).toBe(303);
    expect((await here.get('/audit', { follow: false })).status).toBe(200);
  });
});

describe('roles', () => {
  const idOf = async (number: string) => {
    const [row] = await db.read.select().from(employees).where(eq(employees.number, number));
    return row!.publicId;
  };

  test('an admin gives and takes them with the password; the person is signed out', async () => {
    const admin = await signedIn('DEMO-1005');
    const person = await idOf('DEMO-1001');
    const found = await admin.get('/admin/people?search=nora');
    expect(found.text).toContain(`/admin/people/${person}`);
    const nora = await signedIn('DEMO-1001');
    const here = `/admin/people/${person}?_action=changeRoles`;
    const form = { person, seen: '', roles: ['auditor'] };

    const wrong = await admin.post(here, { ...form, password: 'not the password' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toMatch(/value="auditor" checked/);
    const done = await admin.post(here, { ...form, password: DEMO_PASSWORD });
    expect(done.text).toContain('The roles are changed');
    expect((await nora.get('/learn', { follow: false })).status).toBe(303);
    expect((await (await signedIn('DEMO-1001')).get('/audit')).status).toBe(200);

    const stale = await admin.post(here, { ...form, roles: [], password: DEMO_PASSWORD });
    expect([stale.status, stale.text.includes('meanwhile')]).toEqual([409, true]);
    await admin.post(here, { person, seen: 'auditor', password: DEMO_PASSWORD });
    const acts = await db.read
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.subject, 'DEMO-1001'), eq(auditEvents.actor, 'DEMO-1005')));
    const roles = acts.filter(({ act }) => act.startsWith('role.'));
    expect(roles.map(({ act }) => act)).toEqual(['role.granted', 'role.taken']);
  });

  test('nobody changes their own', async () => {
    const admin = await signedIn('DEMO-1005');
    const person = await idOf('DEMO-1005');
    const page = await admin.get(`/admin/people/${person}`);
    expect(page.text).toContain('You are the only admin: make somebody else admin first');
    const tried = await admin.post(`/admin/people/${person}?_action=changeRoles`, {
      person,
      seen: 'admin',
      roles: ['admin', 'hr'],
      password: DEMO_PASSWORD,
    });
    expect([tried.status, tried.text.includes('Nobody changes their own roles')]).toEqual([
      403,
      true,
    ]);
  });
});

describe('an empty portal', () => {
  const PERSON = {
    number: 'K-1',
    name: 'Fay Founder',
    title: 'HR Director',
    department: 'Human Resources',
    mail: 'fay@city.example',
    hiredOn: '2015-06-01',
    newPassword: NEW,
    newPasswordAgain: NEW,
  };
  const linkOf = async (empty: TestServer) => {
    await vi.waitFor(() => expect(empty.output()).toContain('/welcome/'), 20_000);
    const tokens = [...empty.output().matchAll(/\/welcome\/([\w-]{43})/g)].map(([, one]) => one!);
    expect(tokens).toHaveLength(1);
    return tokens[0]!;
  };

  test('is begun by the link on its terminal, which a new start replaces, and only once', async () => {
    const first = await startServer();
    const old = await linkOf(first);
    expect(first.logged()).not.toContain(old);
    const empty = await startServer({ databaseFile: first.databaseFile });
    const token = await linkOf(empty);
    const visitor = empty.visitor();
    expect((await visitor.get(`/welcome/${old}`)).status).toBe(410);
    const page = await visitor.get(`/welcome/${token}`);
    expect(page.text).toContain('You get two roles: admin');

    const begin = (one: Visitor, form: object) =>
      one.post(`/welcome/${token}?_action=beginPortal`, { token, ...PERSON, ...form });
    const wrong = await begin(visitor, { mail: 'nowhere' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('The work e-mail looks like name@example.gov.');
    expect(wrong.text).toContain('value="Fay Founder"');
    const tries = await Promise.all(
      Array.from({ length: 5 }, (_, i) => begin(empty.visitor(), { number: `K-${i + 1}` })),
    );
    expect(tries.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410, 410]);
    expect(tries.find(({ status }) => status === 200)!.text).toContain('The portal is yours');
    expect((await visitor.get(`/welcome/${token}`)).status).toBe(410);
    expect(empty.logged()).not.toContain(token);

    const fay = await signedIn('fay@city.example', NEW, empty);
    expect((await fay.get('/admin')).status).toBe(200);
    expect((await fay.get('/hr/invitations')).text).toContain('Everybody has set a password.');
    await empty.stop();
    const again = await startServer({ databaseFile: first.databaseFile });
    expect(again.output()).not.toContain('Nobody is in this portal yet');
  });
});
