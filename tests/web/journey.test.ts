import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { startServer, visitor } from '../support/server.ts';
import {
  itemOnPage,
  optionValues,
  everyonesLessons,
  realRevision,
  rightOn,
  wordsOf,
  wrongOn,
} from '../support/solve.ts';

const PASSWORD = 'made-up people only';
let server: Awaited<ReturnType<typeof startServer>>;
type Visitor = ReturnType<typeof visitor>;

beforeAll(async () => {
  server = await startServer({ demo: true });
});
afterAll(() => server?.stop());

async function signIn(mail: string): Promise<Visitor> {
  const browser = visitor(server.origin);
  await browser.post('/login?_action=signIn', { login: mail, password: PASSWORD });
  expect(browser.cookies.has('session')).toBe(true);
  return browser;
}

const href = (html: string, pattern: RegExp) => {
  const found = pattern.exec(html)?.[1];
  if (!found) throw new Error(`no link like ${pattern}`);
  return found;
};
const ASSIGNMENT = /href="\/learn\/([\w-]{22})"/;

/** Posts to a page's action and returns the path that the answer leads to. */
async function send(
  browser: Visitor,
  page: string,
  action: string,
  fields: Record<string, string | string[]>,
) {
  const answer = await browser.post(`${page}?_action=${action}`, fields, { follow: false });
  expect(answer.status, `${action} on ${page}: ${wordsOf(answer.text).slice(0, 600)}`).toBe(303);
  return answer.headers.get('location')!;
}

async function answerAll(browser: Visitor, attempt: string, choose = rightOn): Promise<void> {
  const id = attempt.split('/').at(-1)!;
  for (;;) {
    const { text } = await browser.get(attempt);
    const values = optionValues(text);
    if (values.length === 0) return;
    const item = itemOnPage(wordsOf(text), values);
    await send(browser, attempt, 'answer', {
      attempt: id,
      position: href(text, /name="position" value="(\d+)"/),
      seen: href(text, /name="seen" value="(\d+)"/),
      given: choose(item),
    });
  }
}

async function takeCheck(browser: Visitor, assignment: string, lesson: string, choose = rightOn) {
  const page = `/learn/${assignment}/${lesson}`;
  expect((await browser.get(page)).status).toBe(200);
  await send(browser, page, 'readLesson', { assignment, lesson });
  const attempt = await send(browser, page, 'startCheck', { assignment, lesson });
  await answerAll(browser, attempt, choose);
  await send(browser, attempt, 'finishCheck', { attempt: attempt.split('/').at(-1)! });
  return attempt;
}

