import { and, asc, eq, ne } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { attestations, employees } from '#db/schema/index.ts';
import { withDrafts } from '#policies/publications.ts';
import { readAttempt } from '#training/read-attempt.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { BETWEEN, projectOfThree } from '../support/project-of-three.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { realPolicies, rightAnswer } from '../support/training.ts';

// Three texts, from HR's preview of the fictional amendment to the receipts of those it concerns: one signed
// the City's text, one the made-up revision after it, one has never signed.

const PASSWORD = 'made-up people only';
const REVISION = '2027-07-01';
/** Signed the text of 2023 in the demonstration. */
const SIGNED = 'DEMO-1003';
const NEVER = 'DEMO-1001';
const NOW = new Date('2026-11-22T15:00:00Z');
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 320, scheme: 'dark' },
] as const;

let browser: Browser;
let server: TestServer;
let db: Db;
let project: ReturnType<typeof projectOfThree>;
/** Who signs the revision between: she has signed the text of 2023 like others in the demonstration. */
let between: { number: string; name: string };
beforeAll(async () => {
  project = projectOfThree();
  const env = { PORTAL_DEMO_AMENDMENT: '1' };
  [server, browser] = await Promise.all([
    startServer({ demo: true, env, now: NOW, project: project.folder }),
    launchBrowser(),
  ]);
  db = await openDatabase({ url: `file:${server.databaseFile}` });
});
afterAll(async () => {
  await browser?.close();
  await db?.close();
  await server?.stop();
  project?.remove();
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

async function look(page: Page, isDraft = true): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  // Wherever the draft shows, it says what it is.
  expect(/fictional draft/i.test(await page.locator('main').innerText())).toBe(isDraft);
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

async function sign(page: Page, name: string, isDraft = true): Promise<void> {
  await heading(page, 'Review and sign');
  await look(page, isDraft);
  await page.getByLabel('Type your full name').fill(name);
  await page.getByLabel('I have read the statement above').check({ force: true });
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Sign this attestation');
  await heading(page, 'Receipt');
  await look(page, isDraft);
  const marked = (await page.locator('.receipt').innerText()).includes('(fictional draft)');
  expect(marked).toBe(isDraft);
}

/** HR publishes the revision between and asks one for her signature alone: no duty changed. */
test('a revision that changes words alone asks for no training again', async () => {
  const [signer] = await db.read
    .select({ number: employees.number, name: employees.name })
    .from(attestations)
    .innerJoin(employees, eq(employees.number, attestations.employeeNumber))
    .where(and(eq(attestations.how, 'electronic'), ne(employees.number, SIGNED)))
    .orderBy(asc(employees.number));
  between = signer!;
  const hash = await hashPassword(PASSWORD);
  await db.write((tx) => setPassword(tx, between.number, hash, NOW));
  const { page, close } = await signedIn(SIGNED);
  await page.goto(`/hr/policy/social-media/revisions/${BETWEEN}`);
  expect(await page.getByLabel(/^Editorial/).isChecked()).toBe(true);
  await page.getByLabel(/^Why/).fill('One word, in this demonstration.');
  await press(page, /^Publish/);
  await page.getByText('The revision of March 6, 2025 is published').waitFor();
  await page.goto('/hr/campaigns/new');
  await page.getByLabel('Policy', { exact: true }).selectOption(`social-media/${BETWEEN}`);
  await page.getByLabel('Only some').check({ force: true });
  await page.getByText('Name people, or leave people out').click();
  await page.getByLabel('Also these people').fill(between.number);
  await page.getByLabel('Also people who have signed').check({ force: true });
  await page.getByLabel(/^Only the signature/).check({ force: true });
  await press(page, 'See who and what');
  await press(page, /^Assign to 1 person/);
  await page.waitForURL(/\/hr\/campaigns\//);
  await close();

  const her = await signedIn(between.number);
  await her.page.goto('/learn');
  await her.page.getByRole('main').getByRole('link', { name: 'Review and sign' }).click();
  await sign(her.page, between.name, false);
  await her.close();
});

test('HR looks at what a revision changes, publishes it, and asks everybody', async () => {
  const { page, close } = await signedIn('DEMO-1003');
  await page.goto(`/hr/policy/social-media/revisions/${REVISION}`);
  await look(page);
  await page.getByLabel(/^Why/).fill('Adopted, in this demonstration.');
  await press(page, /^Publish/);
  await page.getByText('The revision of July 1, 2027 (fictional draft) is published').waitFor();
  await look(page);
  await page.goto('/hr/campaigns/new');
  await page.getByLabel('Policy', { exact: true }).selectOption(`social-media/${REVISION}`);
  await look(page);
  await press(page, 'See who and what');
  await look(page);
  await press(page, /^Assign to/);
  await page.waitForURL(/\/hr\/campaigns\//);
  // Everybody counts by what was assigned now: the text that binds until then is told of beside it.
  await page.goto('/hr');
  expect(await page.locator('main').innerText()).toMatch(/the revision of March 6, 2025 binds/);
  await look(page);
  await close();
});

test.each([
  ['the text of 2023', 'April 20, 2023', () => ({ number: SIGNED, name: 'Hana Personnel' })],
  ['the one before', 'March 6, 2025', () => between],
])('who signed %s learns just what changed since, and signs again', async (_, day, whom) => {
  const { number, name } = whom();
  const { page, close } = await signedIn(number);
  await page.goto('/learn');
  await look(page);
  await page.getByRole('main').getByRole('link', { name: 'Start' }).first().click();
  await heading(page, 'What changed for you');
  await look(page);
  const told = await page.locator('main').innerText();
  expect(told).toContain(`in its revision of ${day}`);
  expect(await page.title()).toContain('What changed for you (fictional draft)');
  expect(told.match(/The City has not adopted it/g)).toHaveLength(1);
  expect(told).toContain('Until then the revision of March 6, 2025 binds.');
  const whole = page.locator('details').filter({ hasText: 'If an employee makes a mistake' });
  await whole.getByText('Read it whole, before and now').click();
  await whole.getByText('Before: If an employee makes a mistake, it should be corrected').waitFor();
  await whole.getByText('Now: An employee who makes a mistake should correct it').waitFor();
  const text = page.getByRole('link', { name: 'Read the whole policy' });
  expect(await text.getAttribute('href')).toBe(`/policy/social-media?on=${REVISION}`);
  // Only she read the word that the revision between had changed, and the draft puts back.
  const words = await page.locator('ins').allInnerTexts();
  expect(words.some((word) => word.includes('evolve'))).toBe(number === between.number);
  await press(page, 'I have read this');
  await press(page, 'Take the check');
  await look(page);
  const kinds = await answerAll(page, number);
  expect(kinds).toContain('delta');
  await look(page);
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('link', { name: /^(Continue|Review and sign)$/ }).click();
  await sign(page, name);
  // What was signed before stays, and says what came after it.
  await page.goto('/record');
  expect(await page.locator('main').innerText()).toContain(day);
  expect(await page.locator('main').innerText()).toContain(
    'you signed the revision of July 1, 2027 (fictional draft) after it',
  );
  if (number === SIGNED) {
    await page.goto('/hr/reports?by=revision');
    const marked = page.getByRole('rowheader', { name: /^(Revision of )?July 1, 2027/ });
    expect(await marked.allInnerTexts()).toEqual([
      'Revision of July 1, 2027 (fictional draft)',
      'July 1, 2027 (fictional draft)',
    ]);
  }
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
