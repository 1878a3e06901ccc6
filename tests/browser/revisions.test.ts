import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, newPage } from '../support/browser.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer } from '../support/server.ts';

// HR publishes the fictional amendment in a browser; each page in light, in dark and at 320 px.

const PASSWORD = 'made-up people only';
const LIST = '/hr/policy/social-media/revisions';
let browser: Browser;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer({ demo: true, env: { PORTAL_DEMO_AMENDMENT: '1' } });
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('from the list to the preview and its confirmation, and what everybody then sees', async () => {
  const { page } = await newPage(browser, { baseURL: server.origin });
  await bringAxe(page);
  const problems: string[] = [];
  const look = async () => {
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('main details')) one.setAttribute('open', '');
    });
    const found = await problemsOnScreens(page);
    problems.push(...found.map((problem) => `${page.url()} ${problem}`));
  };
  const main = page.getByRole('main');
  await page.goto('/login');
  await page.getByLabel('employee number').fill('DEMO-1003');
  await page.getByLabel('Password').fill(PASSWORD);
  await main.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');

  await page.goto(LIST);
  await look();
  await main.getByRole('link', { name: /on the drafting bench/ }).click();
  await look();
  await page.goto(LIST);
  await main.getByRole('link', { name: 'See what it changes, and for whom' }).click();
  await look();
  expect(await main.locator('button.usa-button:not(.usa-button--outline)').count()).toBe(1);
  await expect.poll(() => main.getByLabel('Material').isChecked()).toBe(true);
  await main.getByLabel('Why').fill('The council adopted it, in this demonstration.');
  await main.getByRole('button', { name: 'Publish the revision of July 1, 2027' }).click();
  await page.waitForURL(/published=2027-07-01/);
  await look();
  for (const path of [
    '/policy/social-media',
    '/policy/social-media?on=2027-07-01',
    '/check?on=2027-07-01',
    '/hr/policy/social-media?on=2027-07-01',
    '/hr/policy/social-media/readings?on=2027-07-01',
    `${LIST}/2027-07-01`,
    '/hr/campaigns/new',
  ]) {
    await page.goto(path);
    await look();
    expect(await main.textContent(), path).toMatch(/fictional draft/i);
  }
  expect(problems).toEqual([]);
}, 240_000);
