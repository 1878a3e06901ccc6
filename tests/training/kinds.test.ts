import { describe, expect, test } from 'vitest';
import type { Revision, Scenario, Telling } from '#policies/model.ts';
import type { Situation } from '#rules/model.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { fullAnswer, NONE, score } from '#training/key.ts';
import { KINDS } from '#training/kinds/index.ts';
import type { Kind } from '#training/kinds/kind.ts';
import { meaningOf } from '#training/kinds/meaning.ts';
import { scenarioById, sentenceQuestions } from '#training/sentence-questions.ts';
import { realRevision } from '../support/solve.ts';

const revision: Revision = realRevision();

function telling(facts: Situation, more: Partial<Telling> = {}): Telling {
  return { id: 'base', story: 'A story.', facts, judgements: {}, readings: [], spans: [], ...more };
}

function scenario(tellings: Telling[], offers: string[] = []): Scenario {
  return {
    id: 'C.3-made-up',
    lesson: 'C.3-identification',
    title: 'Made up',
    asks: ['verdict', 'clauses', 'grounds'],
    offers,
    readings: [],
    fixes: [],
    judgements: {},
    tellings,
    review: { by: 'a test', on: '2026-11-22', note: '' },
    sha256: '',
  };
}

function asked(facts: Situation, offers: string[] = [], more: Partial<Telling> = {}) {
  const told = telling(facts, more);
  return { ruleset, scenario: scenario([told], offers), telling: told };
}

const keyOf = (kind: Kind, question: ReturnType<typeof asked>) =>
  kind.key(question, kind.options(question));

describe('verdict', () => {
  test('one step too strict earns half, one too lenient nothing', () => {
    const key = keyOf(KINDS.verdict, asked({ 'identity.asEmployee': 'words' }));
    expect(score(key, ['action-required'])).toBe(1);
    expect(score(key, ['needs-approval'])).toBe(0.5);
    for (const other of ['prohibited', 'advised-against', 'permitted', 'ask'])
      expect(score(key, [other])).toBe(0);
  });

  test('"ask" is right only when the story leaves a deciding fact open', () => {
    const key = keyOf(KINDS.verdict, asked({ 'content.selfInUniform': 'unknown' }));
    expect(score(key, ['ask'])).toBe(1);
    expect(score(key, ['prohibited'])).toBe(0);
  });
});

describe('grounds', () => {
  const offers = ['E.3.a:1', 'E.3.d:1'];

  test('a critical comment has none', () => {
    const question = asked({ 'use.act': 'moderate', 'comment.critical': true }, offers);
    expect(KINDS.grounds.options(question)).toEqual([...offers, NONE]);
    expect(fullAnswer(keyOf(KINDS.grounds, question))).toEqual([NONE]);
    expect(KINDS.grounds.say(revision, question, NONE).text).toContain('it may stay');
  });

  test('a threat has one, and off-topic beside it is a wrong pick', () => {
    const question = asked({ 'use.act': 'moderate', 'comment.threat': true }, offers);
    const key = keyOf(KINDS.grounds, question);
    expect(fullAnswer(key)).toEqual(['E.3.e:1']);
    expect(score(key, ['E.3.e:1', 'E.3.a:1'])).toBe(0);
  });

  test('what is outside the City’s concerns may be removed on that ground', () => {
    const question = asked({ 'use.act': 'moderate', 'comment.outsideConcerns': true }, offers);
    expect(fullAnswer(keyOf(KINDS.grounds, question))).toEqual(['D.3.m:2']);
  });
});

describe('because', () => {
  test('is right only with both halves', () => {
    const question = asked({ 'identity.asEmployee': 'words' }, ['C.3:2', 'C.3:3']);
    const key = keyOf(KINDS.because, question);
    expect(fullAnswer(key)).toEqual(['action-required|C.3:1']);
    for (const other of ['prohibited|C.3:1', 'prohibited|C.3:2', 'permitted|none'])
      expect(score(key, [other])).toBe(0);
    expect(KINDS.because.options(question)).toEqual(
      expect.arrayContaining(['action-required|C.3:1', 'prohibited|C.3:2', 'permitted|none']),
    );
  });

  test('never offers another sentence that brings the same', () => {
    const facts = { 'content.selfInUniform': true, 'identity.actsForCity': true };
    const question = asked(facts, ['C.3:3', 'C.4:1']);
    const options = KINDS.because.options(question);
    expect(options.filter((one) => one.startsWith('prohibited|'))).toEqual(['prohibited|C.3:2']);
  });

  test('of what is permitted: it goes against no sentence', () => {
    const key = keyOf(KINDS.because, asked({}, ['C.3:2', 'C.3:3']));
    expect(fullAnswer(key)).toEqual(['permitted|none']);
  });
});

