import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLink } from '#auth/password-links.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { launchBrowser, newPage } from '../support/browser.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer } from '../support/server.ts';

const NEW = 'copper kettle walks on tuesday';
let browser: Browser;
let server: TestServer;
let db: Db;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), launchBrowser()]);
  db = await openDatabase({ url: `file:${server.databaseFile}` });
});
afterAll(async () => {
  await browser?.close();
  await db?.close();
});

async function open(javaScript = true) {
  const opened = await newPage(browser, { baseURL: server.origin, javaScript });
  if (javaScript) await bringAxe(opened.page);
  return opened;
}
const link = (employeeNumber: string, kind: 'invite' | 'reset') =>
  db.write((tx) => makeLink(tx, { kind, employeeNumber, by: 'system', at: new Date() }));
const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name });
async function signIn(page: Page, login: string) {
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill('made-up people only');
  await button(page, 'Sign in').click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

test.each([true, false])(
  'somebody invited sets a password, the first refused, and is signed in (JavaScript %s)',
  async (javaScript) => {
    const { page, close } = await open(javaScript);
    const token = await link(javaScript ? 'DEMO-2010' : 'DEMO-2018', 'invite');
    await page.goto(`/welcome/${token}`);
    if (javaScript) expect(await problemsOnScreens(page)).toEqual([]);
    const choose = async (password: string) => {
      await page.getByLabel('New password').fill(password);
      await page.getByLabel('The same again').fill(password);
      await button(page, 'Set the password and begin').click();
    };
    await choose('Kirkwood2026Kirkwood');
    await expect.poll(() => page.title()).toMatch(/^Error: Welcome/);
    expect(await page.locator('main').innerText()).toContain('words about you');
    if (javaScript) expect(await problemsOnScreens(page)).toEqual([]);
    await choose(NEW);
    await page.waitForURL('**/learn');
    await page.goto(`/welcome/${token}`);
    expect(await page.locator('h1').innerText()).toBe('This link cannot be used any more');
    if (javaScript) expect(await problemsOnScreens(page)).toEqual([]);
    await close();
  },
);

test('the pages about accounts are accessible on every screen', async () => {
  const problems: string[] = [];
  const look = async (page: Page, path: string) => {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    problems.push(...(await problemsOnScreens(page)).map((problem) => `${path} ${problem}`));
  };
  const stranger = await open();
  for (const path of ['/login?password-set', '/forgot', '/forgot?sent']) {
    await look(stranger.page, path);
  }
  await stranger.close();

  const elsewhere = await open();
  await signIn(elsewhere.page, 'DEMO-1005');
  const admin = await open();
  await signIn(admin.page, 'DEMO-1005');
  for (const path of ['/account', '/account/password', '/admin/people', '/admin/people?search=a']) {
    await look(admin.page, path);
  }
  for (const who of ['Nora Newhire', 'Sam Systems']) {
    await admin.page.goto(`/admin/people?search=${encodeURIComponent(who)}`);
    const href = await admin.page.getByRole('link', { name: who }).last().getAttribute('href');
    await look(admin.page, href!);
  }
  await elsewhere.close();
  await admin.close();

  const hr = await open();
  await signIn(hr.page, 'DEMO-1003');
  await look(hr.page, '/hr/invitations');
  await hr.page.getByRole('link', { name: 'Whitlock' }).first().click();
  await hr.page.waitForURL('**/hr/people/*');
  problems.push(...(await problemsOnScreens(hr.page)));
  await hr.close();
  expect(problems).toEqual([]);
});

test('an empty portal is begun in a browser', async () => {
  const empty = await startServer();
  await expect.poll(() => empty.output(), { timeout: 20_000 }).toContain('/welcome/');
  const [, token] = /\/welcome\/([\w-]{43})/.exec(empty.output())!;
  const { page, close } = await newPage(browser, { baseURL: empty.origin });
  await bringAxe(page);
  await page.goto(`/welcome/${token}`);
  expect(await problemsOnScreens(page)).toEqual([]);
  const fields = {
    'Your name': 'Fay Founder',
    'Your employee number': 'K-1',
    'Your work e-mail': 'fay@city.example',
    'Your job title': 'HR Director',
    'Your department': 'Human Resources',
    'The day you were hired': '2015-06-01',
    'New password': NEW,
    'The same again': NEW,
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await button(page, 'Begin').click();
  await page.waitForURL('**/admin/people?begun');
  expect(await problemsOnScreens(page)).toEqual([]);
  await close();
});
