import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantRole } from '#auth/grant-role.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import { addEmployee } from '#people/add-employee.ts';
import {
  launchBrowser,
  newPage,
  expectAccessible,
  expectNoSidewaysScroll,
} from '../support/browser.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { ALICE, BOB, NOW, finishTraining, schoolOn } from '../support/school.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { keyFileOf } from '../support/spawn-server.ts';

const PASSWORD = 'made-up people only';
const WITNESS = 'W-1';
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
    await setPassword(tx, BOB, hash, NOW);
    // Whoever printed the slip is no witness of what it signs.
    const willa = { number: WITNESS, name: 'Willa Witness', title: 'Clerk', departmentId: 'fire' };
    await addEmployee(tx, { ...willa, hiredOn: '2025-01-01', at: NOW, by: 'system' });
    await setPassword(tx, WITNESS, hash, NOW);
  });
  await db.close();
  server = await startServer({ databaseFile, now: new Date(NOW.getTime() + 3_600_000) });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** HR prints a slip for Alice: the codes to sign in with, and the one to sign with. */
async function printSlip(): Promise<string[]> {
  const { page, close } = await newPage(browser, { baseURL: server.origin });
  await bringAxe(page);
  await page.goto('/login');
  await page.getByLabel('employee number').fill(BOB);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  await page.goto('/hr/kiosk?search=alice');
  expect(await problemsOnScreens(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'Alice Example' }).check({ force: true });
  await page.getByRole('button', { name: 'Make slips to print' }).click();
  await page.getByRole('heading', { name: 'Print them now' }).waitFor();
  expect(await problemsOnScreens(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(false);
  expect(await page.getByRole('heading', { name: 'Alice Example' }).isVisible()).toBe(true);
  const codes = await page.locator('.slip code').allTextContents();
  await close();
  return codes;
}

const tablet = () =>
  newPage(browser, { baseURL: server.origin, width: 810, height: 1080, touch: true });

async function signIn(page: Page, code: string): Promise<void> {
  await page.goto('/kiosk');
  await page.getByLabel('Employee number').fill(ALICE.toLowerCase());
  await page.getByLabel('Next visit code').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Sign in' }).tap();
  await page.waitForURL('**/learn');
}

async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test(
  'pain 25: on a shared tablet somebody signs before a witness, and leaves nothing behind',
  async () => {
    const [visit, , , signing] = (await printSlip()) as [string, string, string, string];
    const { page, close } = await tablet();
    await page.goto('/kiosk');
    await look(page);
    await signIn(page, visit);
    const bar = page.getByRole('region', { name: 'Shared tablet' });
    expect(await bar.textContent()).toContain('Alice Example');
    await look(page);

    await page.goto(`/attest/${training}`);
    await page.getByRole('checkbox').check({ force: true });
    await page.getByRole('button', { name: 'Agree to electronic records' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Review and sign' }).waitFor();
    await look(page);
    await page.getByLabel('Type your full name').fill('Alice Example');
    await page.getByRole('checkbox', { name: 'make it mine' }).check({ force: true });
    await page.getByLabel('Your signing code').fill(signing);
    await page.getByLabel('Employee number of the witness').fill(WITNESS);
    await page.getByLabel('Password of the witness').fill('wrong');
    await page.getByRole('checkbox', { name: 'I saw this person sign' }).check({ force: true });
    await page.getByRole('button', { name: 'Sign this attestation' }).tap();
    await page.getByText('password of the witness do not belong together').first().waitFor();
    await look(page);
    expect(await page.getByLabel('Your signing code').inputValue()).toBe('');
    await page.getByLabel('Your signing code').fill(signing);
    await page.getByLabel('Password of the witness').fill(PASSWORD);
    await page.getByRole('checkbox', { name: 'I saw this person sign' }).check({ force: true });
    await page.getByRole('button', { name: 'Sign this attestation' }).tap();
    await page.waitForURL('**/record/*');
    const receipt = await page.getByRole('main').innerText();
    expect(receipt).toContain('Signed on a shared tablet, before a witness');
    expect(receipt).toContain('Willa Witness');
    expect(receipt).toContain('Ask HR for your receipt');
    expect(await page.locator('a[download]').count()).toBe(0);
    await look(page);

    await bar.getByRole('button', { name: 'Finish' }).tap();
    await page.waitForURL('**/kiosk?finished');
    await look(page);
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.url());
    });
    for (let back = 0; back < 3; back += 1) {
      await page.goBack();
      await page.waitForLoadState();
      expect(page.url()).toContain('/kiosk?ended');
      expect(await page.content()).not.toContain('Alice');
      await page.reload();
      expect(await page.content()).not.toContain('Alice');
    }
    // What was typed, the witness's password among it, is not sent again for somebody else.
    expect(posted).toEqual([]);
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
    expect(kept).toEqual([0, 0]);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, value }) => [name, value])).toEqual([['session', 'kiosk.']]);
    await close();
  },
  PATIENCE,
);

test(
  'a minute before the end one big button keeps the session, and its end takes the page away',
  async () => {
    const [visit] = (await printSlip()) as [string];
    const { page, close } = await tablet();
    await page.clock.install();
    await signIn(page, visit);
    await page.clock.fastForward('02:50');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.clock.fastForward('00:15');
    const here = page.getByRole('dialog').getByRole('button', { name: 'I am still here' });
    await here.waitFor();
    await look(page);
    expect((await here.boundingBox())!.height).toBeGreaterThanOrEqual(60);
    await here.tap();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.clock.fastForward('02:00');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.clock.fastForward('03:00');
    await page.waitForURL('**/kiosk?ended');
    await page.goBack();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Sign in on this tablet',
    );
    await close();
  },
  PATIENCE,
);

test(
  'without script the page says when it ends, and how to stay',
  async () => {
    const [visit] = (await printSlip()) as [string];
    const { page, close } = await newPage(browser, {
      baseURL: server.origin,
      width: 320,
      javaScript: false,
    });
    await page.goto('/kiosk');
    await page.getByLabel('Employee number').fill(ALICE);
    await page.getByLabel('Next visit code').fill(visit);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/learn');
    expect(await page.locator('.kiosk-bar').innerText()).toMatch(/Signs you out at .+ unless/);
    await page.getByRole('link', { name: 'I am still here' }).click();
    await page.waitForURL('**/learn');
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.waitForURL('**/kiosk?finished');
    await close();
  },
  PATIENCE,
);
