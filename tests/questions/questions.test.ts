import { beforeEach, describe, expect, test } from 'vitest';
import { auditEvents, publishedAnswers, questionAnswers, questions } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';
import { answerQuestion } from '#questions/answer.ts';
import { askQuestion, QUESTIONS_A_DAY, type Asking } from '#questions/ask.ts';
import { publishAnswer, withdrawPublished } from '#questions/publish.ts';
import { noteAnswerSeen, unseenAnswers } from '#questions/news.ts';
import { answersBeside, publishedOn } from '#questions/published.ts';
import {
  anyQuestion,
  countOpen,
  ownQuestion,
  ownQuestionsPage,
  questionsPage,
} from '#questions/read-questions.ts';
import { ALICE, BOB, NOW, openSchool, type School } from '../support/training.ts';

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isRefusal(error) ? `${error.code}: ${error.message}` : String(error)),
  );

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const ask = (over: Partial<Asking> = {}) =>
  askQuestion(school.db, {
    policies: school.policies,
    id: randomId(),
    employeeNumber: ALICE,
    policyId: 'social-media',
    revisionId: school.revision.id,
    about: 'C.3:1',
    words: 'Is a hat with the seal a uniform?',
    at: NOW,
    ...over,
  });
/** Bob stands in for HR: who may answer is the action's to know. */
const answer = (questionId: string, words: string, seen = 0, at = later(5)) =>
  answerQuestion(school.db, { questionId, words, seen, by: BOB, at });
const mine = (id: string, number = ALICE) => ownQuestion(school.db, school.policies, number, id);
const events = async () =>
  (await school.db.read.select().from(auditEvents))
    .map(({ act }) => act)
    .filter((act) => /^(question|answer)\./.test(act));

describe('asking', () => {
  test('keeps the words, the sentence and the revision, and notes that it was asked', async () => {
    const id = await ask({ words: ' One\r\nTwo \n' });
    const { row, revision, answers } = await mine(id);
    expect(row).toEqual({
      id,
      employeeNumber: ALICE,
      policyId: 'social-media',
      revision: school.revision.id,
      sentence: 'C.3:1',
      attemptId: null,
      position: null,
      words: 'One\nTwo',
      askedAt: NOW,
      seenAt: null,
    });
    expect(revision).toBe(school.revision);
    expect(answers).toEqual([]);
    expect(await events()).toEqual(['question.asked']);
  });

  test('twice with one form, or from two windows of it, is one question', async () => {
    const id = randomId();
    await Promise.all([ask({ id }), ask({ id })]);
    expect(await ask({ id, at: later(1) })).toBe(id);
    expect(await school.db.read.select().from(questions)).toHaveLength(1);
    expect(await events()).toEqual(['question.asked']);
  });

  test('with a form already sent, but other words, is refused and loses neither', async () => {
    const id = await ask();
    expect(await refusal(ask({ id, words: 'Another question' }))).toContain(
      'conflict: You have sent a question with this form already.',
    );
    expect((await mine(id)).row.words).toBe('Is a hat with the seal a uniform?');
  });

  test('from two windows opened apart is two questions', async () => {
    await Promise.all([ask(), ask()]);
    expect(await school.db.read.select().from(questions)).toHaveLength(2);
  });

  test('with the id of another person’s question changes nothing and tells nothing', async () => {
    const id = await ask();
    const stale = await refusal(ask({ id, employeeNumber: BOB }));
    expect(stale).toContain('bad-input: This form cannot be sent any more.');
    expect(await refusal(ask({ id: 'no id', employeeNumber: BOB }))).toBe(stale);
    expect((await mine(id)).row.employeeNumber).toBe(ALICE);
  });

  test.each([
    ['nothing', '', 'Type the question first.'],
    ['nothing to see', ' \u200B\n', 'Type the question first.'],
    ['too much', 'x'.repeat(2001), 'has 2001 characters; at most 2000 fit'],
    ['a tab', 'a\tb', 'holds a control character'],
    ['letters turned around', 'a\u202Eb', 'holds a mark that turns the direction of writing'],
  ])('%s is refused', async (_, words, why) => {
    expect(await refusal(ask({ words }))).toContain(why);
    expect(await school.db.read.select().from(questions)).toEqual([]);
  });

  test('as much as fits is kept, line breaks counted once', async () => {
    const id = await ask({ words: 'x\r\n'.repeat(999) + 'yz' });
    expect((await mine(id)).row.words).toHaveLength(2000);
  });

  test.each(['C.99', 'C.3:99', 'D', '', 'constructor'])('about `%s` is refused', async (about) => {
    expect(await refusal(ask({ about }))).toContain('not-found: There is no such clause');
  });

  test('about a clause as a whole is fine', async () => {
    expect((await mine(await ask({ about: 'C.3' }))).row.sentence).toBe('C.3');
  });

  test('of another policy or revision is refused', async () => {
    expect(await refusal(ask({ policyId: 'other' }))).toContain('There is no policy');
    expect(await refusal(ask({ revisionId: '1999-01-01' }))).toContain('no such revision');
  });

  test('has a limit a day for each person, which a form sent again does not meet', async () => {
    const ids: string[] = [];
    for (let n = 0; n < QUESTIONS_A_DAY; n += 1) ids.push(await ask({ at: later(n) }));
    expect(await refusal(ask({ at: later(60) }))).toContain(
      'too-many: You have sent HR 20 questions within a day',
    );
    expect(await ask({ id: ids[0]!, at: later(60) })).toBe(ids[0]);
    await ask({ employeeNumber: BOB, at: later(60) });
    await ask({ at: later(24 * 60) });
    expect(await refusal(ask({ at: later(24 * 60) }))).toContain('too-many');
  });
});

