import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 320, scheme: 'dark' },
  { width: 320, scheme: 'light' },
] as const;

async function look(page: Page): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  expect(await page.locator('h1').count()).toBe(1);
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/login?next=/check');
  await page.getByLabel('employee number').fill('nora@demo.example');
  await page.getByLabel('Password').fill('made-up people only');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/check');
}

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
const choose = async (page: Page, ...labels: string[]) => {
  for (const label of labels) await page.getByLabel(label, { exact: true }).check({ force: true });
};
const heading = (page: Page) => page.locator('.check h2').first().innerText();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

describe.each([
  { how: 'with JavaScript', javaScript: true },
  { how: 'without JavaScript', javaScript: false },
])('a check, $how', ({ javaScript }) => {
  test('from the first question to the answer, wide and narrow, light and dark', async () => {
    const { page, close } = await newPage(browser, { javaScript, baseURL: server.origin });
    const seen = async () => {
      if (javaScript) await look(page);
    };
    await signIn(page);
    await seen();
    await press(page, 'Continue');
    expect(await page.title()).toMatch(/^Error: /);
    await seen();
    if (javaScript) expect(await focused(page)).toContain('There is a problem');

    await choose(page, 'Post, share, comment or send a message on social media', 'Personal');
    await press(page, 'Continue');
    if (javaScript) expect(await focused(page)).toBe('You, where and when');
    await choose(page, 'It is on an account of your own', 'You are on a device of your own');
    await choose(page, 'You are off duty', 'No');
    await choose(page, 'You are in neither the Fire Department nor law enforcement');
    await seen();
    await press(page, 'Continue');

    await choose(page, 'Your own words on that network identify you as a City employee');
    await choose(page, 'None of these');
    await seen();
    await press(page, 'Continue');
    expect(await heading(page)).toBe('What and whom it is about');
    await press(page, 'Back');
    expect(await page.getByLabel('None of these').isChecked()).toBe(true);
    await press(page, 'Continue');
    await choose(page, 'The posting is about nobody in particular', 'None of these');
    await press(page, 'Continue');
    await choose(page, 'None of these');
    await seen();
    await press(page, 'Continue');
    expect(await heading(page)).toBe('Pictures');
    await choose(page, 'Not sure about these');
    await press(page, 'Continue');
    await choose(page, 'What it says is accurate', 'Nothing has called for a correction yet');
    await choose(page, 'You altered no earlier post');
    await press(page, 'Continue');
    await choose(page, 'None of these');
    await press(page, 'Continue');
    await choose(page, 'The posting carries no disclaimer');
    await press(page, 'Continue');

    expect(await heading(page)).toBe('What the policy says');
    const main = page.locator('main');
    expect(await main.innerText()).toContain('Something that decides is still open');
    await seen();
    for (const question of await page.locator('.check__open fieldset').all())
      await question.getByLabel('No', { exact: true }).check({ force: true });
    await press(page, 'Update the answer');
    expect(await main.innerText()).toMatch(/By your answers, this is:\s+Action required/);
    expect(await main.innerText()).toContain('Say in this posting that the views are yours alone');
    await page.locator('.readings summary').click();
    await seen();

    await press(page, 'Change Pictures');
    expect(await heading(page)).toBe('Pictures');
    expect(await page.getByLabel('None of these').isChecked()).toBe(true);
    await page.getByLabel('None of these').uncheck({ force: true });
    await choose(page, 'The posting shows you in a City uniform');
    await press(page, 'Continue');
    expect(await heading(page)).toBe('What the policy says');
    expect(await main.innerText()).toMatch(/By your answers, this is:\s+Prohibited/);
    expect(new URL(page.url()).search).toBe('');
    await close();
  });
});
