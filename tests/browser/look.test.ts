import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  newPage,
  type PageOptions,
} from '../support/browser.ts';
import { checkBeforeMending } from '../support/earlier-check.ts';
import { startServer } from '../support/server.ts';
import {
  itemOnPage,
  optionValues,
  everyonesLessons,
  rightOn,
  wordsOf,
  wrongOn,
} from '../support/solve.ts';

/** A new hire: nothing but what everybody has. */
const NEW_HIRE = 'DEMO-1001';
const PASSWORD = 'made-up people only';
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 320, scheme: 'dark' },
  { width: 320, scheme: 'light' },
] as const;
type Look = (typeof LOOKS)[number];
/** Each width and each scheme once: no color depends on the width, and axe takes its time. */
const EACH_ONCE = [LOOKS[0], LOOKS[2]];

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

const open = (options: PageOptions = {}) =>
  newPage(browser, { ...options, baseURL: server.origin });

async function signIn(page: Page, login = NEW_HIRE): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('employee number').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** The page as it stands, wide in light and narrow in dark: accessible, and no wider than the window. */
async function look(page: Page, looks: readonly Look[] = EACH_ONCE): Promise<void> {
  for (const { width, scheme } of looks) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  const headings = await page
    .locator('h1, h2, h3, h4')
    .evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
  expect(headings.filter((level) => level === 1)).toHaveLength(1);
}

async function visit(page: Page, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await look(page);
  }
}

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole('main').getByRole('button', { name }).click();
  await page.waitForLoadState();
};
/** Letters twice as large, as a person may set them. */
const doubleText = (page: Page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 200% !important; }');
    document.adoptedStyleSheets.push(sheet);
  });
/** What a browser checks before it sends is left to the server, which must say it as well. */
const unchecked = (page: Page) =>
  page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

async function answer(page: Page, choose = rightOn): Promise<void> {
  const options = page.locator('input[name="given"]');
  const values = await options.evaluateAll((inputs) =>
    inputs.map((input) => (input as HTMLInputElement).value),
  );
  const item = itemOnPage(await page.locator('main').innerText(), values);
  for (const value of choose(item)) {
    await page.locator(`input[name="given"][value="${value}"]`).check({ force: true });
  }
  await press(page, /^(Save|Change) my answer$/);
}

/** A new hire's training up to the signature, by requests alone: its pages are looked at elsewhere. */
async function finishTraining(): Promise<void> {
  const visitor = server.visitor();
  const send = async (page: string, action: string, form: Record<string, string | string[]>) =>
    (await visitor.post(`${page}?_action=${action}`, form)).path.split('?')[0]!;
  await send('/login', 'signIn', { login: NEW_HIRE, password: PASSWORD });
  const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const assignment = found((await visitor.get('/learn')).text, /href="\/learn\/([\w-]{22})"/);
  for (const { id: lesson } of everyonesLessons()) {
    const page = `/learn/${assignment}/${lesson}`;
    await visitor.get(page);
    await send(page, 'readLesson', { assignment, lesson });
    const check = await send(page, 'startCheck', { assignment, lesson });
    const attempt = check.split('/').at(-1)!;
    for (;;) {
      const { text } = await visitor.get(check);
      const values = optionValues(text);
      if (values.length === 0) break;
      const position = found(text, /name="position" value="(\d+)"/);
      const given = rightOn(itemOnPage(wordsOf(text), values));
      await send(check, 'answer', { attempt, position, seen: '0', given });
    }
    await send(check, 'finishCheck', { attempt });
  }
}

async function openLesson(page: Page, index: number): Promise<void> {
  await page.goto('/learn');
  const training = await page.getByRole('link', { name: /^All lessons/ }).getAttribute('href');
  await page.goto(`${training}/${everyonesLessons()[index]!.id}`);
}

// Each of these signs in as somebody else, so they need not wait for each other.
test.concurrent('before signing in', async () => {
  const { page, close } = await open();
  await visit(page, '/nowhere', '/login');
  await unchecked(page);
  await press(page, 'Sign in');
  expect(await page.title()).toMatch(/^Error: /);
  await look(page);
  await close();
});

