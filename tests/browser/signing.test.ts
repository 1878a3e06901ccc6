import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantRole } from '#auth/grant-role.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import { launchBrowser, newPage } from '../support/browser.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { ALICE, BOB, NOW, finishTraining, schoolOn } from '../support/school.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { keyFileOf } from '../support/spawn-server.ts';

const PASSWORD = 'made-up people only';
/** Every page here is looked at three times, on a machine that may be busy. */
const PATIENCE = 300_000;
let browser: Browser;
let server: TestServer;
/** Alice's training, finished and not signed. */
let training: string;

beforeAll(async () => {
  const url = await freshDatabaseUrl();
  const databaseFile = url.replace('file:', '');
  const db = await openDatabase({ url });
  const school = await schoolOn(db, { keyFile: keyFileOf(databaseFile) });
  await finishTraining(school, ALICE);
  training = school.assignment[ALICE]!;
  const hash = await hashPassword(PASSWORD);
  await db.write(async (tx) => {
    await grantRole(tx, { number: BOB, role: 'hr', by: 'system', at: NOW });
    for (const number of [ALICE, BOB]) await setPassword(tx, number, hash, NOW);
  });
  await db.close();
  server = await startServer({ databaseFile, now: new Date(NOW.getTime() + 3_600_000) });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function signedIn(login: string) {
  const opened = await newPage(browser, { baseURL: server.origin });
  await bringAxe(opened.page);
  const { page } = opened;
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return opened;
}

const look = async (page: Page) => expect(await problemsOnScreens(page), page.url()).toEqual([]);
const press = async (page: Page, name: string) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
/** What a browser checks before it sends is left to the server, which must say it as well. */
const unchecked = (page: Page) =>
  page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test(
  'who would rather sign on paper tells HR, is answered, and may still agree and sign',
  async () => {
    const alice = await signedIn(ALICE);
    await alice.page.goto(`/attest/${training}`);
    await alice.page.getByRole('heading', { level: 1, name: 'Electronic records' }).waitFor();
    await look(alice.page);
    await unchecked(alice.page);
    await press(alice.page, 'Agree to electronic records');
    const box = alice.page.getByRole('checkbox');
    expect(await box.getAttribute('aria-describedby')).toBe('agreed-error');
    await look(alice.page);

    await alice.page.getByRole('link', { name: 'I would rather sign on paper' }).click();
    expect(await alice.page.getByLabel('I would rather sign on paper').isChecked()).toBe(true);
    await unchecked(alice.page);
    await press(alice.page, 'Decline to sign, and tell HR');
    // All that is missing at once: each try would cost the password again.
    expect(await focused(alice.page)).toMatch(/Say why, in your own words\..*Type your password\./);
    await look(alice.page);
    await alice.page.getByLabel('Why? In your own words').fill('I keep my papers at home.');
    await alice.page.getByLabel('Your password again').fill(PASSWORD);
    await press(alice.page, 'Decline to sign, and tell HR');
    expect(await focused(alice.page)).toBe('HR can now see that you declined');
    await look(alice.page);

    const bob = await signedIn(BOB);
    await bob.page.goto('/hr');
    await look(bob.page);
    await bob.page.getByRole('link', { name: 'See why, and answer' }).click();
    await look(bob.page);
    await bob.page.getByRole('link', { name: 'Alice Example' }).click();
    await unchecked(bob.page);
    await press(bob.page, 'Send the answer');
    await look(bob.page);
    await bob.page.getByLabel('What was done').fill('The form lies at the front desk.');
    await press(bob.page, 'Send the answer');
    expect(await focused(bob.page)).toContain('Answered.');
    await look(bob.page);
    await bob.close();

    await alice.page.reload();
    expect(await alice.page.getByText('The form lies at the front desk.').isVisible()).toBe(true);
    await alice.page.getByRole('link', { name: 'Review and sign' }).click();
    await alice.page.getByRole('checkbox').check({ force: true });
    await press(alice.page, 'Agree to electronic records');
    await look(alice.page);
    await alice.page.getByLabel('Type your full name').fill('Alice Example');
    await alice.page.getByRole('checkbox').check({ force: true });
    await alice.page.getByLabel('Your password again').fill(PASSWORD);
    await press(alice.page, 'Sign this attestation');
    await alice.page.getByRole('heading', { level: 1, name: 'Receipt' }).waitFor();
    expect(await focused(alice.page)).toBe('Signed and kept');
    await look(alice.page);
    await alice.page.goto('/record');
    await press(alice.page, 'Withdraw my agreement');
    expect(await focused(alice.page)).toContain('You withdrew your agreement');
    await look(alice.page);
    await alice.close();
  },
  PATIENCE,
);