test('another person’s question answers as one that does not exist', async () => {
  const id = await ask();
  const others = await refusal(mine(id, BOB));
  expect(others).toContain('not-found: This question is not among yours.');
  expect(await refusal(mine(randomId(), BOB))).toBe(others);
  expect((await ownQuestionsPage(school.db, BOB, { asked: 1, size: 20 })).rows).toEqual([]);
});

describe('HR answers', () => {
  test('and answers better: each is kept, the last one stands', async () => {
    const id = await ask();
    await answer(id, 'No.');
    const [first] = (await mine(id)).answers;
    await answer(id, 'No, a hat alone is none.', first!.id, later(9));
    const { answers } = await mine(id);
    expect(answers.map(({ words, by, at }) => [words, by, at])).toEqual([
      ['No.', 'Bob Example', later(5)],
      ['No, a hat alone is none.', 'Bob Example', later(9)],
    ]);
    expect(await events()).toEqual(['question.asked', 'question.answered', 'question.answered']);
  });

  test('sent twice it is one; written without having read another’s, it is refused', async () => {
    const id = await ask();
    await Promise.all([answer(id, 'No.'), answer(id, 'No.')]);
    expect(await school.db.read.select().from(questionAnswers)).toHaveLength(1);
    expect(await refusal(answer(id, 'Yes.'))).toContain('conflict: Somebody has answered');
    expect((await mine(id)).answers).toHaveLength(1);
  });

  test('what is not there, nothing, too much and odd characters are refused', async () => {
    const id = await ask();
    expect(await refusal(answer(randomId(), 'No.'))).toContain('not-found');
    expect(await refusal(answer(id, ' '))).toContain('Type the answer first.');
    expect(await refusal(answer(id, 'x'.repeat(4001)))).toContain('at most 4000');
    expect(await refusal(answer(id, 'a\u2067b'))).toContain('turns the direction');
    expect(await countOpen(school.db)).toBe(1);
  });

  test('the list has the open ones first, the oldest on top, then those answered last', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push(await ask({ at: later(n), employeeNumber: n % 2 ? BOB : ALICE }));
    }
    await answer(ids[1]!, 'No.', 0, later(20));
    await answer(ids[0]!, 'No.', 0, later(10));
    const page = (asked: number) => questionsPage(school.db, { asked, size: 3 });
    const first = await page(1);
    expect(first.rows.map(({ id, state }) => [ids.indexOf(id), state])).toEqual([
      [2, 'open'],
      [3, 'open'],
      [4, 'open'],
    ]);
    expect(first).toMatchObject({ total: 5, pages: 2, page: 1 });
    const second = await page(2);
    expect(second.rows.map(({ id }) => ids.indexOf(id))).toEqual([1, 0]);
    expect(second.rows[0]).toMatchObject({
      name: 'Bob Example',
      about: 'C.3:1',
      state: 'answered',
      answeredAt: later(20),
    });
    expect((await page(99)).page).toBe(2);
    expect(await countOpen(school.db)).toBe(3);
    const own = await ownQuestionsPage(school.db, ALICE, { asked: 1, size: 20 });
    expect(own.rows.map(({ id }) => ids.indexOf(id))).toEqual([4, 2, 0]);
  });
});