test.concurrent('an admin, with nothing begun yet', async () => {
  const { page, close } = await open();
  await signIn(page, 'sam@demo.example');
  await visit(page, '/admin', '/admin/ledger', '/record', '/hr', '/learn');
  const training = await page.getByRole('link', { name: /^All lessons/ }).getAttribute('href');
  await visit(page, training!, training!.replace('/learn/', '/attest/'));
  await close();
});

test.concurrent('an auditor, in a lesson and its practice', async () => {
  const { page, close } = await open();
  await signIn(page, 'ada@demo.example');
  await visit(page, '/audit');
  await openLesson(page, 5);
  await look(page);
  await press(page, 'Practice');
  await press(page, 'Save my answer');
  expect(await focused(page)).toContain('Choose an answer first.');
  await look(page);
  await answer(page, wrongOn);
  expect(await focused(page)).toMatch(
    /^(Not the right answer|The City has not confirmed this reading yet)$/,
  );
  await look(page);
  const onward = page.getByRole('link', { name: /^(Next question|Finish the round)$/ });
  while (await onward.count()) {
    await onward.click();
    if (await page.locator('form.question').count()) await answer(page);
  }
  await look(page);
  await close();
});

test.concurrent('a manager, half-way, in a check', async () => {
  const { page, close } = await open();
  await signIn(page, 'max@demo.example');
  await visit(page, '/team', '/learn');
  await page.getByRole('link', { name: /^All lessons/ }).click();
  await look(page);
  await openLesson(page, 4);
  await press(page, 'I have read this lesson');
  await press(page, 'Take the check');
  while (await page.locator('form.question').count()) await answer(page);
  await look(page);
  await press(page, 'Finish this check');
  expect(await focused(page)).toMatch(/^\d of \d right$/);
  await look(page);
  await close();
});

test.concurrent('signing: what is wrong with the form, and the receipt', async () => {
  const { page, close } = await open();
  await signIn(page);
  await finishTraining();
  await page.goto('/learn');
  await page.getByRole('link', { name: 'Review and sign' }).click();
  await page.getByRole('checkbox').check({ force: true });
  await press(page, 'Agree to electronic records');
  await page.getByLabel('Type your full name').fill('Nora Newhire');
  await page.getByLabel('Your password again').fill(PASSWORD);
  await unchecked(page);
  await press(page, 'Sign this attestation');
  const box = page.getByRole('checkbox');
  expect(await box.getAttribute('aria-describedby')).toBe('agreed-error');
  await look(page);
  await box.check({ force: true });
  await page.getByLabel('Your password again').fill(PASSWORD);
  await press(page, 'Sign this attestation');
  await page.getByRole('heading', { level: 1, name: 'Receipt' }).waitFor();
  await look(page);
  await visit(page, '/record', '/learn');
  await close();
});

test.concurrent('HR sees who has done what', async () => {
  const { page, close } = await open();
  await signIn(page, 'hana@demo.example');
  await visit(page, '/hr', '/hr/people?search=nobody', '/hr/people?state=attested');
  await page.locator('tbody a').first().click();
  await look(page);
  await page.getByRole('link', { name: 'Receipt', exact: true }).click();
  await look(page);
  await close();
});

test.concurrent('HR makes a campaign', async () => {
  const { page, close } = await open();
  await signIn(page, 'hana@demo.example');
  await page.goto('/hr/campaigns/new');
  await page.getByLabel('Only some').check({ force: true });
  await press(page, 'See who and what');
  const audience = page.getByRole('group', { name: 'Who gets it' });
  expect(await audience.getAttribute('aria-describedby')).toBe('audience-error');
  await look(page);
  await page.getByLabel('Everyone employed').check({ force: true });
  await press(page, 'See who and what');
  await page.getByRole('heading', { name: 'Nobody new' }).waitFor();
  await look(page);
  await press(page, 'Change something');
  await page.getByLabel('Also people who have signed').check({ force: true });
  // She signs in a test beside this one: before or after, the preview would not be the same.
  await page.getByText('Name people, or leave people out').click();
  await page.getByLabel('But not these people').fill(NEW_HIRE);
  await press(page, 'See who and what');
  await page.getByRole('heading', { name: 'Person by person' }).waitFor();
  await look(page);
  await page.getByRole('button', { name: /^Assign to / }).click();
  expect(await focused(page)).toBe('Assigned');
  await look(page);
  await visit(page, '/hr/campaigns', '/hr/exceptions', '/hr/campaigns/demo-campaign-wave-1/drift');
  await close();
});

