import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ItemKind, Scenario } from '#policies/model.ts';
import { kindsOf } from '#training/item.ts';
import { KINDS } from '#training/kinds/index.ts';
import { launchBrowser, newPage } from '../support/browser.ts';
import { bringAxe, problemsOnScreens } from '../support/screens.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { itemOnPage, optionValues, realRevision, wordsOf } from '../support/solve.ts';

/**
 * Every lesson and every scenario as an employee gets them, in light, in dark and at 320 px. Rounds are
 * started and answered by requests, so that the browser only has to load what is looked at.
 */
const { lessons, scenarios, ruleset } = realRevision();
const scenariosOf = (lesson: string) => scenarios.filter((one) => one.lesson === lesson);
// So that no long one is left over at the end, alone.
const longestFirst = lessons
  .map(({ id }) => ({ id, scenarios: scenariosOf(id) }))
  .sort((a, b) => b.scenarios.length - a.scenarios.length);
/** Five lessons share two processors. */
const PATIENCE = 600_000;
const MOST_TRIES = 30;
const SIGN_IN = { login: 'nora@demo.example', password: 'made-up people only' };

let browser: Browser;
let server: TestServer;
let visitor: Visitor;
let assignment: string;
/** How often each kind of question was looked at, before and after its answer. */
const looked = new Map<ItemKind, number>();
const lookedAt = (kind: ItemKind) => looked.get(kind) ?? 0;
const seenScenarios = new Set<string>();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), launchBrowser()]);
  visitor = server.visitor();
  await visitor.post('/login?_action=signIn', SIGN_IN);
  const { text } = await visitor.get('/learn');
  assignment = /href="\/learn\/([\w-]{22})"/.exec(text)![1]!;
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page signed in as the visitor is, and `close()`, which fails on the console's complaints. */
async function openPage() {
  const opened = await newPage(browser, { baseURL: server.origin });
  await bringAxe(opened.page);
  const cookies = [...visitor.cookies].map(([name, value]) => ({ name, value }));
  await opened.page
    .context()
    .addCookies(cookies.map((cookie) => ({ ...cookie, url: server.origin })));
  return opened;
}

/** Where a posted form leads. */
async function send(path: string, action: string, form: Record<string, string | number>) {
  const answer = await visitor.post(`${path}?_action=${action}`, form, { follow: false });
  const next = answer.headers.get('location');
  if (answer.status !== 303 || next === null)
    throw new Error(`${action} on ${path} led nowhere: ${answer.status} ${wordsOf(answer.text)}`);
  return next;
}

type Question = { path: string; position: number; kind: ItemKind };

/** A scenario asks one question at random: tried until it is of the kind looked at least so far. */
async function leastSeenQuestion(lesson: string, scenario: Scenario): Promise<Question> {
  seenScenarios.add(scenario.id);
  const [rarest] = scenario.tellings
    .flatMap((telling) => kindsOf(ruleset, scenario, telling))
    .sort((a, b) => lookedAt(a) - lookedAt(b));
  const form = { assignment, lesson, scenario: scenario.id };
  for (let tries = 1; ; tries += 1) {
    const path = await send(`/learn/${assignment}/${lesson}`, 'startPractice', form);
    const { text } = await visitor.get(path);
    const { kind } = itemOnPage(wordsOf(text), optionValues(text));
    if (kind === rarest || tries === MOST_TRIES) return { path, position: 1, kind };
  }
}

/** Of a round through a lesson, the question about a sentence itself, where there is one. */
async function sentenceQuestion(attempt: string): Promise<Question | undefined> {
  for (const position of [1, 2, 3]) {
    const path = `${attempt}?q=${position}`;
    const { text } = await visitor.get(path);
    if (text.includes(KINDS.meaning.prompt)) return { path, position, kind: 'meaning' };
  }
  return undefined;
}

/** What is wrong with a page that must be there. */
async function look(page: Page, path: string, within?: string): Promise<string[]> {
  const answer = await page.goto(path);
  const found = await problemsOnScreens(page, within);
  if (answer?.status() !== 200) found.push(`answered with ${answer?.status()}`);
  return found.map((problem) => `${path} ${problem}`);
}

