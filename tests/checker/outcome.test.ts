import { expect, test } from 'vitest';
import { outcomeOf } from '#checker/outcome.ts';
import type { Situation } from '#rules/model.ts';
import { begin, CLEAN, go, goThrough, outcome, OWN_POST, ruleset, step } from './filling-in.ts';

const sentences = ({ against }: ReturnType<typeof outcomeOf>) =>
  against.map(({ sentence }) => sentence);

test('a clean private posting: nothing in the policy forbids it', () => {
  const { outcome: found, early, goOn } = goThrough(begin());
  expect(found).toMatchObject({
    verdict: { lo: 'permitted', hi: 'permitted' },
    against: [],
    open: [],
    mending: [],
    hangsOn: [],
  });
  expect([early, goOn]).toEqual([false, undefined]);
});

test('what a reading keeps out of the way is named, whether or not the City has confirmed it', () => {
  const { outcome: found } = goThrough(begin());
  // Personal postings are free of D.3 by R2, so politics was not asked about.
  expect(found.readings).toContain('R2');
});

test('a breach: its sentence, because, and the smallest change', () => {
  const choose = {
    ...CLEAN,
    'identity.asEmployee': 'words',
    'identity.disclaimer': 'profile-only',
  };
  const { outcome: found } = goThrough(begin(), choose);
  expect(found.verdict).toEqual({ lo: 'action-required', hi: 'action-required' });
  expect(found.against).toEqual([
    {
      sentence: 'C.3:1',
      reasons: [
        {
          because:
            'Your own words on that network identify you as a City employee, and the disclaimer stands in the profile, not in the posting.',
          strength: 'must',
        },
      ],
    },
  ]);
  expect(found.mending).toEqual([
    [
      'Say in this posting that the views are yours alone and do not reflect the views of the City.',
    ],
  ]);
  expect(found.mendsInPart).toBe(false);
  expect(found.readings).toEqual(expect.arrayContaining(['R3', 'R4']));
  expect(found.hangsOn).toContain('R3');
});

test('the gravest comes first, and a sentence is quoted once', () => {
  const found = goThrough(
    begin(),
    { ...CLEAN, 'content.about': 'co-worker' },
    {
      you: ['use.interferes'],
      how: ['content.uncivil'],
      information: ['info.health', 'info.personnel'],
    },
  ).outcome;
  expect(sentences(found)[0]).toBe('C.6:1');
  expect(found.against[0]!.reasons).toHaveLength(2);
  expect(new Set(sentences(found)).size).toBe(sentences(found).length);
  expect(sentences(found)).toEqual(expect.arrayContaining(['C.1:5', 'C.2:4']));
});

test('what is not known stays unknown: the verdict is an interval with its questions', () => {
  let view = begin();
  while (step(view).step.id !== 'pictures') view = go(view, { choose: CLEAN, rest: ['none'] });
  const done = goThrough(go(view, { rest: ['unsure'] }));
  const { outcome: found } = done;
  expect(found.verdict).toEqual({ lo: 'permitted', hi: 'prohibited' });
  expect(found.open.map(({ fact, sentences }) => [fact.id, sentences])).toEqual([
    ['content.selfInUniform', ['C.3:2']],
    ['content.selfOperatingEquipment', ['C.3:2']],
    ['info.patientImage', ['D.3.g:1']],
  ]);
  expect(found.mending).toEqual([]);
  expect(done.open[0]!.options.map(({ text }) => text)).toEqual(['Yes', 'No', 'Not sure']);

  const choose = { 'content.selfInUniform': 'false', 'content.selfOperatingEquipment': 'false' };
  const narrower = outcome(go(done, { choose }));
  expect(narrower.open.map(({ id }) => id)).toEqual(['info.patientImage']);
  const decided = outcome(go(narrower, { choose: { 'info.patientImage': 'false' } }));
  expect(decided.outcome.verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
});

test('what is certain is mended although something else is open', () => {
  const found = outcomeOf(ruleset, {
    ...situation(OWN_POST),
    'content.selfInUniform': true,
    'info.health': 'unknown',
  });
  expect(found.verdict).toEqual({ lo: 'prohibited', hi: 'prohibited' });
  expect(found.mending).toEqual([['Choose a picture that does not show you in a City uniform.']]);
  expect(found.mendsInPart).toBe(true);
});

test('for the City: an approval that is missing, and one that there is', () => {
  const gates = { ...OWN_POST, 'use.act': 'reply', 'use.purpose': 'city-business' };
  const ticks = { you: ['identity.actsForCity'] };
  const asked = goThrough(begin(gates), CLEAN, ticks).outcome;
  expect(asked.verdict).toEqual({ lo: 'needs-approval', hi: 'needs-approval' });
  expect(asked.mending).toEqual([['Get the approval of the Chief Administrative Officer first.']]);
  const agreed = { ...ticks, agreed: ['approval.caoReply'] };
  const allowed = goThrough(begin(gates), CLEAN, agreed).outcome;
  expect(allowed.verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
  expect(allowed.kept.map(({ sentence }) => sentence)).toContain('E.6:1');
});

test('an own comment on a City site is judged as a posting and as a comment', () => {
  const gates = { ...OWN_POST, 'use.venue': 'city-site' };
  const found = goThrough(begin(gates), CLEAN, { comment: ['comment.commerce'] }).outcome;
  expect(found.verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
  expect(found.comment).toEqual({ lo: 'not-permitted', hi: 'not-permitted' });
  expect(sentences(found)).toEqual(['E.3.g:1']);
});

test('everything wrong at once is answered in good time', () => {
  const all = Object.fromEntries(
    ruleset.facts
      .filter(({ id }) => !id.startsWith('use.') && !id.startsWith('poster.'))
      .map(({ id, values }) => [id, values.at(-1)!]),
  );
  const began = performance.now();
  const found = outcomeOf(ruleset, { ...situation(OWN_POST), ...all });
  expect(found.against.length).toBeGreaterThan(8);
  expect(found.mending.flat()).toContain('Leave it: do not do this at all.');
  expect(performance.now() - began).toBeLessThan(2000);
});

function situation(gates: Record<string, string>): Situation {
  const isFlag = (value: string) => value === 'true' || value === 'false';
  const entries = Object.entries(gates).map(([id, value]) => [
    id,
    isFlag(value) ? value === 'true' : value,
  ]);
  return { 'poster.kind': 'employee', ...Object.fromEntries(entries) } as Situation;
}
