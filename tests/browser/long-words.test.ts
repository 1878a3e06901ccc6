import { expect, test } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
} from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { everyonesLessons } from '../support/solve.ts';

test('a long sentence of the City opens beside its option, by keyboard, and chooses nothing', async () => {
  const server = await startServer({ demo: true });
  const browser = await launchBrowser();
  try {
    const { page } = await newPage(browser, { baseURL: server.origin });
    await page.goto('/login');
    await page.getByLabel('employee number').fill('DEMO-1001');
    await page.getByLabel('Password').fill('made-up people only');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/login');
    await page.goto('/learn');
    const training = await page.getByRole('link', { name: /^All lessons/ }).getAttribute('href');
    const lesson = everyonesLessons().find(({ id }) => id === 'C.6-prohibited-activity')!;
    // A "Try it" asks one question, another one each time: on until one offers a long sentence.
    const words = page.locator('.question details');
    for (let tries = 0; tries < 30 && (await words.count()) === 0; tries += 1) {
      await page.goto(`${training}/${lesson.id}`);
      const tryIt = page.getByRole('button', { name: /^Try it/ }).first();
      await Promise.all([page.waitForURL(/attempts/), tryIt.click()]);
    }
    const first = words.first();
    expect(await first.getAttribute('open')).toBeNull();
    const id = await first.getAttribute('id');
    expect(await page.locator(`input[aria-details="${id}"]`).count()).toBe(1);
    await first.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await first.getAttribute('open')).not.toBeNull();
    await first.locator('summary').click();
    expect(await first.getAttribute('open')).toBeNull();
    await first.locator('summary').click();
    expect(await page.locator('input[name="given"]:checked').count()).toBe(0);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 720 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
    }
  } finally {
    await browser.close();
    await server.stop();
  }
});
