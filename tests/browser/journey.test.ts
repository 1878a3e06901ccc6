import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, newPage } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { itemOnPage, everyonesLessons, rightOn } from '../support/solve.ts';

const PASSWORD = 'made-up people only';
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.concurrent.each([
  { how: 'with JavaScript', javaScript: true },
  { how: 'without JavaScript', javaScript: false },
])('the whole way, $how', ({ javaScript }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ demo: true });
  });
  afterAll(() => server?.stop());

  test('a new hire learns, practises, answers, signs, has a receipt, and HR sees it', async () => {
    const nora = await newPage(browser, { javaScript, baseURL: server.origin });
    await signIn(nora.page, 'nora@demo.example');
    await nora.page.getByRole('link', { name: 'Start' }).click();

    for (const lesson of everyonesLessons()) {
      await expect1(nora.page, lesson.title);
      if (lesson.id.startsWith('C.3')) await practise(nora.page);
      await nora.page.getByRole('button', { name: 'I have read this lesson' }).click();
      await nora.page.getByRole('button', { name: 'Take the check' }).click();
      await answerEverything(nora.page);
      await nora.page.getByRole('button', { name: 'Finish this check' }).click();
      expect(await nora.page.getByText('Right', { exact: true }).count()).toBe(lesson.graded);
      await nora.page.getByRole('link', { name: 'Continue' }).click();
      await nora.page.getByRole('link', { name: /^(Continue|Review and sign)$/ }).click();
    }

    await expect1(nora.page, 'Electronic records and your signature');
    expect(await nora.page.getByLabel('I have read this notice').isChecked()).toBe(false);
    await nora.page.getByLabel('I have read this notice').check({ force: true });
    await nora.page.getByRole('button', { name: 'Agree to electronic records' }).click();
    await expect1(nora.page, 'Review and sign');
    expect(await nora.page.getByText('I, Nora Newhire, have').isVisible()).toBe(true);
    await nora.page.getByLabel('Type your full name').fill('Nora Newhire');
    await nora.page.getByLabel('I have read the statement above').check({ force: true });
    await nora.page.getByLabel('Your password again').fill(PASSWORD);
    await nora.page.getByRole('button', { name: 'Sign this attestation' }).click();
    await expect1(nora.page, 'Receipt');
    const sha256 = await nora.page
      .locator('dd', { hasText: /^[0-9a-f]{64}$/ })
      .first()
      .innerText();
    await nora.page.getByRole('button', { name: 'Sign out' }).click();
    await nora.close();

    const hana = await newPage(browser, { javaScript, baseURL: server.origin });
    await signIn(hana.page, 'hana@demo.example');
    await expect1(hana.page, 'Overview');
    await hana.page.getByRole('link', { name: 'People', exact: true }).click();
    await hana.page.getByLabel('Name or employee number').fill('Nora');
    await hana.page.getByRole('button', { name: 'Show' }).click();
    await hana.page.getByRole('link', { name: 'Nora Newhire' }).click();
    await hana.page.getByRole('link', { name: 'Receipt', exact: true }).click();
    expect(await hana.page.getByText(sha256).isVisible()).toBe(true);
    await hana.close();
  });
});

async function signIn(page: Page, mail: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('Work e-mail or employee number').fill(mail);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function expect1(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}

/** Tries a scenario from the lesson: the reason shows at once. Returns to the lesson. */
async function practise(page: Page): Promise<void> {
  const lesson = page.url();
  await page.locator('.try-it button').first().click();
  await answer(page);
  await page.getByRole('heading', { name: /^(Right|The City has not confirmed .*)$/ }).waitFor();
  const words = await page.locator('.answered').innerText();
  expect(words).toMatch(/You answered/);
  await page.getByRole('link', { name: 'Back to where you were' }).click();
  expect(new URL(page.url()).pathname).toBe(new URL(lesson).pathname);
  expect(await page.locator('.try-it:target').count()).toBe(1);
}

async function answerEverything(page: Page): Promise<void> {
  while (await page.getByRole('button', { name: 'Save my answer' }).count()) await answer(page);
}

async function answer(page: Page): Promise<void> {
  const options = page.locator('input[name="given"]');
  const values = await options.evaluateAll((inputs) =>
    inputs.map((input) => (input as HTMLInputElement).value),
  );
  const item = itemOnPage(await page.locator('main').innerText(), values);
  for (const value of rightOn(item)) {
    await page.locator(`input[name="given"][value="${value}"]`).check({ force: true });
  }
  // The next question is another page: nothing is read before it is there.
  const next = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Save my answer' }).click();
  await next;
}
