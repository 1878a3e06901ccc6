import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import { misquotes, uncovered } from '#rules/gates.ts';
import { UNRULED } from '#rules/social-media/2023-04-20/unruled.ts';
import {
  disagreements,
  lostWords,
  sharedAnchors,
  tellingDisagreements,
  unreadFacts,
  untaught,
} from './gates.ts';
import { readGolden, readGoldenTellings } from './golden.ts';

/** Facts that a story may state though no rule reads them, and what stating them asks of people. */
const DECOYS = {
  'comment.critical': 'criticism of the City is no ground to remove a comment (R29)',
  'use.venue': 'where it is posted, a private chat too, decides nothing in section C',
  'content.political': 'personal political speech is not addressed (R2, R21)',
  'content.sexual': 'C.2 speaks of harassing and obscene; D.3.b binds sanctioned use (R2)',
  'info.othersWork': 'D.3.t binds sanctioned use only (R2)',
  'info.personPermits': "the person's consent is no exception to D.3.g (R17)",
  'poster.designated': 'in section C all employees are bound alike',
  'identity.namesDepartment': 'a duty of designated employees on City sites (D.4.a.v)',
  'approval.express': 'an approval for City business does nothing for personal use',
  'approval.designationHead': 'an approval for City business does nothing for personal use',
  'approval.designationCao': 'an approval for City business does nothing for personal use',
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const policy = readPolicies(here('../../content')).find(({ id }) => id === 'social-media');
const revision = policy?.revisions.find(({ id }) => id === '2023-04-20');
if (!revision) throw new Error('content holds no revision of 2023-04-20');
const { clauses, ruleset } = revision;
const sentences = clauses.flatMap((clause) => clause.sentences);

test('the text is the published one, word for word', () => {
  const published = readFileSync(here('kirkwood-social-media-policy.txt'), 'utf8');
  // The first four lines are the web site's, not the policy's.
  expect(lostWords(published.split('\n').slice(4).join('\n'), revision)).toEqual([]);
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
  expect(sharedAnchors(revision)).toEqual([]);
});

test('every rule quotes the sentence it names, to the letter', () => {
  expect(misquotes(ruleset, new Map(sentences.map(({ id, text }) => [id, text])))).toEqual([]);
});

test('every sentence of sections A to C and of D.3.g has a rule or a reason for none', () => {
  const encoded = sentences.filter(({ id }) => /^(?:[ABC][.:]|D\.3\.g:)/.test(id));
  expect(encoded).toHaveLength(9 + 1 + 27 + 3);
  const texts = new Map(encoded.map(({ id, text }) => [id, text]));
  expect(uncovered(ruleset, UNRULED, texts)).toEqual([]);
});

test('every rule of section C is broken in some scenario, and C.1:3 holds in one', () => {
  expect(untaught(revision, ({ sentence }) => sentence.startsWith('C.'))).toEqual([]);
});

test('every fact a scenario states is read by a rule or is a decoy', () => {
  expect(unreadFacts(revision, Object.keys(DECOYS))).toEqual([]);
});

test('the rules decide every golden case as people did', () => {
  const golden = readGolden(here('golden'));
  expect(golden.length).toBeGreaterThanOrEqual(100);
  expect(disagreements(ruleset, golden)).toEqual([]);
});

test('the rules decide every telling of every scenario as people did', () => {
  expect(tellingDisagreements(revision, readGoldenTellings(here('golden')))).toEqual([]);
});
