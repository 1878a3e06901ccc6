import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Db } from '#db/client.ts';
import { withDrafts } from '#policies/publications.ts';
import { readAttempt } from '#training/read-attempt.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { realPolicies, rightAnswer } from '../support/training.ts';

// The fictional amendment of a demonstration, from HR's preview to the receipts of those it concerns.

const PASSWORD = 'made-up people only';
const REVISION = '2027-07-01';
/** Signed the text of 2023 in the demonstration. */
const SIGNED = 'DEMO-1003';
const NEVER = 'DEMO-1001';
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 320, scheme: 'dark' },
] as const;

let browser: Browser;
let server: TestServer;
let db: Db;
beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ demo: true, env: { PORTAL_DEMO_AMENDMENT: '1' } }),
    launchBrowser(),
  ]);
  db = await openDatabase({ url: `file:${server.databaseFile}` });
});
afterAll(async () => {
  await browser?.close();
  await db?.close();
  await server?.stop();
});

async function signedIn(login: string) {
  const opened = await newPage(browser, { baseURL: server.origin });
  const { page } = opened;
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return opened;
}

async function look(page: Page): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  // Wherever the draft shows, it says what it is.
  expect(await page.locator('main').innerText()).toMatch(/fictional draft/i);
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('main').getByRole('button', { name }).first().click();
const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** Answers every question of the check on the page, right. */
async function answerAll(page: Page, number: string): Promise<string[]> {
  const attempt = new URL(page.url()).pathname.split('/').at(-1)!;
  const { items, revision } = await readAttempt(db, withDrafts(realPolicies()), number, attempt);
  for (const { item } of items) {
    if (item.kind === 'delta') await look(page);
    for (const value of rightAnswer(revision, item))
      await page.locator(`input[name="given"][value="${value}"]`).check({ force: true });
    const next = page.waitForEvent('load');
    await press(page, 'Save my answer');
    await next;
  }
  await press(page, 'Finish this check');
  return items.map(({ item }) => item.kind);
}

test('HR looks at what a revision changes, publishes it, and asks everybody', async () => {
  const { page, close } = await signedIn('DEMO-1003');
  await page.goto(`/hr/policy/social-media/revisions/${REVISION}`);
  await look(page);
  await page.getByLabel(/^Why/).fill('Adopted, in this demonstration.');
  await press(page, /^Publish/);
  await page.getByText('The revision of July 1, 2027 is published').waitFor();
  await look(page);
  await page.goto('/hr/campaigns/new');
  await page.getByLabel('Policy', { exact: true }).selectOption(`social-media/${REVISION}`);
  await look(page);
  await press(page, 'See who and what');
  await look(page);
  await press(page, /^Assign to/);
  await page.waitForURL(/\/hr\/campaigns\//);
  await close();
});

test('who signed the text of 2023 learns just what changed, and signs again', async () => {
  const { page, close } = await signedIn(SIGNED);
  await page.goto('/learn');
  await page.getByRole('main').getByRole('link', { name: 'Start' }).first().click();
  await heading(page, 'What changed for you');
  await look(page);
  const told = await page.locator('main').innerText();
  expect(told.match(/The City has not adopted it/g)).toHaveLength(1);
  expect(told).toContain('Until then the revision of April 20, 2023 binds.');
  await page.getByText('Read it whole, before and now').last().click();
  const whole = page.locator('details[open]');
  await whole.getByText('Before: If an employee makes a mistake, it should be corrected').waitFor();
  await whole.getByText('Now: An employee who makes a mistake should correct it').waitFor();
  const text = page.getByRole('link', { name: 'Read the whole policy' });
  expect(await text.getAttribute('href')).toBe(`/policy/social-media?on=${REVISION}`);
  expect(await page.locator('ins').count()).toBeGreaterThan(0);
  await press(page, 'I have read this');
  await press(page, 'Take the check');
  await look(page);
  const kinds = await answerAll(page, SIGNED);
  expect(kinds).toContain('delta');
  await look(page);
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('link', { name: /^(Continue|Review and sign)$/ }).click();
  await heading(page, 'Review and sign');
  await look(page);
  await page.getByLabel('Type your full name').fill('Hana Personnel');
  await page.getByLabel('I have read the statement above').check({ force: true });
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Sign this attestation');
  await heading(page, 'Receipt');
  await look(page);
  // What was signed before stays, and says what came after it.
  await page.goto('/record');
  expect(await page.locator('main').innerText()).toContain('April 20, 2023');
  expect(await page.locator('main').innerText()).toContain('July 1, 2027');
  await close();
});

test('who never signed has every lesson, as before', async () => {
  const { page, close } = await signedIn(NEVER);
  await page.goto('/learn');
  const main = page.getByRole('main');
  // Two trainings of one policy are told apart, by ear as well.
  for (const of of ['July 1, 2027 (fictional draft)', 'April 20, 2023'])
    await main.getByRole('link', { name: `revision of ${of}` }).waitFor();
  await main.getByRole('link', { name: 'Start' }).first().click();
  await heading(page, 'What this policy covers');
  expect(await main.innerText()).toContain('Text messages and e-mail.');
  await look(page);
  await close();
});
