import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import {
  expectNone,
  lostWords,
  sharedAnchors,
  tellingDisagreements,
  unreadFacts,
  untaught,
} from './gates.ts';
import { readGoldenTellings } from './golden.ts';

/** Facts that a story may state though no rule reads them, and what stating them asks of people. */
const DECOYS = {
  'comment.critical': 'criticism of the City is no ground to remove a comment (R29)',
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const policy = readPolicies(here('../../content')).find(({ id }) => id === 'social-media');
const revision = policy?.revisions.find(({ id }) => id === '2023-04-20');
if (!revision) throw new Error('content holds no revision of 2023-04-20');
const { clauses } = revision;
const sentences = clauses.flatMap((clause) => clause.sentences);

test('the text is the published one, word for word', () => {
  const published = readFileSync(here('kirkwood-social-media-policy.txt'), 'utf8');
  // The first four lines are the web site's, not the policy's.
  expectNone(lostWords(published.split('\n').slice(4).join('\n'), revision));
});

test('the text has 63 clauses and 97 sentences, named as in the list kept by hand', () => {
  const listed = readFileSync(here('expected-ids.txt'), 'utf8').trim().split('\n').slice(1);
  const named = clauses.map(({ id, sentences: its }) =>
    [id, ...its.map((one) => one.id)].join(' '),
  );
  expect(named).toEqual(listed);
  expect([clauses.length, sentences.length]).toEqual([63, 97]);
});

test('the published misspelling in D.3.n stays', () => {
  expect(sentences.find(({ id }) => id === 'D.3.n:1')?.text).toContain('Social Medial tools');
});

test('every clause and sentence has a link of its own', () => {
  expectNone(sharedAnchors(revision));
});

test('every rule of section C is broken in some scenario, and C.1:3 holds in one', () => {
  expectNone(untaught(revision, ({ sentence }) => sentence.startsWith('C.')));
});

test('every fact a scenario states is read by a rule or is a decoy', () => {
  expectNone(unreadFacts(revision, Object.keys(DECOYS)));
});

test('the rules decide every telling of every scenario as people did', () => {
  expectNone(tellingDisagreements(revision, readGoldenTellings(here('golden'))));
});
