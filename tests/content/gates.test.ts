import { expect, test } from 'vitest';
import { parsePolicyText } from '#policies/parse-policy.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { TINY_FILES, TINY_RULESET, tinyContent } from '../policies/tiny-content.ts';
import {
  disagreements,
  expectNone,
  lostWords,
  sharedAnchors,
  tellingDisagreements,
  unreadFacts,
  untaught,
} from './gates.ts';
import { GOLDEN, parseGolden, parseGoldenTellings } from './golden.ts';

// Each gate is broken here on purpose: a gate that nothing fails guards nothing.

const read = parsePolicyText(TINY_FILES['tiny/2020-01-31/policy.md'] ?? '', 'policy.md');
const PUBLISHED = `[Ord. No. 1, 1-31-2020]
A.\u00a0
Pictures.
1.\u00a0
What they show. No picture shows the uniform. No picture is cruel to a neighbor.
B.\u00a0
Pictures are:
•
prints;
•
José's co-workers' files.
`;

function tiny() {
  const [policy] = readPolicies(tinyContent(), { 'tiny/2020-01-31': TINY_RULESET });
  const revision = policy?.revisions[0];
  if (!revision) throw new Error('no revision was read');
  return revision;
}

test('a word changed, left out, added or moved is found where it stands', () => {
  expect(lostWords(PUBLISHED, read)).toEqual([]);
  expect(lostWords(PUBLISHED.replace('cruel', 'crude'), read)).toEqual([
    'word 19: published “No picture is crude to a neighbor.”, read “No picture is cruel to a neighbor.”',
  ]);
  expect(lostWords(PUBLISHED.replace('shows the', 'shows'), read)).toHaveLength(1);
  expect(lostWords(`${PUBLISHED} And more.`, read)).toEqual([
    "word 32: published “José's co-workers' files. And more.”, read “José's co-workers' files.”",
  ]);
  expect(lostWords(PUBLISHED.replace('files.', ''), read)).toHaveLength(1);
  expect(lostWords(PUBLISHED.replace('B.', 'C.'), read)).toHaveLength(1);
});

test('two clauses with one link are found', () => {
  expect(sharedAnchors(read)).toEqual([]);
  const clauses = read.clauses.map((clause) => ({ ...clause, anchor: 'a' }));
  expect(sharedAnchors({ clauses })).toEqual([
    '`A` and `B` share the link #a',
    '`A.1` and `B` share the link #a',
  ]);
});

test('a rule that no scenario shows is found', () => {
  const revision = tiny();
  expect(untaught(revision, () => true)).toEqual([]);
  const kind = revision.scenarios.map((scenario) => ({
    ...scenario,
    tellings: scenario.tellings.slice(1),
  }));
  expect(untaught({ ...revision, scenarios: kind }, () => true)).toEqual([
    'no scenario shows `A.1:2` breached',
  ]);
  expect(untaught({ ...revision, scenarios: [] }, ({ id }) => id === 'A.1:1')).toEqual([
    'no scenario shows `A.1:1` breached',
  ]);
});

test('a permission that holds in no scenario is found', () => {
  const revision = tiny();
  const [norm] = TINY_RULESET.norms;
  if (!norm) throw new Error('the tiny ruleset has rules');
  const { wrong: _, ...permission } = norm;
  const norms = [{ ...permission, strength: 'may' as const, effect: 'permitted' as const }];
  const ruleset = { ...TINY_RULESET, norms };
  expect(untaught({ ...revision, ruleset }, () => true)).toEqual([]);
  expect(untaught({ ruleset, scenarios: [] }, () => true)).toEqual([
    'no scenario shows `A.1:1` met',
  ]);
});

test('a fact that no rule reads is found, unless it is a decoy', () => {
  const revision = tiny();
  expect(unreadFacts(revision, [])).toEqual([]);
  const ruleset = { ...TINY_RULESET, norms: TINY_RULESET.norms.slice(0, 1) };
  const complaints = unreadFacts({ ...revision, ruleset }, []);
  expect(complaints[0]).toBe('A.1-parade/base states `photo.cruel`, which no rule reads');
  expect(unreadFacts({ ...revision, ruleset }, ['photo.cruel'])).toEqual([]);
  expect(unreadFacts(revision, ['photo.cruel', 'photo.unifrom'])).toEqual([
    '`photo.cruel` is no decoy: a rule reads it',
    'no fact is `photo.unifrom`; did you mean `photo.uniform`?',
  ]);
});

test('a golden case that the rules decide otherwise is found, with its line', () => {
  const golden = parseGolden(
    `- name: in uniform
  facts: { photo.uniform: true }
  verdict: prohibited
  clauses: [A.1:1]
- name: perhaps in uniform
  facts: { photo.uniform: unknown }
  verdict: [permitted, prohibited]
  clauses: []
- name: cruel
  facts: { photo.about: neighbor, photo.cruel: { is: true, because: he weeps } }
  verdict: permitted
  clauses: [A.1:1]
`,
    'golden/tiny.yaml',
  );
  expect(disagreements(TINY_RULESET, golden)).toEqual([
    'golden/tiny.yaml:9: cruel: verdict expected permitted, the rules say advised-against',
    'golden/tiny.yaml:9: cruel: clauses expected A.1:1, the rules say A.1:2',
  ]);
});

test('a golden case with a misspelt fact or verdict is refused', () => {
  const golden = parseGolden(
    '- { name: n, facts: { photo.unifrom: true }, verdict: permitted, clauses: [] }',
    'golden/tiny.yaml',
  );
  expect(() => disagreements(TINY_RULESET, golden)).toThrow('did you mean `photo.uniform`?');
  const misspelt = '- { name: n, facts: {}, verdict: forbidden, clauses: [] }';
  expect(() => parseGolden(misspelt, 'golden/tiny.yaml')).toThrow('`verdict` is one of permitted,');
});

test('a telling decided otherwise, without expectation, or unknown is found', () => {
  const all = `A.1-parade:
  base: { verdict: prohibited, clauses: [A.1:2, A.1:1] }
  no-laugh: { verdict: prohibited, clauses: [A.1:1] }
`;
  const complaints = (text: string) =>
    tellingDisagreements(tiny(), parseGoldenTellings(text, `${GOLDEN}/scenarios.yaml`));
  expect(complaints(all)).toEqual([]);
  const file = 'tests/content/golden/scenarios.yaml';
  expect(complaints(all.replace('no-laugh', 'no-laughs'))).toEqual([
    `${file}: add under \`A.1-parade:\` what A.1-parade/no-laugh comes to: ` +
      '`  no-laugh: { verdict: …, clauses: […] }`',
    `${file}:3: take out A.1-parade/no-laughs: no story has this name`,
  ]);
  expect(complaints(all.replace('A.1-parade', 'A.1-parades'))[0]).toBe(
    `${file}: add a line \`A.1-parade:\` and under it what A.1-parade/base comes to: ` +
      '`  base: { verdict: …, clauses: […] }`',
  );
  expect(complaints(all.replace('[A.1:1]', '[A.1:2]'))).toEqual([
    `${file}:3: A.1-parade/no-laugh: clauses expected A.1:2, the rules say A.1:1`,
  ]);
});

test('complaints fail a test by themselves, one a line', () => {
  expect(() => expectNone([])).not.toThrow();
  expect(() => expectNone(['one', 'two'])).toThrow(/^\none\ntwo$/);
});
