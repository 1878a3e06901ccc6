import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { giveConsent } from '#attestations/consent.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { assertions, attestations } from '#db/schema/index.ts';
import { readNotice } from '#policies/notice.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { verifyAssertion } from '#verify/assertion.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
  type PageOptions,
} from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { NOW, realPolicies, takeCheck } from '../support/school.ts';

// A passkey for real: Chromium's own authenticator, the built portal, and the offline verifier.

const PASSWORD = 'made-up people only';
const NORA = 'DEMO-1001';
const MAX = 'DEMO-1002';
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 320, scheme: 'dark' },
] as const;

let browser: Browser;
let server: TestServer;
let db: Db;
/** Assignment ids by employee number. */
const assignment: Record<string, string> = {};

/** An hour after the trainings that were finished by `takeCheck`. */
const now = new Date(NOW.getTime() + 60 * 60_000);

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ demo: true, name: 'localhost', now }),
    launchBrowser(),
  ]);
  db = await openDatabase({ url: `file:${server.databaseFile}` });
  const policies = realPolicies();
  const notice = readNotice(join(import.meta.dirname, '../../content'));
  const revision = policies[0]!.revisions.at(-1)!;
  for (const number of [NORA, MAX]) {
    assignment[number] = (await assignmentsOf(db, number))[0]!.id;
    const agreeing = { notice, seen: notice.sha256, agreed: true, at: NOW };
    await giveConsent(db, { ...agreeing, employeeNumber: number });
    const mine = await ownAssignment(db.read, number, assignment[number]);
    for (const { lesson, graded } of (await progressOf(db, policies, mine)).lessons) {
      if (!graded) await takeCheck({ db, policies, revision, assignment }, number, lesson.id);
    }
  }
});
afterAll(async () => {
  await browser?.close();
  await db?.close();
  await server?.stop();
});

const open = (options: PageOptions = {}) =>
  newPage(browser, { ...options, baseURL: server.origin });

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

async function look(page: Page): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
}

const main = (page: Page) => page.getByRole('main');
const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const press = (page: Page, name: string) =>
  main(page).getByRole('button', { name, exact: true }).click();

/** How many bytes each script of the page is on the wire, compressed. */
async function scriptSizes(page: Page): Promise<number[]> {
  const scripts = await page
    .locator('script[src]')
    .evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src));
  const headers = { 'accept-encoding': 'gzip' };
  return Promise.all(
    scripts.map(async (script) => {
      const { headers: said } = await fetch(script, { headers, method: 'HEAD' });
      return Number(said.get('content-length'));
    }),
  );
}

/** An authenticator in the browser, as a phone or a computer has one. */
async function withAuthenticator(page: Page) {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** Whether the person's finger, face or PIN is right. */
    recognizes: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto('/account/passkeys');
  await page.getByLabel('Your password').last().fill(PASSWORD);
  await press(page, 'Go on');
  await heading(page, 'Add a passkey');
  await page.getByLabel('What you call it').fill(name);
  await press(page, 'Make the passkey');
}

async function review(page: Page, number: string, name: string): Promise<void> {
  await page.goto(`/attest/${assignment[number]}`);
  await page.getByLabel('Type your full name').fill(name);
  // The box itself is drawn by its label: it is told, not aimed at.
  const agreed = page.getByLabel('I have read the statement above');
  await agreed.dispatchEvent('click');
  expect(await agreed.isChecked()).toBe(true);
}

