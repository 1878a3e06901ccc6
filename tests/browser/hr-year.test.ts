import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoSidewaysScroll, launchBrowser, newPage } from '../support/browser.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** The pages HR and managers run a year with: each once in light, in dark, at 320 px and in large letters. */
let browser: Browser;
let server: TestServer;
/** What was wrong, page by page. */
const problems: string[] = [];
/** What each page calls itself in a tab: which page says where one is only if no two say the same. */
const titles = new Map<string, string>();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function signedIn(login: string, options: { javaScript?: boolean; width?: number } = {}) {
  const opened = await newPage(browser, { baseURL: server.origin, ...options });
  const { page } = opened;
  if (options.javaScript !== false) await bringAxe(page);
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill('made-up people only');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return opened;
}

async function look(page: Page): Promise<void> {
  const { pathname, search } = new URL(page.url());
  const found = await problemsOnScreens(page);
  problems.push(...found.map((problem) => `${pathname}${search} ${problem}`));
  titles.set(pathname, await page.title());
  await doubleText(page);
  await expectNoSidewaysScroll(page);
}

async function visit(page: Page, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await look(page);
  }
}

/** Letters twice as large, as a person may set them. */
const doubleText = (page: Page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 200% !important; }');
    document.adoptedStyleSheets.push(sheet);
  });
const press = async (page: Page, name: string) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test('HR: people, mail and reports', async () => {
  const { page, close } = await signedIn('hana@demo.example');
  await visit(page, '/hr/mail', '/hr/departments', '/hr/campaigns/demo-campaign-wave-1');
  await visit(page, '/hr/reports?by=campaign&over=demo-campaign-wave-1');
  await page.goto('/hr/mail');
  await page.locator('tbody th a').first().click();
  await look(page);
  await page.goto('/hr/people?search=DEMO-1004');
  await page.getByRole('link', { name: 'Ada Auditor' }).click();
  await look(page);
  const person = new URL(page.url()).pathname;
  await visit(page, `${person}/edit`, `${person}/transcript`, '/hr/people/new');
  await page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
  await press(page, 'Add this person');
  expect(await focused(page)).toContain('There is a problem');
  expect(await page.title()).toMatch(/^Error: /);
  await look(page);
  await close();
});

test('HR imports a roster: what is wrong with it, and what it would change', async () => {
  const { page, close } = await signedIn('hana@demo.example');
  const header = (await (await page.request.get('/hr/roster/template.csv')).text()).split('\n')[0]!;
  const send = async (...lines: string[]) => {
    await page.goto('/hr/roster');
    const buffer = Buffer.from([header.trim(), ...lines, ''].join('\n'));
    await page
      .getByLabel('Roster', { exact: true })
      .setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer });
    await press(page, 'Show what would change');
  };
  await send('NEW-1,,,,,,2/30/2026,,,');
  expect(await focused(page)).toContain('Line 2');
  await look(page);
  await send('NEW-1,Zoe New,Clerk,City Clerk,,,2026-11-02,,,');
  await page.getByRole('heading', { name: 'What the roster changes' }).waitFor();
  // Who would leave stands open: it is what cannot be wrong.
  expect(await page.locator('#leaving').getAttribute('open')).not.toBeNull();
  await look(page);
  await close();
});

test('a manager, and everybody’s own transcript', async () => {
  const { page, close } = await signedIn('max@demo.example');
  await visit(page, '/record/transcript', '/team');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.reload();
  // The button is in sight, and not in what scrolls away.
  const remind = page.getByRole('button', { name: /^Remind / }).first();
  const frame = await page.getByRole('region', { name: 'Your team' }).boundingBox();
  const box = await remind.boundingBox();
  expect(box!.x + box!.width).toBeLessThanOrEqual(frame!.x + frame!.width);
  await remind.click();
  await page.getByRole('heading', { name: /will get a mail from you$/ }).waitFor();
  expect(await focused(page)).toMatch(/will get a mail from you$/);
  await look(page);
  await close();
});

test('nothing was wrong on any of them, and each says in its title where one is', () => {
  expect(problems).toEqual([]);
  expect(titles.size).toBe(12);
  const twice = [...titles.values()].filter((title, at, all) => all.indexOf(title) !== at);
  expect(twice).toEqual([]);
});

test('a report on paper: no column is cut off, and the picture has its numbers', async () => {
  const { page, close } = await signedIn('hana@demo.example');
  await page.goto('/hr/reports?by=campaign&over=demo-campaign-wave-1');
  const number = page.locator('.over-time__numbers td').first();
  expect(await number.isVisible()).toBe(false);
  // A Letter sheet between its margins.
  await page.setViewportSize({ width: 695, height: 900 });
  await page.emulateMedia({ media: 'print' });
  await expectNoSidewaysScroll(page);
  expect(await page.getByText('Counted: everybody employed').isVisible()).toBe(true);
  expect(await number.isVisible()).toBe(true);
  expect(await page.locator('.masthead__nav').isVisible()).toBe(false);
  await close();
});

test('on a phone, by keyboard and without script: the menu unfolds where one is, and leads on', async () => {
  const { page, close } = await signedIn('hana@demo.example', { javaScript: false, width: 320 });
  await page.goto('/hr/departments');
  const menu = page.locator('.masthead__menu > summary');
  const main = page.getByRole('navigation', { name: 'Main' });
  expect(await main.count()).toBe(0);
  await menu.focus();
  await page.keyboard.press('Enter');
  expect(await main.count()).toBe(1);
  expect(await main.getByRole('link', { name: 'Your training' }).isVisible()).toBe(true);
  // The section somebody is in stands open, the others do not.
  const here = main.getByRole('link', { name: 'Departments' });
  expect(await here.getAttribute('aria-current')).toBe('page');
  const reports = main.getByRole('link', { name: 'Reports' });
  expect(await reports.count()).toBe(0);
  await main.getByText('Training', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/hr/reports');
  expect(await main.count()).toBe(0);
  await close();
});

test('the phone’s menu, open, on every screen and in large letters', async () => {
  const { page, close } = await signedIn('hana@demo.example', { width: 320 });
  const open = () =>
    page.locator('.masthead__menu, .masthead__menu details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '');
    });
  await page.goto('/hr/departments');
  await open();
  expect(await problemsOnScreens(page)).toEqual([]);
  await doubleText(page);
  await expectNoSidewaysScroll(page);
  // Wide, the same places stand in rows, and only those of the section somebody is in.
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.reload();
  const main = page.getByRole('navigation', { name: 'Main' });
  expect(await main.getByRole('link', { name: 'Departments' }).isVisible()).toBe(true);
  expect(await main.getByRole('link', { name: 'Reports' }).count()).toBe(0);
  expect(await page.locator('.masthead__menu').isVisible()).toBe(false);
  await close();
});