/** What is wrong with a question's page, and with the feedback after an answer. */
async function lookAtQuestion(page: Page, { path, position, kind }: Question): Promise<string[]> {
  looked.set(kind, lookedAt(kind) + 1);
  const before = await look(page, path, 'main');
  expect(await page.locator('legend').innerText()).toBe(KINDS[kind].prompt);
  const attempt = new URL(page.url()).pathname;
  const given = (await page.locator('input[name="given"]').first().getAttribute('value'))!;
  const id = attempt.split('/').at(-1)!;
  const next = await send(attempt, 'answer', { attempt: id, position, seen: 0, given });
  const after = await look(page, next, 'main');
  expect(await page.locator('.answered').count()).toBe(1);
  return [...before, ...after].map((problem) => `${kind}: ${problem}`);
}

test.concurrent.each(longestFirst)(
  '$id: the lesson and its scenarios',
  async ({ id: lesson, scenarios: own }) => {
    const { page, close } = await openPage();
    const here = `/learn/${assignment}/${lesson}`;
    const problems = await look(page, here);
    const sentence = await sentenceQuestion(
      await send(here, 'startPractice', { assignment, lesson }),
    );
    if (sentence) problems.push(...(await lookAtQuestion(page, sentence)));
    for (const scenario of own) {
      const question = await leastSeenQuestion(lesson, scenario);
      const found = await lookAtQuestion(page, question);
      problems.push(...found.map((problem) => `${scenario.id}, ${problem}`));
    }
    await close();
    expect(problems).toEqual([]);
  },
  PATIENCE,
);

test('every scenario was looked at, and every kind of question', () => {
  expect([...seenScenarios].sort()).toEqual(scenarios.map(({ id }) => id).sort());
  // What is asked of an amendment is looked at where one is: re-acknowledge.test.ts.
  const kinds = Object.keys(KINDS).filter((kind) => kind !== 'delta');
  expect([...looked.keys()].sort()).toEqual(kinds.sort());
});

test('what is wrong is found, on the screen where it is wrong', async () => {
  const problemsOf = async (body: string) => {
    const { page, close } = await newPage(browser);
    await bringAxe(page);
    const html = `<!doctype html><html lang="en"><head><title>Broken</title>
      <meta name="viewport" content="width=device-width"></head>
      <body style="margin:0;overflow-x:hidden;color-scheme:light dark"><main><h1>Broken</h1>${body}</main></body></html>`;
    await page.goto(`data:text/html,${encodeURIComponent(html)}`);
    const found = await problemsOnScreens(page, 'main');
    await close();
    return found.map((problem) => problem.split(' (')[0]);
  };
  expect(await problemsOf('<p>Nothing is wrong.</p>')).toEqual([]);
  expect(await problemsOf('<p style="color:#777;background:#888">Faint</p>')).toEqual([
    'light: color-contrast',
    'dark: color-contrast',
  ]);
  const faintInDark =
    '<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }</style>';
  expect(await problemsOf(`${faintInDark}<p>Faint in the dark</p>`)).toEqual([
    'dark: color-contrast',
  ]);
  expect(await problemsOf('<input name="unnamed">')).toEqual(['light: label', '320 px: label']);
  expect(await problemsOf('<p style="width:330px">Too wide, and hidden</p>')).toEqual([
    '320 px: sticks out to the side: <p style="width:330px">Too wide, and hidden</p>',
  ]);
});

test('a missing file and a script error are complaints', async () => {
  const { page, close } = await newPage(browser, { baseURL: server.origin });
  await page.goto('/login');
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => nobodyDefinedThis());
        const picture = new Image();
        picture.addEventListener('error', resolve);
        picture.src = '/missing.png';
        function nobodyDefinedThis() {
          throw new Error('broken on purpose');
        }
      }),
  );
  await expect(close()).rejects.toThrow('the browser console');
});