test('a passkey is added, signs, is verified without the portal, and is removed', async () => {
  const { page, close } = await open();
  const authenticator = await withAuthenticator(page);
  await signIn(page, NORA);
  await page.goto('/record');
  await main(page).getByRole('link', { name: 'Your account' }).click();
  await main(page).getByRole('link', { name: 'Passkeys' }).click();
  await heading(page, 'Passkeys');
  await look(page);

  await page.getByLabel('Your password').fill('not the password at all');
  await press(page, 'Go on');
  await main(page).getByRole('alert').waitFor();
  expect(await main(page).innerText()).toContain('not the password you sign in with');
  await page.getByLabel('Your password').fill(PASSWORD);
  await press(page, 'Go on');
  await heading(page, 'Add a passkey');
  expect(await main(page).innerText()).not.toContain('This browser has no passkeys');
  await look(page);
  const sizes = await scriptSizes(page);
  expect(sizes).toHaveLength(2);
  for (const size of sizes) expect(size).toBeGreaterThan(100);
  expect(Math.max(...sizes)).toBeLessThan(4096);
  await page.getByLabel('What you call it').fill('Work phone');
  await press(page, 'Make the passkey');
  await page.getByRole('heading', { name: 'Your passkey was added' }).waitFor();
  await look(page);
  expect(await scriptSizes(page)).toHaveLength(1);

  // The same authenticator again: the browser knows that it is there already.
  await addPasskey(page, 'The same');
  await page.getByText('one of your passkeys already').waitFor();
  await look(page);

  await review(page, NORA, 'Nora Newhire');
  await look(page);
  await press(page, 'Sign with your passkey');
  await heading(page, 'Sign with your passkey');
  await look(page);
  const sha256 = await main(page).locator('dd').last().innerText();

  // Somebody else's finger: the browser refuses, nothing is sent, and the person may try again.
  await authenticator.recognizes(false);
  await press(page, 'Use your passkey');
  await page.getByText('No passkey was used').waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('try again');
  await look(page);
  await authenticator.recognizes(true);
  await press(page, 'Use your passkey');
  await heading(page, 'Receipt');
  expect(await main(page).innerText()).toContain('signed with a passkey');
  expect(await main(page).innerText()).toContain(sha256);

  const [kept] = await db.read
    .select()
    .from(attestations)
    .innerJoin(assertions, eq(assertions.attestationId, attestations.id))
    .where(eq(attestations.assignmentId, assignment[NORA]!));
  expect(kept!.attestations.sha256).toBe(sha256);
  const { credentialId, clientData, authenticatorData, signature } = kept!.assertions;
  verifyAssertion(kept!.attestations.record, {
    credentialId,
    clientData: clientData.toString('base64url'),
    authenticatorData: authenticatorData.toString('base64url'),
    signature: signature.toString('base64url'),
  });

  await page.goto('/account/passkeys');
  expect(await main(page).innerText()).toContain('Last signed');
  await main(page).getByText('Remove').first().click();
  await page.getByLabel('Your password').first().fill('not the password at all');
  await press(page, 'Remove Work phone');
  await main(page).getByRole('alert').waitFor();
  // The form that was refused is open, and the summary leads to its field.
  expect(
    await main(page).getByRole('link', { name: 'not the password' }).getAttribute('href'),
  ).toBe('#password-0');
  await look(page);
  await page.getByLabel('Your password').first().fill(PASSWORD);
  await press(page, 'Remove Work phone');
  await page.getByRole('heading', { name: 'The passkey was removed' }).waitFor();
  expect(await main(page).innerText()).not.toContain('Work phone');
  await close();
});

test('without script or without passkeys the pages say so, and the password signs as before', async () => {
  const added = await open();
  await withAuthenticator(added.page);
  await signIn(added.page, MAX);
  await addPasskey(added.page, 'Work phone');
  await added.page.getByRole('heading', { name: 'Your passkey was added' }).waitFor();
  await added.close();

  const bare = await open();
  await bare.page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
  const scriptless = await open({ javaScript: false });
  for (const { page } of [bare, scriptless]) {
    await signIn(page, MAX);
    await page.goto('/account/passkeys');
    await page.getByLabel('Your password').last().fill(PASSWORD);
    await press(page, 'Go on');
    await heading(page, 'Add a passkey');
    expect(await main(page).innerText()).toContain('This browser has no passkeys here');
    expect(await main(page).getByRole('button').count()).toBe(0);

    await review(page, MAX, 'Max Manager');
    await press(page, 'Sign with your passkey');
    await heading(page, 'Sign with your passkey');
    expect(await main(page).innerText()).toContain('Your password works as before');
    expect(await main(page).getByRole('button').count()).toBe(0);
  }
  await look(bare.page);
  await bare.close();

  const { page, close } = scriptless;
  await page.getByRole('link', { name: 'Sign with your password' }).click();
  await review(page, MAX, 'Max Manager');
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Sign this attestation');
  await heading(page, 'Receipt');
  expect(await main(page).innerText()).toContain('password again at signing');
  await close();
});

test('where the portal is opened by a number, the page says that there are no passkeys', async () => {
  const numbered = await startServer({ demo: true, now });
  const visitor = numbered.visitor();
  await visitor.post('/login?_action=signIn', { login: NORA, password: PASSWORD });
  const { text } = await visitor.get('/account/passkeys');
  expect(text).toContain('There are no passkeys at this address');
  expect(text).not.toContain('Go on');
  const form = { password: PASSWORD };
  const refused = await visitor.post('/account/passkeys?_action=startPasskey', form);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('Use your password.');
});
