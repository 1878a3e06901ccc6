import { expect, test } from 'vitest';
import { asOf, sayDraft, sayRevision, sayRevisionOf } from '#policies/as-of.ts';
import { changedClauses } from '#policies/changed-clauses.ts';
import { withDrafts } from '#policies/publications.ts';
import { witnessesInWords } from '#policies/witness-words.ts';
import { realPolicies } from '../support/school.ts';

const [policy] = withDrafts(realPolicies());
const [adopted, draft] = policy!.revisions;
const TODAY = '2026-11-22';
const on = (asked: string | null) => asOf(policy!, asked, TODAY);

test('without a day: what binds today, and what is coming', () => {
  expect(on(null)).toMatchObject({ isToday: true, on: TODAY, problem: undefined });
  expect(on(null).revision.id).toBe('2023-04-20');
  expect(on(null).coming.map(({ id }) => id)).toEqual(['2027-07-01']);
});

test('of the day before a revision takes effect the older text, of its day the newer', () => {
  expect(on('2027-06-30').revision).toBe(adopted);
  expect(on('2027-07-01').revision).toBe(draft);
  expect(on('2027-07-01')).toMatchObject({ isToday: false, coming: [], problem: undefined });
});

test.each(['2026-02-30', 'tomorrow', '2026-1-1', '<script>'])('the day %s is none', (asked) => {
  const shown = on(asked);
  expect(shown.problem).toContain('Give the day as one that exists');
  expect(shown.revision).toBe(adopted);
});

test('before the first text the portal knows none, and says so', () => {
  expect(on('2019-01-01').problem).toContain('no text that was in force on that day');
});

test('a draft is called one wherever its date is said', () => {
  expect(sayRevision(adopted!)).toBe('April 20, 2023');
  expect(sayRevision(draft!)).toBe('July 1, 2027 (fictional draft)');
  // Also where the running portal only holds it as a draft.
  expect(sayRevisionOf(realPolicies(), 'social-media', '2027-07-01')).toContain('fictional draft');
  expect(sayRevisionOf(realPolicies(), 'social-media', '2030-01-01')).toBe('January 1, 2030');
});

test('clause by clause: words, rules and outcome each told apart', () => {
  const clauses = changedClauses(draft!, '2023-04-20');
  const of = (clause: string, gone = false) =>
    clauses.find((one) => one.clause === clause && one.gone === gone);
  // Reworded; the words of A:3 moved the definition, so C.3 decides otherwise with the same words.
  expect(of('C.3')).toMatchObject({ text: [], outcome: true });
  expect(of('D.3.v')).toMatchObject({ text: ['added'], rules: ['D.3.v:1'], outcome: true });
  expect(of('E.3.g', true)).toMatchObject({ text: ['removed'], rules: ['E.3.g:1'], outcome: true });
  expect(of('E.3.g')).toMatchObject({ text: ['moved'], rules: [], outcome: false });
  expect(of('C.5')).toBeUndefined();
});

test('the witnesses are said in the facts’ own words, each situation once, the smallest first', () => {
  const all = witnessesInWords(draft!, '2023-04-20');
  expect(all).toContainEqual({
    sentence: 'D.4.a.iii:1',
    gone: false,
    facts: [
      'you are a designated employee',
      'you are on a department computer',
      'this is a posting',
      'this is personal use',
      'you are off duty',
    ],
    before: 'prohibited',
    after: 'permitted',
  });
  expect(all).toContainEqual({
    sentence: 'E.3.g:1',
    gone: true,
    facts: [
      'it is on a City site',
      'the comment solicits commerce',
      'this is a posting',
      'this is personal use',
    ],
    before: 'not-permitted',
    after: 'may-stay',
  });
  const sizes = all.map(({ facts }) => facts.length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(new Set(all.map(({ facts }) => facts.join())).size).toBe(all.length);
});

test('a draft is called one, once', () => {
  expect(sayDraft({ fictional: true, says: 'A fictional draft. Nobody adopted it.' })).toBe(
    'A fictional draft. Nobody adopted it.',
  );
  expect(sayDraft({ fictional: true, says: 'A draft for counsel.' })).toBe(
    'A fictional draft. A draft for counsel.',
  );
  expect(sayDraft({ fictional: false, says: 'For counsel.' })).toBe('A draft. For counsel.');
});