describe('a new hire without JavaScript', () => {
  test('learns, answers, signs, keeps the receipt, and HR sees it', async () => {
    const nora = await signIn('nora@demo.example');
    const assignment = href((await nora.get('/learn')).text, ASSIGNMENT);
    const early = await nora.get(`/attest/${assignment}`);
    expect(early.text).toContain('There is something left to do');
    expect(early.text).not.toContain('name="typedName"');

    for (const lesson of everyonesLessons()) await takeCheck(nora, assignment, lesson.id);
    const asked = await nora.get(`/attest/${assignment}`);
    expect(asked.path).toBe(`/attest/${assignment}/electronic-records`);
    const notice = href(asked.text, /name="notice" value="([0-9a-f]{64})"/);
    await send(nora, asked.path, 'agreeToElectronicRecords', { notice, agreed: 'true' });
    const review = await nora.get(`/attest/${assignment}`);
    expect(wordsOf(review.text)).toContain('I, Nora Newhire,');

    const fields = { assignment, typedName: 'Nora Newhire', agreed: 'true', password: PASSWORD };
    const page = `/attest/${assignment}`;
    for (const [field, value, says] of [
      ['typedName', 'Somebody Else', 'Type your name as this record has it'],
      ['password', 'not my password at all', 'not the password you sign in with'],
      ['agreed', 'no', 'Check the box'],
    ] as const) {
      const answer = await nora.post(`${page}?_action=sign`, { ...fields, [field]: value });
      expect(answer.status).toBe(400);
      expect(wordsOf(answer.text)).toContain(says);
      expect(answer.text).toContain(`value="${field === 'typedName' ? value : 'Nora Newhire'}"`);
      expect(answer.text).not.toContain(PASSWORD);
    }

    const receipts = await Promise.all([
      send(nora, page, 'sign', fields),
      send(nora, page, 'sign', fields),
    ]);
    expect(receipts[0]).toBe(receipts[1]);
    const receipt = await nora.get(receipts[0]!);
    const path = receipts[0]!.replace('?signed', '');
    const file = await nora.get(`${path}.json`);
    const sha256 = createHash('sha256').update(file.text, 'utf8').digest('hex');
    expect(receipt.text).toContain(sha256);
    expect((await nora.get('/record')).text).toContain(path);

    const hana = await signIn('hana@demo.example');
    const list = await hana.get('/hr/people?search=Nora&state=attested');
    expect(wordsOf(list.text)).toContain('1 person');
    const person = await hana.get(href(list.text, /href="(\/hr\/people\/[\w-]{22})"/));
    const shown = await hana.get(href(person.text, /href="(\/hr\/attestations\/[\w-]{22})"/));
    expect(shown.text).toContain(sha256);
    const csv = await hana.get('/hr/completion.csv?search=Nora');
    expect(csv.text).toContain('DEMO-1001,Nora Newhire');
    expect(csv.text).toContain('attested');
  });
});

describe('before the answer is in', () => {
  test('a question shows neither facts, nor key, nor reasons', async () => {
    const sam = await signIn('sam@demo.example');
    const assignment = href((await sam.get('/learn')).text, ASSIGNMENT);
    const { ruleset, lessons } = realRevision();
    let looked = 0;
    for (const { id, tracks } of lessons) {
      // Lessons for others have no check for Sam; their practice asks the same questions.
      const start = tracks.length === 0 ? 'startCheck' : 'startPractice';
      const page = `/learn/${assignment}/${id}`;
      await sam.get(page);
      await send(sam, page, 'readLesson', { assignment, lesson: id });
      const attempt = await send(sam, page, start, { assignment, lesson: id });
      const { text } = await sam.get(attempt);
      const { scenario } = itemOnPage(wordsOf(text), optionValues(text));
      for (const fact of ruleset.facts) expect(text).not.toContain(fact.id);
      for (const telling of scenario.tellings) {
        for (const reason of Object.values(telling.judgements)) {
          // A story may say so itself, in the same words.
          if (scenario.tellings.some(({ story }) => story.includes(reason))) continue;
          expect(text).not.toContain(reason);
        }
        expect(text).not.toMatch(new RegExp(`value="${telling.id}"`));
      }
      expect(text).not.toMatch(/[Bb]ecause: |right answer|data-key|breached/);
      looked += 1;
    }
    expect(looked).toBe(lessons.length);
  });

  test('an answer saved in a check says nothing of right or wrong until it is finished', async () => {
    const sam = await signIn('sam@demo.example');
    const assignment = href((await sam.get('/learn')).text, ASSIGNMENT);
    const lesson = 'C.4-honesty-and-accuracy';
    const attempt = await send(sam, `/learn/${assignment}/${lesson}`, 'startCheck', {
      assignment,
      lesson,
    });
    const first = await sam.get(attempt);
    const item = itemOnPage(wordsOf(first.text), optionValues(first.text));
    const fields = { attempt: attempt.split('/').at(-1)!, position: '1', seen: '0' };
    await send(sam, attempt, 'answer', { ...fields, given: wrongOn(item) });
    const back = await sam.get(`${attempt}?q=1`);
    expect(back.text).toContain('Change my answer');
    expect(back.text).not.toMatch(/Not right|Partly right|The right answer|[Bb]ecause: /);
    const rpc = await sam.post('/_actions/answer', { ...fields, seen: '1', given: rightOn(item) });
    expect(rpc.status).toBe(200);
    expect(rpc.text).not.toMatch(/score|right|key/);
  });
});

