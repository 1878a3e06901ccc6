import { expect, test } from 'vitest';
import type { Revision } from '#policies/model.ts';
import { sentenceById } from '#policies/search.ts';
import { feedbackOn } from '#training/feedback/feedback.ts';
import { kindsOf, optionsOf } from '#training/item.ts';
import { gistOf, sentenceOption } from '#training/kinds/kind.ts';
import { sentenceQuestions } from '#training/sentence-questions.ts';
import { gradeOf } from '../support/reading-grade.ts';
import { realRevision } from '../support/solve.ts';

const revision = realRevision();
const { ruleset } = revision;
const questions = revision.lessons.flatMap((lesson) => sentenceQuestions(revision, lesson));

/** What belongs to those who keep the rules: their words, and the readings' numbers. */
const MAKERS_WORDS = /\bnorms?\b|\bverdicts?\b|\brecall\b|reads who|\bR\d+\b/;

function reasonsRead(of: Revision): string[] {
  return [...of.scenarios, ...questions].flatMap((scenario) =>
    scenario.tellings.flatMap((telling) => {
      const [kind] = kindsOf(of.ruleset, scenario, telling);
      if (!kind) return [];
      const options = optionsOf(of.ruleset, scenario, telling, kind);
      const { reasons } = feedbackOn(of, { scenario, telling, kind, options }, []);
      return reasons.map(({ because }) => because);
    }),
  );
}

test('no reason that a learner reads speaks of how the rules are made', () => {
  const reasons = reasonsRead(revision);
  expect(reasons.length).toBeGreaterThan(400);
  for (const reason of reasons) expect(reason).not.toMatch(MAKERS_WORDS);
  // The reasons that HR and counsel read do.
  expect(ruleset.unruled!.some(({ reason }) => MAKERS_WORDS.test(reason))).toBe(true);
});

test('what a sentence without a rule says is read with ease', () => {
  for (const { id, says, reason } of ruleset.unruled!) {
    expect(says, id).not.toBe(reason);
    expect(says, id).toMatch(/^(?:It|The) .+\.$/);
    expect(gradeOf(says!), `${id}: ${says}`).toBeLessThanOrEqual(8);
  }
});

test('of a release from before these words, what kind of sentence it is', () => {
  const unruled = ruleset.unruled!.map(({ id, sentence, meaning, reason }) => {
    return { id, sentence, meaning, reason };
  });
  const before = { ...revision, ruleset: { ...ruleset, unruled } };
  const question = questions.find(({ sentence }) => sentence === 'A:3')!;
  const item = { scenario: question, telling: question.tellings[0]!, kind: 'meaning' as const };
  const { reasons } = feedbackOn(before, { ...item, options: [] }, []);
  expect(reasons[0]!.because).toBe('It explains or defines, and asks nothing.');
});

test('an option says what its sentence asks in two short sentences at most', () => {
  for (const { sentence } of ruleset.norms)
    expect(gistOf(ruleset, sentence).length, sentence).toBeLessThan(210);
  expect(gistOf(ruleset, 'C.6:1').match(/Do not disclose/g)).toHaveLength(1);
});

test('a long sentence of the City opens beside its option, a short one stands in it', () => {
  const { text } = sentenceById(revision, 'C.6:1');
  expect(sentenceOption(revision, 'C.6:1')).toEqual({
    text: `C.6:1: ${gistOf(ruleset, 'C.6:1')}`,
    words: { sentence: 'C.6:1', text },
  });
  const short = sentenceById(revision, 'C.3:2').text;
  expect(sentenceOption(revision, 'C.3:2')).toMatchObject({ hint: short });
  expect(sentenceOption(revision, 'C.3:2').words).toBeUndefined();
});
