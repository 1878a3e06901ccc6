import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { eq } from 'drizzle-orm';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { startServer, visitor, type TestServer } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

let server: TestServer;
let hana: ReturnType<typeof visitor>;
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');

beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signIn('hana@demo.example');
});
afterAll(() => server?.stop());

async function signIn(login: string) {
  const browser = visitor(server.origin);
  await browser.post('/login?_action=signIn', { login, password: DEMO_PASSWORD });
  return browser;
}

async function changeMail(id: string, what: Partial<typeof mails.$inferInsert>): Promise<void> {
  const db = await openDatabase({ url: `file:${server.databaseFile}` });
  await db.write((tx) => tx.update(mails).set(what).where(eq(mails.id, id)));
  await db.close();
}

const firstMail = (html: string) => /\/hr\/mail\/([\w-]{22})/.exec(html.split('<main')[1]!)![1]!;

test('HR is told that mail waits, sees what it would say, stops it, and sends it again', async () => {
  expect(said((await hana.get('/hr')).text)).toMatch(/No mail leaves: \d+ mails? waits?/);
  const list = await hana.get('/hr/mail?state=waiting&kind=receipt');
  expect(said(list.text)).toMatch(/\d+ mails?, those that failed first/);
  const id = firstMail(list.text);
  const page = `/hr/mail/${id}`;
  const shown = said((await hana.get(page)).text);
  expect(shown).toContain('What it would say now');
  expect(shown).toContain('Thank you. You signed the Social Media Policy');
  expect(shown).toContain(`${server.origin}/record/`);

  const stopped = await hana.post(`${page}?_action=stopMail`, { mail: id });
  expect(stopped.redirects).toEqual([{ status: 303, location: page }]);
  expect(said(stopped.text)).toMatch(/Not sent .*: HR stopped it\./);

  const again = await hana.post(`${page}?_action=resendMail`, { mail: id });
  const next = again.redirects[0]!.location;
  expect(next).not.toBe(page);
  expect(said(again.text)).toContain('It sends an earlier mail again.');
  expect((await hana.get(page)).text).toContain(`href="${next}"`);
  const tooEarly = await hana.post(`${next}?_action=resendMail`, { mail: next.split('/').at(-1)! });
  expect(tooEarly.status).toBe(409);
  expect(said(tooEarly.text)).toContain('still on its way');
});

test('what failed stands on top with the server’s words, and on the overview', async () => {
  const id = firstMail((await hana.get('/hr/mail?state=waiting')).text);
  const outcome = 'The mail server refuses this mail. It says: 550 <b>no such box</b>';
  await changeMail(id, { state: 'failed', outcome, tries: 1, triedAt: new Date() });
  const list = (await hana.get('/hr/mail')).text;
  expect(firstMail(list)).toBe(id);
  expect(list).toContain('550 &lt;b&gt;no such box&lt;/b&gt;');
  expect(said((await hana.get('/hr')).text)).toContain('1 mail could not be delivered');
  await hana.post(`/hr/mail/${id}?_action=resendMail`, { mail: id });
  expect(said((await hana.get('/hr')).text)).not.toContain('could not be delivered');
});

test('mails are found by person, and stand on the person’s page', async () => {
  const of = await hana.get('/hr/mail?person=DEMO-1003');
  expect(said(of.text)).toMatch(/Receipt/);
  const person = /\/hr\/people\/[\w-]{22}/.exec(of.text.split('<main')[1]!)![0];
  const page = said((await hana.get(person)).text);
  expect(page).toContain('Mail');
  expect(page).toContain('All mail to this person');
  expect(said((await hana.get('/hr/mail?person=nobody%25')).text)).toContain(
    'No mail Clear the filter',
  );
  expect((await hana.get('/hr/mail?state=x&kind=y&page=-3')).status).toBe(200);
  expect((await hana.get(`/hr/mail/${'A'.repeat(22)}`)).status).toBe(404);
});

test('an auditor reads mails, and their reading is noted; nothing is theirs to send', async () => {
  const ada = await signIn('ada@demo.example');
  const id = firstMail((await ada.get('/hr/mail')).text);
  const { text } = await ada.get(`/hr/mail/${id}`);
  expect(text).not.toMatch(/Send again|Stop this mail/);
  expect((await ada.post(`/hr/mail/${id}?_action=stopMail`, { mail: id })).status).toBe(403);
  expect((await ada.get('/audit')).text).toContain('mail.read');
});