describe('outcome', () => {
  const question = asked({ 'identity.asEmployee': 'words', 'use.venue': 'own-account' });

  test('what turns the verdict is right, what does not is wrong, "select all" earns nothing', () => {
    const options = KINDS.outcome.options(question);
    const key = KINDS.outcome.key(question, options);
    const right = fullAnswer(key);
    expect(right.length).toBeGreaterThan(0);
    expect(right.length * 2).toBeLessThanOrEqual(options.length - 1);
    expect(score(key, right)).toBe(1);
    expect(
      score(
        key,
        options.filter((one) => one !== NONE),
      ),
    ).toBe(0);
  });

  test('leaves who acts, what is done and why as they are, and says each line in words', () => {
    for (const option of KINDS.outcome.options(question)) {
      if (option === NONE) continue;
      // Neither the fact's name nor its value stands in the page.
      expect(option).toMatch(/^if-[0-9a-f]{10}$/);
      const { text } = KINDS.outcome.say(revision, question, option);
      expect(text).toMatch(/^If /);
      expect(text).not.toMatch(/^If (?:you are a City employee|this is |a member of the public)/);
    }
  });
});

describe('ask', () => {
  const question = asked({
    'content.selfInUniform': 'unknown',
    'identity.asEmployee': 'words',
    'identity.disclaimer': 'full',
  });

  test('the question that decides is the right one', () => {
    expect(KINDS.ask.fits(question)).toBe(true);
    const [right] = fullAnswer(keyOf(KINDS.ask, question));
    expect(KINDS.ask.say(revision, question, right!).text).toBe(
      'Does a picture in it show you wearing any City uniform?',
    );
    expect(right).toMatch(/^ask-[0-9a-f]{10}$/);
  });

  test('is not asked where all is told', () => {
    expect(KINDS.ask.fits(asked({ 'content.selfInUniform': true }))).toBe(false);
  });
});

describe('spot', () => {
  const spans = [
    { words: 'Parks crew', fact: 'identity.asEmployee' },
    { words: 'on his own phone', fact: 'use.device' },
    { words: 'after supper', fact: 'use.time' },
    { words: 'not a word on whose view', fact: 'identity.disclaimer' },
  ];

  test('the words that tell the deciding facts are right', () => {
    const question = asked({ 'identity.asEmployee': 'words' }, [], { spans });
    expect(KINDS.spot.fits(question)).toBe(true);
    expect(fullAnswer(keyOf(KINDS.spot, question))).toEqual(['span-1', 'span-4']);
    expect(KINDS.spot.say(revision, question, 'span-2').text).toBe('“on his own phone”');
  });

  test('is not asked where nothing is marked, or too much of it decides', () => {
    expect(KINDS.spot.fits(asked({ 'identity.asEmployee': 'words' }))).toBe(false);
    const most = spans.slice(0, 1).concat(spans.slice(2));
    expect(KINDS.spot.fits(asked({ 'identity.asEmployee': 'words' }, [], { spans: most }))).toBe(
      false,
    );
  });
});

describe('meaning', () => {
  test('of each sentence is what the rules, or the reason for none, say', () => {
    const meanings = { 'C.3:1': 'must', 'C.4:1': 'should', 'C.1:3': 'may', 'D.3.m:2': 'city' };
    for (const [sentence, meaning] of Object.entries(meanings))
      expect(meaningOf(ruleset, sentence)).toBe(meaning);
    expect(meaningOf(ruleset, 'C.5:1')).toBe('city');
    expect(meaningOf(ruleset, 'C.4:7')).toBe('should');
    expect(meaningOf(ruleset, 'A:1')).toBe('information');
  });

  test('every sentence of a lesson is asked about in the City’s own words', () => {
    for (const lesson of revision.lessons)
      for (const question of sentenceQuestions(revision, lesson)) {
        const sentence = revision.clauses
          .flatMap((clause) => clause.sentences)
          .find(({ id }) => id === question.sentence)!;
        expect(question.tellings[0]!.story.endsWith(sentence.text)).toBe(true);
        expect(scenarioById(revision, question.id)).toEqual(question);
      }
  });

  test('an item of a list stands under the words that open it', () => {
    const [lesson] = revision.lessons;
    const item = sentenceQuestions(revision, lesson!).find(({ sentence }) => sentence === 'A:3.2')!;
    expect(item.tellings[0]!.story).toMatch(/^This Social Media Policy applies .+\n\nBlogs;$/);
  });
});
