import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PNG } from '../support/scans.ts';
import { launchBrowser, newPage } from '../support/browser.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer } from '../support/server.ts';

// A signature on paper, its correction and its withdrawal as they look: wide and narrow, light and dark.

const PASSWORD = 'made-up people only';
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

async function open(login: string) {
  const opened = await newPage(browser, { baseURL: server.origin });
  await bringAxe(opened.page);
  await opened.page.goto('/login');
  await opened.page.getByLabel('employee number').fill(login);
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await opened.page.waitForURL((url) => url.pathname !== '/login');
  return opened;
}

/** Quickly: many pages are looked at here. */
async function look(page: Page): Promise<void> {
  expect(await problemsOnScreens(page), page.url()).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());
const shown = (page: Page, label: string) => page.getByLabel(label, { exact: true }).isVisible();

test('recorded, corrected and withdrawn, each page looked at', async () => {
  const { page, close } = await open('hana@demo.example');
  await page.goto('/hr/paper/sheet?policy=social-media&where=in-person');
  await look(page);
  await page.goto('/hr/paper');
  await page.getByLabel('Name or employee number').fill('DEMO-1001');
  await look(page);
  await press(page, 'Find');
  await page.getByRole('main').getByRole('link', { name: /^Nora/ }).click();
  expect(await shown(page, 'Name of the witness')).toBe(false);
  await page.getByRole('radio', { name: /before a witness/ }).check({ force: true });
  expect(await shown(page, 'Name of the witness')).toBe(true);
  await page.getByRole('radio', { name: /^The training/ }).check({ force: true });
  expect(await shown(page, 'Training held by')).toBe(false);
  await page.getByRole('radio', { name: /^A training/ }).check({ force: true });
  await look(page);
  await page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
  await press(page, 'Record this signature');
  expect(await focused(page)).toContain('Choose the scan of the signed sheet.');
  await look(page);

  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(
    new Date(),
  );
  await page.getByLabel('Name of the witness', { exact: true }).fill('Will Witness');
  await page.getByLabel('Title of the witness', { exact: true }).fill('Chief');
  await page.getByLabel('Signed on').fill(today);
  await page.getByLabel('Training held on').fill(today);
  await page.getByLabel('Training held by', { exact: true }).fill('Tess Trainer');
  await page
    .getByLabel('Why not in the portal')
    .fill('She prefers paper.\nShe said so to her chief.');
  const scan = { name: 'sheet.png', mimeType: 'image/png', buffer: PNG };
  await page.getByLabel('Scan of the signed sheet').setInputFiles(scan);
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Record this signature');
  expect(await focused(page)).toBe('Recorded');
  await look(page);
  const receipt = new URL(page.url()).pathname;

  await page.getByRole('link', { name: 'Record another with the same sheet' }).click();
  await page.locator('main .usa-list a').first().click();
  expect(await page.getByLabel('Name of the witness', { exact: true }).inputValue()).toBe(
    'Will Witness',
  );
  await look(page);

  await page.goto(receipt);
  await page.getByRole('link', { name: 'Correct this record' }).click();
  await look(page);
  await page.getByLabel('Witness', { exact: true }).fill('Willa Witness');
  await page.getByLabel('Why').fill('The sheet says so.');
  await page.getByLabel('Your password again').fill('a guess');
  await press(page, 'Write the correction');
  expect(await focused(page)).toContain('This is not the password');
  expect(await page.getByLabel('Witness', { exact: true }).inputValue()).toBe('Willa Witness');
  await look(page);
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Write the correction');
  expect(await focused(page)).toBe('Corrected');
  await look(page);

  await page.getByRole('link', { name: 'Withdraw it' }).click();
  await look(page);
  await page.getByLabel('Why').fill('It was somebody else.');
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Withdraw this record');
  expect(await focused(page)).toBe('Withdrawn');
  await look(page);
  await page.goto('/hr/people?search=DEMO-1001');
  await look(page);
  await page.getByRole('main').getByRole('link', { name: /^Nora/ }).click();
  await look(page);
  await close();

  const nora = await open('nora@demo.example');
  await nora.page.goto('/learn');
  await look(nora.page);
  await nora.page.getByRole('link', { name: 'Read why' }).click();
  expect(await nora.page.getByRole('main').innerText()).toContain('It was somebody else.');
  await look(nora.page);
  await nora.page.goto('/record');
  await look(nora.page);
  await nora.close();
}, 300_000);
