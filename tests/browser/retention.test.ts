import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, newPage } from '../support/browser.ts';
import { serverWithOldRecords, type OldRecords } from '../support/old-records.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';

// Every screen of retention as it looks: in light, in dark and at 320 px, filled in by hand.

const PASSWORD = 'made-up people only';
let browser: Browser;
let old: OldRecords;

beforeAll(async () => {
  old = await serverWithOldRecords();
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await old?.server.stop();
});

async function open(login: string) {
  const opened = await newPage(browser, { baseURL: old.server.origin });
  const { page } = opened;
  await bringAxe(page);
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  const problems: string[] = [];
  const look = async () => {
    const found = await problemsOnScreens(page);
    problems.push(...found.map((problem) => `${page.url()} ${problem}`));
  };
  const press = async (name: string | RegExp) => {
    await page.getByRole('main').getByRole('button', { name }).click();
    await page.waitForLoadState();
  };
  return { ...opened, look, press, problems };
}

test('a rule, a hold, a proposal and its approval, each page looked at', async () => {
  const [, , third] = old.leavers;
  const hr = await open('DEMO-1003');
  await hr.page.goto('/hr/retention');
  await hr.look();
  await hr.page.getByRole('link', { name: /^Set a rule.*Signed/ }).click();
  await hr.page.getByLabel('Years').fill('1');
  await hr.page.getByLabel('Item of the records schedule').fill('PER 012');
  await hr.page.getByLabel('Your password again').fill(PASSWORD);
  await hr.press('Set this rule');
  await hr.look();
  await hr.page.getByLabel('Years').fill('2');
  await hr.page.getByLabel('Your password again').fill(PASSWORD);
  await hr.press('Set this rule');
  await hr.look();

  await hr.page.getByRole('link', { name: 'Hold records' }).click();
  await hr.look();
  await hr.page.getByLabel('Employee number').fill(third.number);
  await hr.page.getByLabel('Why').fill('A claim of 2026');
  await hr.page.getByLabel('Your password again').fill(PASSWORD);
  await hr.press('Hold these records');
  await hr.look();

  await hr.page.goto('/hr/retention/due/attestations');
  // What is checked is left out with no further step, and not without a reason.
  await hr.page
    .locator('label', { hasText: /^Leave out/ })
    .first()
    .click();
  await hr.page.getByLabel('Why these records go now').fill('Yearly disposal');
  await hr.page.getByLabel('Your password again').fill(PASSWORD);
  await hr.press('Propose to dispose of these records');
  await hr.page.getByRole('link', { name: 'Say why the records you left out are kept.' }).click();
  expect(await hr.page.evaluate(() => document.activeElement?.id)).toBe('leftOutBecause');
  expect(await hr.page.getByRole('checkbox', { checked: true }).count()).toBe(1);
  await hr.look();
  await hr.page.getByLabel('Why what you left out is kept').fill('Asked for');
  await hr.page.getByLabel('Your password again').fill(PASSWORD);
  await hr.press('Propose to dispose of these records');
  await hr.page.getByRole('heading', { level: 1, name: 'Dispose of 1 record' }).waitFor();
  expect(await hr.page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(
    'Proposed; a second person decides',
  );
  await hr.look();
  const proposal = new URL(hr.page.url()).pathname;

  const admin = await open('DEMO-1005');
  await admin.page.goto(proposal);
  await admin.look();
  await admin.page.locator('label[for=decision-approve]').click();
  await admin.page.getByLabel('Why').fill('Checked against the schedule');
  await admin.page.getByLabel('Your password again').fill(PASSWORD);
  await admin.press('Record my decision');
  expect(await admin.page.locator('.notice--success, [data-focus]').first().innerText()).toContain(
    'Your decision is recorded',
  );
  await admin.look();

  // Whose record it was, and what opening it says.
  const [first, second] = old.leavers;
  for (const path of [
    ...[first, second].map(({ publicId }) => `/hr/people/${publicId}`),
    ...[first, second].map(({ record }) => `/hr/attestations/${record}`),
    '/hr/retention',
  ]) {
    await hr.page.goto(path);
    await hr.look();
  }
  await Promise.all([hr.close(), admin.close()]);
  expect([...hr.problems, ...admin.problems]).toEqual([]);
}, 240_000);