test.concurrent('HR signs a reading, and what is wrong with the form', async () => {
  const { page, close } = await open();
  await signIn(page, 'hana@demo.example');
  await page.goto('/hr/policy/social-media/readings');
  const card = page.locator('#r3');
  await card.getByText('Sign off R3', { exact: true }).click();
  await card.getByRole('button', { name: 'Sign off R3 for the City' }).click();
  await card.getByRole('heading', { name: 'Reading R3 is signed off' }).waitFor();
  expect(await focused(page)).toBe('Reading R3 is signed off');
  expect(await page.title()).toMatch(/^R3 signed off: /);
  await look(page, [LOOKS[2]]);
  await card.getByText('Withdraw the sign-off of R3').first().click();
  await page.locator('#r3 form').evaluate((form) => form.setAttribute('novalidate', ''));
  await card.getByRole('button', { name: 'Withdraw the sign-off of R3' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'Say in a few words why' }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('note-R3');
  await look(page, [LOOKS[0], LOOKS[1], LOOKS[3]]);
  await doubleText(page);
  await expectNoSidewaysScroll(page);
  await close();
});

test.concurrent('HR scores a finished check anew, and the person reads why', async () => {
  const person = 'DEMO-1005';
  const attempt = await checkBeforeMending(server.databaseFile, person, new Date('2026-01-05'));
  const { page, close } = await open();
  await signIn(page, 'hana@demo.example');
  await visit(page, '/hr/policy/social-media/regrade?replay=yes');
  await unchecked(page);
  await press(page, 'Score 1 answer anew');
  expect(await focused(page)).toContain('There is a problem');
  await look(page, [LOOKS[0]]);
  await page.getByLabel('Why').fill('He is at the wheel.');
  await press(page, 'Score 1 answer anew');
  expect(await focused(page)).toBe('1 answer scored anew');
  await look(page);
  await close();
  const reader = await open();
  await signIn(reader.page, person);
  await visit(reader.page, `/learn/attempts/${attempt}`);
  expect(await reader.page.getByRole('main').innerText()).toContain('He is at the wheel.');
  await reader.close();
});

test.concurrent('what is misunderstood, and a scenario with what people chose', async () => {
  const { page, close } = await open();
  await signIn(page, 'ada@demo.example');
  await page.goto('/hr/insight');
  await look(page);
  await doubleText(page);
  await expectNoSidewaysScroll(page);
  await page.goto('/hr/insight/C.1-storm-desk');
  for (const details of await page.locator('main details').all()) {
    await details.evaluate((element) => element.setAttribute('open', ''));
  }
  await look(page);
  await close();
});

test.concurrent('the policy beside its rules, for HR and on paper', async () => {
  const { page, close } = await open();
  await signIn(page, 'ada@demo.example');
  await page.goto('/hr/policy/social-media');
  await look(page);
  // On a phone: no link that nobody sees, one number a line, and nothing cut off in large letters.
  expect(await page.locator('thead a').count()).toBe(0);
  expect(await page.locator('.glance td:visible').count()).toBe(
    await page.locator('.glance tbody tr').count(),
  );
  await doubleText(page);
  await expectNoSidewaysScroll(page);
  await page.reload();
  await page
    .getByRole('navigation', { name: 'Sections' })
    .getByRole('link', { name: /^E\. / })
    .click();
  await page.locator('#e').getByRole('link', { name: 'Back to the sections' }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('sections');
  await page.setViewportSize({ width: 700, height: 900 });
  await page.emulateMedia({ media: 'print' });
  const row = page.locator('#c-3-s1');
  const [city, rules] = await Promise.all(
    [row.locator('.book__city'), row.locator('.norm').first()].map((part) => part.boundingBox()),
  );
  // Two columns, and nothing on paper that only a screen can use.
  expect(city!.x + city!.width).toBeLessThanOrEqual(rules!.x);
  for (const gone of ['.masthead__nav', '.norm details']) {
    expect(await page.locator(gone).first().isVisible()).toBe(false);
  }
  expect(await page.locator('.imprint').innerText()).toMatch(
    /^Social Media Policy, revision of April 20, 2023 · rules version [0-9a-f]{12} · as of /,
  );
  await close();
});

test.concurrent('the policy, searched in vain and with success', async () => {
  const { page, close } = await open();
  await signIn(page);
  await page.goto('/policy/social-media?q=zebra');
  expect(await focused(page)).toContain('No sentence of the policy has');
  // A search with hits shows the whole text, too; axe takes seconds for it.
  await visit(page, '/policy/social-media?q=photo', '/policy/unknown');
  await close();
});

test.concurrent('in forced colors', async () => {
  const { page, close } = await open({ forcedColors: true });
  await page.goto('/login');
  await expectAccessible(page);
  await signIn(page, 'hana@demo.example');
  const rules = '/hr/policy/social-media';
  const policies = ['/policy/social-media', rules, `${rules}/readings`];
  for (const path of [
    '/hr',
    '/hr/people',
    '/hr/campaigns',
    '/hr/campaigns/new',
    '/learn',
    ...policies,
  ]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await close();
});

test('the policy is searched and linked to without script', async () => {
  const { page, close } = await open({ javaScript: false });
  await signIn(page);
  await page.goto('/policy/social-media');
  await page.getByRole('searchbox').fill('uniform');
  await page.getByRole('button', { name: 'Search' }).click();
  const hit = page.locator('.hits > li').first();
  expect(await hit.locator('mark').textContent()).toBe('uniform');
  await hit.getByRole('link').click();
  expect(new URL(page.url()).hash).toBe('#c-3-s2');
  expect(await page.locator('.sentence:target').textContent()).toContain('any City uniform');
  await close();
});

test('two minutes before the session ends, one key keeps it', async () => {
  const { page, close } = await open();
  await page.clock.install();
  await signIn(page);
  await page.goto('/policy/social-media');
  const dialog = page.getByRole('dialog');
  await page.clock.runFor('57:00');
  expect(await dialog.isVisible()).toBe(false);
  await page.clock.runFor('01:05');
  expect(await dialog.textContent()).toContain('You will be signed out in 2 minutes');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.clock.runFor('57:00');
  expect(await dialog.isVisible()).toBe(false);
  await close();
});

test('what takes the focus after a post is the list of errors', async () => {
  const { page, close } = await open();
  await page.goto('/login');
  await page.getByLabel('employee number').fill('DEMO-0000');
  await page.getByLabel('Password').fill('not the password at all');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('error-summary');
  await close();
});

test('the ledger, with copies that failed, a wrong password, and a checkpoint of somebody else’s', async () => {
  const env = {
    PORTAL_CHECKPOINT_FOLDER: '/no/such/folder/of/checkpoints/on/a/drive/that/is/away',
    PORTAL_CHECKPOINT_MAIL_TO: 'the-clerk-of-the-city@a-long-name.example.gov',
    PORTAL_SMTP_URL: 'smtp://127.0.0.1:9',
    PORTAL_MAIL_FROM: 'portal@city.example',
  };
  const own = await startServer({ demo: true, env });
  const { page, close } = await newPage(browser, { baseURL: own.origin });
  await signIn(page, 'sam@demo.example');
  await page.goto('/admin/ledger');
  await press(page, 'Send the newest checkpoint now');
  expect(await page.locator('main').innerText()).toContain('Make it, or connect its drive.');
  await look(page);
  await page.getByLabel('A checkpoint that was kept outside').fill('hello');
  await press(page, 'Compare');
  expect(await focused(page)).toBe('This is no checkpoint of this ledger');
  await page.getByLabel('Your password again').fill('a guess');
  await press(page, 'Change the key');
  expect(await page.title()).toMatch(/^Error: /);
  await look(page);
  await close();
  await own.stop();
});
