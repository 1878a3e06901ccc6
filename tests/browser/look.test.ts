import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
  type PageOptions,
} from '../support/browser.ts';
import { startServer } from '../support/server.ts';

/** A new hire: nothing but what everybody has. */
const NEW_HIRE = 'DEMO-1001';
const PASSWORD = 'made-up people only';
const PUBLIC = ['/login', '/nowhere'];
// A search shows the policy's whole text, too, and axe takes seconds for it.
const SIGNED_IN = ['/policy/social-media?q=photo', '/policy/unknown', '/nowhere'];

let browser: Browser;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (options: PageOptions = {}) =>
  newPage(browser, { ...options, baseURL: server.origin });

async function signIn(page: Page, login = NEW_HIRE): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

const LOOKS: [name: string, look: PageOptions][] = [
  ['in light', { scheme: 'light' }],
  ['in light at 320 px', { scheme: 'light', width: 320 }],
  ['in dark', { scheme: 'dark' }],
  ['in dark at 320 px', { scheme: 'dark', width: 320 }],
  ['in forced colours', { forcedColors: true }],
];

test.each(LOOKS)('every page is accessible and fits %s', async (_name, look) => {
  const { page, close } = await open(look);
  for (const path of PUBLIC) await visit(page, path);
  await signIn(page);
  for (const path of SIGNED_IN) await visit(page, path);
  await close();
});

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('the policy is searched and linked to without script', async () => {
  const { page, close } = await open({ javaScript: false });
  await signIn(page);
  await page.goto('/policy/social-media');
  await page.getByRole('searchbox').fill('uniform');
  await page.getByRole('button', { name: 'Search' }).click();
  const hit = page.locator('.hits > li').first();
  expect(await hit.locator('mark').textContent()).toBe('uniform');
  await hit.getByRole('link').click();
  expect(new URL(page.url()).hash).toBe('#c-3-s2');
  expect(await page.locator('.sentence:target').textContent()).toContain('any City uniform');
  await close();
});

test('two minutes before the session ends, one key keeps it', async () => {
  const { page, close } = await open();
  await page.clock.install();
  await signIn(page);
  await page.goto('/policy/social-media');
  const dialog = page.getByRole('dialog');
  await page.clock.runFor('57:00');
  expect(await dialog.isVisible()).toBe(false);
  await page.clock.runFor('01:05');
  expect(await dialog.textContent()).toContain('You will be signed out in 2 minutes');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.clock.runFor('57:00');
  expect(await dialog.isVisible()).toBe(false);
  await close();
});

test('what takes the focus after a post is the list of errors', async () => {
  const { page, close } = await open();
  await page.goto('/login');
  await page.getByLabel('employee number').fill('DEMO-0000');
  await page.getByLabel('Password').fill('not the password at all');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('error-summary');
  await close();
});