describe('publishing', () => {
  type Words = { question?: string; answer?: string; seen?: number };
  const publish = async (questionId: string, words: Words = {}) => {
    const { answers } = await anyQuestion(school.db, school.policies, questionId);
    await publishAnswer(school.db, {
      questionId,
      question: 'Is a hat a uniform?',
      answer: 'No.',
      seen: answers.at(-1)?.id ?? 0,
      by: BOB,
      at: later(7),
      ...words,
    });
  };
  const shown = () => publishedOn(school.db, school.revision);
  const withdraw = (questionId: string) =>
    withdrawPublished(school.db, { questionId, by: BOB, at: later(8) });

  test('shows HR’s words under the clause, and nothing of who asked', async () => {
    const id = await ask({ words: 'I am Alice Example of Fire (T-1). Is my hat a uniform?' });
    await answer(id, 'Dear Alice, no.');
    expect(await shown()).toEqual([]);
    await publish(id);
    expect(await shown()).toEqual([
      { about: 'C.3:1', question: 'Is a hat a uniform?', answer: 'No.', at: later(7) },
    ]);
    const [row] = await school.db.read.select().from(publishedAnswers);
    expect(JSON.stringify(row)).not.toMatch(/Alice|T-1|my hat/);
    expect(await events()).toContain('answer.published');
    const { rows } = await questionsPage(school.db, { asked: 1, size: 9 });
    expect(rows[0]!.state).toBe('published');
  });

  test.each([
    ['question', 'As Alice Example I ask: is a hat a uniform?'],
    ['question', 'ALICE  EXAMPLE asks'],
    ['answer', 'Dear alice\nexample, no.'],
    ['answer', 'See the file of T-1.'],
    ['question', 'Write to t-1@TEST.example'],
    ['question', 'Example, Alice asks'],
    ['question', 'Alice_Example asks'],
    ['question', 'A\u00ADlice\u200BExample asks'],
    ['answer', 'See T\u20111, or T 1.'],
  ])('refuses a %s that says who asked: %s', async (field, text) => {
    const id = await ask();
    await answer(id, 'No.');
    expect(await refusal(publish(id, { [field]: text }))).toContain('which says who asked');
    expect(await shown()).toEqual([]);
  });

  test('lets through what only looks alike', async () => {
    const id = await ask();
    await answer(id, 'No.');
    await publish(id, { answer: 'For example, ladder T-12. ALICE is a program.' });
    expect(await shown()).toHaveLength(1);
  });

  test('needs an answer, and the one that was read', async () => {
    const id = await ask();
    expect(await refusal(publish(id))).toContain('conflict: Answer the question first');
    await answer(id, 'No.');
    expect(await refusal(publish(id, { seen: 77 }))).toContain('Read that answer first.');
    expect(await refusal(publish(id, { question: ' ' }))).toContain('Type the question first.');
    expect(await refusal(publish(id, { answer: 'a\u0007' }))).toContain('control character');
    expect(await shown()).toEqual([]);
  });

  test('twice is once; in other words it is refused until the first is withdrawn', async () => {
    const id = await ask();
    await answer(id, 'No.');
    await Promise.all([publish(id), publish(id)]);
    expect(await shown()).toHaveLength(1);
    expect(await refusal(publish(id, { answer: 'Never.' }))).toContain('Withdraw that one first');
    await withdraw(id);
    expect(await shown()).toEqual([]);
    await publish(id, { answer: 'Never.' });
    expect((await shown()).map((one) => one.answer)).toEqual(['Never.']);
  });

  test('is taken back, and the row is kept', async () => {
    const id = await ask();
    await answer(id, 'No.');
    await publish(id);
    await withdraw(id);
    const rows = await school.db.read.select().from(publishedAnswers);
    expect(rows).toMatchObject([{ answer: 'No.', withdrawnAt: later(8), withdrawnBy: BOB }]);
    expect((await mine(id)).published).toBeUndefined();
    expect((await questionsPage(school.db, { asked: 1, size: 9 })).rows[0]!.state).toBe('answered');
    expect(await refusal(withdraw(id))).toContain('conflict: No answer to this question');
    expect((await events()).filter((act) => act === 'answer.withdrawn')).toHaveLength(1);
  });

  test('is not shown under the words of another revision', async () => {
    const id = await ask();
    await answer(id, 'No.');
    await publish(id);
    expect(await publishedOn(school.db, { policyId: 'social-media', id: '2030-01-01' })).toEqual(
      [],
    );
  });

  test('stands beside its sentence and its clause, a clause’s beside each of its sentences', () => {
    const on = (about: string) => ({ about, question: '', answer: '', at: NOW });
    const all = ['C.3:1', 'C.3', 'C.3:2', 'C.30'].map(on);
    const beside = (id: string) => answersBeside(all, id).map(({ about }) => about);
    expect(beside('C.3')).toEqual(['C.3:1', 'C.3', 'C.3:2']);
    expect(beside('C.3:2')).toEqual(['C.3', 'C.3:2']);
    expect(beside('C.30')).toEqual(['C.30']);
  });
});

