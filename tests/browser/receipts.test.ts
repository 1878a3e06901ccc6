import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, newPage } from '../support/browser.ts';
import { readPdf } from '../support/pdf.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';

let browser: Browser;
let server: TestServer;
let hana: Visitor;
let record: string;
let receipt: string;
const folder = mkdtempSync(join(tmpdir(), 'receipt-'));
const file = join(folder, 'mine.receipt.json');

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), launchBrowser()]);
  hana = server.visitor();
  const login = { login: 'hana@demo.example', password: 'made-up people only' };
  await hana.post('/login?_action=signIn', login);
  record = /\/record\/[\w-]{22}/.exec((await hana.get('/record')).text)![0];
  receipt = (await hana.get(`${record}.receipt.json`)).text;
  writeFileSync(file, receipt);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser?.close();
});

async function openPage(options: { javaScript?: boolean } = {}, signedIn = true) {
  const opened = await newPage(browser, { baseURL: server.origin, ...options });
  await bringAxe(opened.page);
  const cookies = [...hana.cookies].map(([name, value]) => ({ name, value, url: server.origin }));
  if (signedIn) await opened.page.context().addCookies(cookies);
  return opened;
}

test('without script and without sign-in a receipt is checked from its file', async () => {
  const { page, close } = await openPage({ javaScript: false }, false);
  await page.goto('/login');
  await page.getByRole('link', { name: 'Check a receipt' }).click();
  await page.getByLabel('The receipt file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check it' }).click();
  await expect
    .poll(() => page.getByRole('heading', { level: 2 }).allInnerTexts())
    .toContain('This receipt fits the ledger');
  await close();
});

test('a wrong file is told of at the file, and the title says what a check came to', async () => {
  const { page, close } = await openPage({ javaScript: false }, false);
  await page.goto('/verify');
  const check = () => page.getByRole('button', { name: 'Check it' }).click();
  const wrong = { name: 'mine.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
  await page.getByLabel('The receipt file').setInputFiles(wrong);
  await check();
  const told = page.getByRole('link', { name: /^This is no receipt/ });
  expect(await told.getAttribute('href')).toBe('#file');
  const field = page.getByLabel('The receipt file');
  expect(await field.getAttribute('aria-describedby')).toBe('file-hint file-error');
  expect(await page.getByLabel(/^Or paste/).getAttribute('aria-invalid')).toBe(null);
  await field.setInputFiles(file);
  await page.getByLabel(/^Or paste/).fill('something else');
  await check();
  await page.getByRole('link', { name: /^You chose a file and pasted text/ }).waitFor();
  await page.goto('/verify');
  await page.getByLabel(/^Or paste/).fill(receipt);
  await check();
  await expect.poll(() => page.title()).toMatch(/^This receipt fits the ledger: Check a receipt/);
  await close();
});

test('pasting what is none says so at the field', async () => {
  const { page, close } = await openPage({}, false);
  await page.goto('/verify');
  await page.getByLabel('Or paste all that stands in it').fill(receipt.slice(0, 2000));
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('link', { name: /cut off or changed/ }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('receipt');
  await close();
});

test('every screen of it is accessible, in light, in dark and at 320 px', async () => {
  const { page, close } = await openPage();
  const problems: string[] = [];
  const look = async (name: string) => {
    problems.push(...(await problemsOnScreens(page)).map((problem) => `${name}: ${problem}`));
  };
  for (const path of ['/verify', record, '/record', '/record/evidence']) {
    await page.goto(path);
    await look(path);
  }
  await page.goto('/verify');
  await page.getByLabel('The receipt file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByText('In this ledger', { exact: true }).waitFor();
  await look('checked');
  await page.getByLabel('Or paste all that stands in it').fill('x'.repeat(300));
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByText('There is a problem').waitFor();
  await look('refused');
  await close();
  expect(problems).toEqual([]);
});

test('the receipt’s page prints with the statement and every fingerprint, and without buttons', async () => {
  const { page, close } = await openPage();
  await page.goto(record);
  const printed = await readPdf(await page.pdf({ format: 'Letter', preferCSSPageSize: true }));
  const { sha256 } = JSON.parse(JSON.parse(receipt).record).policy as { sha256: string };
  expect(printed.text.replaceAll(' ', '')).toContain(sha256);
  expect(printed.text).toContain('The statement signed');
  expect(printed.text).not.toContain('Download the receipt');
  expect(printed.pages).toBeLessThan(4);
  await close();
});
