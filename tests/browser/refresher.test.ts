import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { keyFileOf } from '../support/spawn-server.ts';
import { itemOnPage, rightOn, wrongOn } from '../support/solve.ts';
import { ALICE, NOW, finishTraining, schoolOn, sign } from '../support/training.ts';

const PASSWORD = 'made-up people only';
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 320, scheme: 'dark' },
  { width: 320, scheme: 'light' },
] as const;

let browser: Browser;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  const url = await freshDatabaseUrl();
  const db = await openDatabase({ url });
  const keyFile = keyFileOf(url.replace('file:', ''));
  const school = await schoolOn(db, { refreshers: true, keyFile });
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const hash = await hashPassword(PASSWORD);
  await db.write((tx) => setPassword(tx, ALICE, hash, NOW));
  await db.close();
  const now = new Date('2026-12-20T18:00:00Z');
  server = await startServer({ databaseFile: url.replace('file:', ''), now });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Accessible and no wider than the window, wide and narrow, in light and dark. */
async function look(page: Page): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  expect(await page.locator('main .usa-button:not(.usa-button--outline)').count()).toBe(1);
}

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};

async function answer(page: Page, choose: typeof rightOn): Promise<void> {
  const options = page.locator('input[name="given"]');
  const values = await options.evaluateAll((inputs) =>
    inputs.map((input) => (input as HTMLInputElement).value),
  );
  const item = itemOnPage(await page.locator('main').innerText(), values);
  for (const value of choose(item)) {
    await page.locator(`input[name="given"][value="${value}"]`).check({ force: true });
  }
  await press(page, 'Save my answer');
}

test('a refresher from its card to its end, by every look', async () => {
  const { page, close } = await newPage(browser, { baseURL: server.origin });
  await page.goto('/login');
  await page.getByLabel('employee number').fill(ALICE);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
  await page.goto('/learn');
  await look(page);
  await press(page, 'Start the refresher');
  await look(page);
  await answer(page, wrongOn);
  await look(page);
  for (const choose of [rightOn, rightOn]) {
    await page.getByRole('main').getByText('Next question').click();
    await page.waitForLoadState();
    await answer(page, choose);
  }
  await page.getByRole('main').getByText('Finish the refresher').click();
  await page.waitForLoadState();
  expect(await page.locator('main').innerText()).toContain('2 of 3 right');
  await look(page);
  await close();
});