describe('an answer that its asker has not opened', () => {
  const seen = (questionId: string, answeredAt: Date, employeeNumber = ALICE) =>
    noteAnswerSeen(school.db, { questionId, employeeNumber, answeredAt });

  test('is news to them alone, until they open it; a better one is news again', async () => {
    const id = await ask();
    expect(await unseenAnswers(school.db, ALICE)).toEqual([]);
    await answer(id, 'Yes.');
    expect(await unseenAnswers(school.db, ALICE)).toEqual([{ id, about: 'C.3:1' }]);
    expect(await unseenAnswers(school.db, BOB)).toEqual([]);
    await seen(id, later(5), BOB);
    expect(await unseenAnswers(school.db, ALICE)).toHaveLength(1);
    await seen(id, later(5));
    expect(await unseenAnswers(school.db, ALICE)).toEqual([]);
    const { answers } = await mine(id);
    await answer(id, 'No.', answers.at(-1)!.id, later(6));
    expect(await unseenAnswers(school.db, ALICE)).toHaveLength(1);
    // A page that was opened before the better answer came says nothing about it.
    await seen(id, later(5));
    expect(await unseenAnswers(school.db, ALICE)).toHaveLength(1);
    await seen(id, later(6));
    await seen(id, later(5));
    expect(await unseenAnswers(school.db, ALICE)).toEqual([]);
  });

  test('is one line, however often HR answered; the newest first', async () => {
    const [first, second] = [await ask(), await ask({ about: 'C.5' })];
    await answer(second, 'Yes.', 0, later(1));
    await answer(first, 'Yes.', 0, later(2));
    const { answers } = await mine(first);
    await answer(first, 'No.', answers.at(-1)!.id, later(3));
    const news = await unseenAnswers(school.db, ALICE);
    expect(news.map(({ id }) => id)).toEqual([first, second]);
  });
});
