import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { startServer } from '../support/server.ts';

// Questions to HR as they look: wide and narrow, in light and dark; and without script.

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

async function open(login: string, javaScript = true) {
  const opened = await newPage(browser, { javaScript, baseURL: server.origin });
  await opened.page.goto('/login');
  await opened.page.getByLabel('employee number').fill(login);
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await opened.page.waitForURL((url) => url.pathname !== '/login');
  return opened;
}

async function look(page: Page): Promise<void> {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 720 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
  }
}

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test('asked, answered and published, each page looked at', async () => {
  const nora = await open('nora@demo.example');
  const asks = nora.page;
  await asks.goto('/questions');
  await look(asks);
  await asks.goto('/learn');
  await asks.getByRole('link', { name: /^All lessons/ }).click();
  await asks.locator('.lesson-list a').first().click();
  await press(asks, 'Practice');
  await asks.locator('input[name="given"]').first().check({ force: true });
  await press(asks, 'Save my answer');
  await asks
    .getByRole('link', { name: /^Ask HR about/ })
    .first()
    .click();
  await look(asks);
  await asks.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
  await press(asks, 'Send to HR');
  expect(await focused(asks)).toContain('Type the question first.');
  await look(asks);
  await asks.getByLabel('Your question').fill('Does this hold for a photo\nthat my sister took?');
  await press(asks, 'Send to HR');
  expect(await focused(asks)).toBe('Sent to HR');
  await look(asks);

  const { page: hr, close } = await open('hana@demo.example');
  await hr.goto('/hr');
  await hr.getByRole('link', { name: '1 question to HR' }).click();
  await look(hr);
  await hr.getByRole('link', { name: /^Does this hold/ }).click();
  await look(hr);
  await hr.getByLabel('Your answer').fill('It holds for what you post yourself.');
  await press(hr, 'Send the answer');
  expect(await focused(hr)).toMatch(/^Answered\./);
  await look(hr);
  await hr.getByRole('link', { name: 'Publish it without names' }).click();
  await hr.getByLabel('The question').fill('Does it hold for a photo somebody else took?');
  await look(hr);
  await press(hr, 'Publish without names');
  expect(await focused(hr)).toMatch(/^Everybody can read it now/);
  await look(hr);
  const clause = await hr.locator('.quote figcaption a').first().getAttribute('href');
  await close();

  await asks.reload();
  await look(asks);
  await asks.goto('/questions');
  await look(asks);
  await asks.goto(clause!);
  await asks.locator('.hr-answered > summary').click();
  expect(await asks.locator('.hr-answered').innerText()).toContain(
    'It holds for what you post yourself.',
  );
  await look(asks);
  await nora.close();
});

test('a clause is asked about without script', async () => {
  const { page, close } = await open('max@demo.example', false);
  await page.goto('/policy/social-media');
  await page.getByRole('link', { name: 'Ask HR about C.3', exact: true }).click();
  await page.getByLabel('Your question').fill('What is a City emblem?');
  await press(page, 'Send to HR');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your question about C.3');
  expect(await page.getByRole('heading', { name: 'Sent to HR' }).isVisible()).toBe(true);
  await close();
});