describe('answers are not lost', () => {
  test('a second window with another answer is told, and sees the one that is saved', async () => {
    const max = await signIn('max@demo.example');
    const assignment = href((await max.get('/learn')).text, ASSIGNMENT);
    const lesson = 'C.3-identification';
    const page = `/learn/${assignment}/${lesson}`;
    await max.get(page);
    await send(max, page, 'readLesson', { assignment, lesson });
    const attempt = await send(max, page, 'startCheck', { assignment, lesson });
    const shown = await max.get(attempt);
    const item = itemOnPage(wordsOf(shown.text), optionValues(shown.text));
    const fields = { attempt: attempt.split('/').at(-1)!, position: '1', seen: '0' };
    await send(max, attempt, 'answer', { ...fields, given: rightOn(item) });
    const late = await max.post(`${attempt}?_action=answer`, { ...fields, given: wrongOn(item) });
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('in another window');
    expect(late.text).toMatch(new RegExp(`value="${rightOn(item)[0]}"[^>]* checked`));

    // Another device: the same person, a new session, the next question.
    const tablet = await signIn('max@demo.example');
    const next = await tablet.get(attempt);
    expect(next.text).toMatch(/name="position" value="2"/);
  });

  test('an answer sent after the session ended comes back after signing in again', async () => {
    const max = await signIn('max@demo.example');
    const assignment = href((await max.get('/learn')).text, ASSIGNMENT);
    const lesson = 'C.3-identification';
    const attempt = await send(max, `/learn/${assignment}/${lesson}`, 'startCheck', {
      assignment,
      lesson,
    });
    const shown = await max.get(attempt);
    const values = optionValues(shown.text);
    const position = href(shown.text, /name="position" value="(\d+)"/);
    const fields = {
      attempt: attempt.split('/').at(-1)!,
      position,
      seen: '0',
      given: values.slice(-1),
    };

    const expired = visitor(server.origin);
    const kept = await expired.post(`${attempt}?_action=answer`, fields);
    expect(kept.status).toBe(401);
    expect(kept.text).toContain('Your session has ended');
    const unsent = wordsOf(href(kept.text, /name="unsent" value="([^"]*)"/));
    const next = wordsOf(href(kept.text, /name="next" value="([^"]*)"/));
    const again = await expired.post('/login?_action=signIn', {
      login: 'max@demo.example',
      password: PASSWORD,
      unsent,
      next,
    });
    expect(again.text).toContain('Send it now');
    await send(expired, attempt, 'answer', fields);
    const saved = await expired.get(`${attempt}?q=${position}`);
    expect(saved.text).toContain('Change my answer');
  });

  test('a form with fields missing, doubled or made up is refused in words', async () => {
    const max = await signIn('max@demo.example');
    const assignment = href((await max.get('/learn')).text, ASSIGNMENT);
    const lesson = 'C.3-identification';
    const attempt = await send(max, `/learn/${assignment}/${lesson}`, 'startCheck', {
      assignment,
      lesson,
    });
    const id = attempt.split('/').at(-1)!;
    const tries: [Record<string, string | string[]>, number][] = [
      [{ attempt: id, position: '1', seen: '0' }, 400],
      [{ attempt: id, position: '1', seen: '0', given: 'nonsense' }, 400],
      [{ attempt: id, position: 'one', seen: '0', given: 'permitted' }, 400],
      [{ attempt: id, position: '99', seen: '0', given: 'permitted' }, 404],
      [{ attempt: 'A'.repeat(22), position: '1', seen: '0', given: 'permitted' }, 404],
      [{ position: '1', seen: '0', given: 'permitted' }, 400],
    ];
    for (const [fields, status] of tries) {
      const answer = await max.post(`${attempt}?_action=answer`, fields);
      expect({ fields, status: answer.status }).toEqual({ fields, status });
      expect(wordsOf(answer.text)).not.toMatch(/undefined|\[object|expected .* received|NaN|zod/i);
    }
  });
});
