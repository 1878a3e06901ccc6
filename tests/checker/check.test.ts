import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { check, OUTCOME, type View } from '#checker/check.ts';
import { STEPS, wayThrough } from '#checker/steps.ts';
import { compile } from '#rules/compile.ts';
import { evaluate } from '#rules/evaluate.ts';
import { statusOf } from '#rules/interval.ts';
import { closed, open } from '#rules/situation.ts';
import type { Value } from '#rules/model.ts';
import {
  begin,
  CLEAN,
  fillIn,
  go,
  goThrough,
  outcome,
  OWN_POST,
  ruleset,
  step,
} from './filling-in.ts';

const idsOf = (view: View) => {
  const { choices, flags } = step(view);
  return [...choices, ...flags].map(({ id }) => id);
};
const wayOf = (gates: Record<string, Value>) =>
  wayThrough(ruleset, new Map(Object.entries(gates))).steps.map(({ step: { id } }) => id);
const FLAGS = { 'poster.designated': false };
const said = (view: View) => view.problems.map(({ text }) => text).join(' ');
const form = (fields: Record<string, string | string[]>) =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );

describe('what is asked', () => {
  test('it begins with what one is about to do, whoever asks', () => {
    const first = step(check(ruleset), 'what');
    expect(first.sent).toBe(false);
    expect(first.carried).toEqual([]);
    expect(first.choices[0]!.options.map(({ value }) => value)).toEqual([
      'post',
      'reply',
      'browse',
      'send',
    ]);
  });

  test('gates narrow it: looking asks about one’s work, and about nothing that is published', () => {
    expect(wayOf({ 'use.act': 'browse', 'use.purpose': 'personal' })).not.toContain('information');
    const looking = { ...OWN_POST, 'use.act': 'browse', 'poster.corps': 'fire' };
    expect(idsOf(begin(looking))).toEqual(['use.interferes', 'use.insteadOf911']);
    expect(idsOf(go(check(ruleset), { choose: looking }))).not.toContain('poster.corps');
    expect(goThrough(begin(looking)).outcome.verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
  });

  test('where is asked in words that fit: who only looks posts nothing', () => {
    const whereOf = (act: string) =>
      step(go(check(ruleset), { choose: { ...OWN_POST, 'use.act': act } }), 'where').choices.find(
        ({ id }) => id === 'use.venue',
      )?.question;
    expect(whereOf('post')).toBe('Where will you post?');
    expect(whereOf('browse')).toBe('Where will you look?');
  });

  test('a text message is asked about its image alone', () => {
    const way = wayOf({ 'use.act': 'send', 'use.purpose': 'personal', 'poster.corps': 'other' });
    expect(way).toEqual(['what', 'where', 'you', 'pictures']);
  });

  test('a private posting and one for the City are asked different things', () => {
    const personal = wayOf({ ...OWN_POST, ...FLAGS });
    const official = wayOf({ ...OWN_POST, ...FLAGS, 'use.purpose': 'city-business' });
    expect(personal).toContain('truth');
    expect(personal).not.toContain('others');
    expect(official).toContain('others');
    expect(official).not.toContain('truth');
  });

  test('an answer narrows what comes after it', () => {
    const about = go(begin(), { choose: CLEAN, rest: ['none'] });
    const ofNobody = go(about, { choose: { 'content.about': 'nobody' }, rest: ['none'] });
    const ofColleague = go(about, { choose: { 'content.about': 'co-worker' }, rest: ['none'] });
    expect(idsOf(ofColleague)).toContain('content.demeaning');
    expect(idsOf(ofNobody)).not.toContain('content.demeaning');
    expect(step(ofNobody).of).toBeLessThanOrEqual(step(about).of);
  });

  test('an own comment on a City site is asked for the grounds to remove it', () => {
    expect(wayOf({ ...OWN_POST, ...FLAGS, 'use.venue': 'city-site' })).toContain('comment');
    expect(wayOf({ ...OWN_POST, ...FLAGS })).not.toContain('comment');
  });

  test('checklists speak in the facts’ own words, judgements by their standard', () => {
    const about = go(begin(), { rest: ['none'] });
    const how = step(go(about, { tick: ['content.complaint'] }), 'how');
    const malicious = how.flags.find(({ id }) => id === 'content.malicious');
    expect(malicious?.text).toBe('It could reasonably be viewed as malicious');
    expect(malicious?.hint).toBe('By C.2:6 "reasonably could be viewed as malicious"');
  });

  test('every fact that an employee’s act can turn on stands in some part', () => {
    const asked = new Set(STEPS.flatMap(({ facts }) => facts));
    const acts = ['post', 'reply', 'browse', 'send'];
    const facts = open(ruleset, { 'poster.kind': 'employee', 'use.act': acts });
    const missing = compile(ruleset)
      .norms.filter(({ norm }) => norm.effect !== 'permitted')
      .filter((norm) => statusOf(norm, facts) !== 'not-applicable')
      .flatMap(({ reads }) => reads.map((at) => ruleset.facts[at]!.id))
      .filter((id) => !asked.has(id) && id !== 'poster.kind');
    expect(missing).toEqual([]);
    expect([...asked].filter((id) => !ruleset.facts.some((fact) => fact.id === id))).toEqual([]);
    expect(STEPS.flatMap(({ facts }) => facts)).toHaveLength(asked.size);
  });
});

describe('what the answers mean', () => {
  const pictures = () => {
    let view = begin();
    while (step(view).step.id !== 'pictures') view = go(view, { choose: CLEAN, rest: ['none'] });
    return view;
  };
  const statedIn = (view: View, id: string) => view.carried.find(([name]) => name === id)?.[1];

  test('none of these: all are no', () => {
    const next = go(pictures(), { rest: ['none'] });
    expect(statedIn(next, 'content.selfInUniform')).toBe('false');
    expect(statedIn(next, 'info.patientImage')).toBe('false');
  });

  test('something ticked: the others are no', () => {
    const next = outcome(go(pictures(), { tick: ['content.selfInUniform'] }));
    expect(statedIn(next, 'content.selfInUniform')).toBe('true');
    expect(statedIn(next, 'info.patientImage')).toBe('false');
  });

  test('not sure: what is not ticked is unknown, and stays so', () => {
    const next = go(pictures(), { tick: ['content.selfInUniform'], rest: ['unsure'] });
    expect(statedIn(next, 'content.selfInUniform')).toBe('true');
    expect(statedIn(next, 'info.patientImage')).toBe('unknown');
    const back = step(go(next, { to: 'pictures' }), 'pictures');
    expect(back.rest).toEqual(['unsure']);
    expect(back.flags.filter(({ ticked }) => ticked).map(({ id }) => id)).toEqual([
      'content.selfInUniform',
    ]);
  });

  test('left untouched: nothing is said', () => {
    const next = go(pictures());
    expect(step(next).step.id).toBe('truth');
    expect(statedIn(next, 'content.selfInUniform')).toBeUndefined();
    const shown = outcome(go(next, { to: OUTCOME }));
    expect(shown.unasked.map(({ id }) => id)).toContain('content.selfInUniform');
    expect(shown.open).toEqual([]);
    expect(shown.goOn).toBe('pictures');
    expect(shown.outcome.verdict.hi).toBe('prohibited');
  });

  test.each([
    [['content.selfInUniform'], ['none'], 'Choose one or the other'],
    [[], ['none', 'unsure'], 'Choose one of the two'],
  ] as const)('%s and %s contradict each other, and nothing is lost', (tick, rest, words) => {
    const again = step(go(pictures(), { tick: [...tick], rest: [...rest] }), 'pictures');
    expect(said(again)).toContain(words);
    expect(again.flags.filter(({ ticked }) => ticked).map(({ id }) => id)).toEqual(tick);
    expect(again.rest).toEqual(rest);
    expect(statedIn(again, 'content.about')).toBe('nobody');
  });

  test('an open question answered by itself survives going back to its list', () => {
    let view: View = go(pictures(), { rest: ['unsure'] });
    view = outcome(go(goThrough(view), { choose: { 'info.patientImage': 'false' } }));
    const back = step(go(view, { to: 'pictures' }), 'pictures');
    expect(back.flags.find(({ id }) => id === 'info.patientImage')?.refused).toBe(true);
    const again = go(back, { to: OUTCOME });
    expect(outcome(again).outcome).toEqual(outcome(view).outcome);
  });
});

describe('the way', () => {
  test('nothing goes on without the gates; what was answered is kept', () => {
    const again = step(go(check(ruleset), { choose: { 'use.act': 'post' } }), 'what');
    expect(said(again)).toBe('Choose an answer to “Is it personal, or City business?”');
    expect(again.problems[0]!.field).toBe('use.purpose');
    expect(again.choices[0]!.options.find(({ chosen }) => chosen)?.value).toBe('post');
  });

  test('out of order: what comes first is asked, and later answers are kept', () => {
    const view = check(ruleset, form({ step: 'pictures', tick: 'content.selfInUniform' }));
    expect(said(step(view, 'what'))).toContain('These questions come first.');
    const sent = form({
      step: 'what',
      to: 'outcome',
      'use.act': 'post',
      'use.purpose': 'personal',
    });
    expect(said(step(check(ruleset, sent), 'where'))).toContain('come first');
    expect(view.carried).toContainEqual(['content.selfInUniform', 'true']);
  });

  test('it stops as soon as it is prohibited for certain, and goes on when asked to', () => {
    const designated = {
      ...OWN_POST,
      'poster.designated': 'true',
      'use.device': 'department-computer',
    };
    const stopped = outcome(begin(designated));
    expect(stopped.early).toBe(true);
    expect(stopped.outcome.against.map(({ sentence }) => sentence)).toEqual(['D.4.a.iii:1']);
    expect(stopped.outcome.mending).toEqual([['Use a device of your own.']]);
    const sent = fillIn(stopped, { to: stopped.goOn! });
    sent.set('anyway', 'yes');
    const on = step(check(ruleset, sent), 'you');
    expect(step(go(on, { choose: CLEAN, rest: ['none'] })).step.id).toBe('about');
    expect(goThrough(on).early).toBe(false);
  });

  test('it does not stop where it only may be prohibited', () => {
    expect(step(go(begin(), { rest: ['unsure'] })).step.id).toBe('about');
  });

  test('changing an answer keeps the others, and what no longer matters counts for nothing', () => {
    const done = goThrough(begin(), CLEAN, { pictures: ['content.selfInUniform'] });
    expect(done.outcome.verdict.lo).toBe('prohibited');
    const first = step(go(done, { to: 'what' }), 'what');
    const official = go(first, { choose: { 'use.purpose': 'city-business' }, to: OUTCOME });
    const inUniform = (view: View) =>
      outcome(view).outcome.against.some(({ sentence }) => sentence === 'C.3:2');
    expect(inUniform(official)).toBe(false);
    expect(official.carried).toContainEqual(['content.selfInUniform', 'true']);
    const back = go(step(go(official, { to: 'what' })), {
      choose: { 'use.purpose': 'personal' },
      to: OUTCOME,
    });
    expect(outcome(back).outcome).toEqual(done.outcome);
  });

  test('who changes one answer of a finished check comes back to the outcome', () => {
    const done = goThrough(begin());
    const changed = go(go(done, { to: 'pictures' }), { tick: ['content.selfInUniform'], rest: [] });
    expect(outcome(changed).early).toBe(false);
    expect(outcome(changed).outcome.verdict.lo).toBe('prohibited');
  });

  test('the outcome tells what was said, part by part', () => {
    const done = goThrough(begin(), CLEAN, { you: ['use.interferes'] });
    const of = (id: string) => done.said.find(({ step }) => step.id === id)?.answers;
    expect(of('what')).toEqual([
      'Post, share, comment or send a message on social media',
      'Personal',
    ]);
    expect(of('you')).toEqual([
      'You have not identified yourself as a City employee on that network',
      'It interferes with your work',
    ]);
    expect(of('pictures')).toEqual(['None of the list']);
  });
});

describe('a form that nobody’s page has made', () => {
  const through = { ...OWN_POST, step: 'you' };

  test.each([
    [{ 'content.malicous': 'true' }, 'no question “content.malicous”'],
    [{ 'content.malicous': 'true' }, 'Did you mean “content.malicious”?'],
    [{ __proto__x: '1', constructor: 'true' }, 'no question “constructor”'],
    [{ 'poster.kind': 'public' }, 'no question “poster.kind”'],
    [{ 'use.act': ['post', 'browse'] }, 'was answered twice'],
    [{ 'use.act': 'moderate' }, '“moderate” is no answer'],
    [{ 'content.malicious': 'yes' }, '“yes” is no answer'],
    [{ 'content.about': '<b>' + 'x'.repeat(90) }, `“<b>${'x'.repeat(37)}…” is no answer`],
    [{ tick: 'content.about' }, undefined],
    [{ tick: 'no.such' }, 'no question “no.such”'],
    [{ rest: 'all' }, '“all” cannot be chosen here'],
    [{ step: 'nowhere' }, 'a part that this check has'],
    [{ to: 'nowhere' }, 'a part that this check has'],
  ])('%j is told in a sentence, and nothing else is lost', (fields, words) => {
    const view = check(ruleset, form({ ...through, ...fields }));
    if (words === undefined) expect(view.problems).toEqual([]);
    else expect(said(view)).toContain(words);
    const kept = new Map(view.carried);
    const shown = view.shows === 'step' ? idsOf(view) : [];
    for (const id of Object.keys(OWN_POST)) {
      expect(kept.has(id) || shown.includes(id), id).toBe(true);
    }
  });

  test('without a part it begins where something is missing', () => {
    expect(said(step(check(ruleset, form({})), 'what'))).toContain('which part of the check it is');
    const view = step(check(ruleset, form(OWN_POST)), 'what');
    expect(view.choices[0]!.options.find(({ chosen }) => chosen)?.value).toBe('post');
  });

  test('whatever comes, something is shown and told in a few sentences', () => {
    const names = ['step', 'to', 'tick', 'asked', 'no', 'rest', 'anyway', 'x', '__proto__'];
    const known = ruleset.facts.map(({ id }) => id);
    const words = fc.constantFrom(
      ...known,
      ...STEPS.map(({ id }) => id),
      'outcome',
      'none',
      'unsure',
      'true',
      'false',
      'unknown',
      'post',
      'personal',
    );
    const value = fc.oneof({ arbitrary: words, weight: 4 }, fc.string());
    const field = fc.tuple(fc.oneof(fc.constantFrom(...names, ...known), fc.string()), value);
    fc.assert(
      fc.property(fc.array(field, { maxLength: 60 }), fc.boolean(), (fields, gated) => {
        const sent = new URLSearchParams(fields);
        if (gated) for (const [id, one] of Object.entries(OWN_POST)) sent.set(id, one);
        const view = check(ruleset, sent);
        expect(view.problems.length).toBeLessThan(12);
        // And what it shows can be sent again without a complaint about what it carries.
        const again = check(
          ruleset,
          fillIn(view, { to: view.shows === 'step' ? view.step.id : OUTCOME, rest: [] }),
        );
        expect(said(again)).not.toMatch(/no question|no answer|twice/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the check and the rules', () => {
  /** What somebody answers who knows all of it, in any order of parts. */
  const anyAnswers = fc.record(
    Object.fromEntries(
      ruleset.facts
        .filter(({ id }) => id !== 'poster.kind')
        .map(({ id, values }) => [
          id,
          id === 'use.act'
            ? fc.constantFrom('post', 'reply', 'browse', 'send')
            : fc.constantFrom(...values),
        ]),
    ) as Record<string, fc.Arbitrary<Value>>,
  );

  test('what it leaves out never mattered: the verdict is that of all facts', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const all =
          answers['use.act'] === 'browse' ? { ...answers, 'image.officialScope': false } : answers;
        const { situation } = wayThrough(ruleset, new Map(Object.entries(all)));
        const asked = new Set(STEPS.flatMap(({ facts }) => facts));
        const some = Object.fromEntries(Object.entries(situation).filter(([id]) => asked.has(id)));
        const bySome = evaluate(ruleset, open(ruleset, { ...some, 'poster.kind': 'employee' }));
        const byAll = evaluate(ruleset, closed(ruleset, all));
        expect(bySome.verdict).toEqual(byAll.verdict);
        const stays = { lo: 'may-stay', hi: 'may-stay' };
        expect(bySome.comment ?? stays).toEqual(byAll.comment ?? stays);
      }),
      { numRuns: 500 },
    );
  });
});
