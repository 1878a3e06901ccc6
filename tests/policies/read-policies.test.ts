import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#rules/hash.ts';
import type { Revision } from '#policies/model.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { manifestJson } from '#policies/read-revision.ts';
import { TINY_FILES, TINY_RULESET, tinyContent } from './tiny-content.ts';

const RULES = { 'tiny/2020-01-31': TINY_RULESET };
const FOLDER = 'tiny/2020-01-31';
const LESSON = `${FOLDER}/lessons/A.1-pictures.mdx`;

function read(changed: Record<string, string | null> = {}): Revision {
  const revision = readPolicies(tinyContent(changed), RULES)[0]?.revisions[0];
  if (!revision) throw new Error('no revision was read');
  return revision;
}

test('a policy is read whole: text, readings, lessons, scenarios, rules', () => {
  const [policy] = readPolicies(tinyContent(), RULES);
  expect(policy).toMatchObject({
    id: 'tiny',
    publisher: 'A city',
    passing: {
      share: 0.8,
      critical: ['A.1:1'],
      retakes: { pauseAfter: 2, pauseHours: 24, talkAfter: 3 },
    },
    statement: 'I, {name}, read {policy} of {revision}.',
    retention: null,
  });
  const revision = policy?.revisions[0];
  expect(revision).toMatchObject({ policyId: 'tiny', id: '2020-01-31' });
  expect(revision?.citation).toBe('[Ord. No. 1, 1-31-2020]');
  expect(revision?.clauses.map(({ id }) => id)).toEqual(['A', 'A.1', 'B']);
  expect(revision?.readings[0]).toMatchObject({ id: 'R1', alternative: null });
  expect(revision?.lessons[0]).toMatchObject({ id: 'A.1-pictures', clauses: ['A.1'], graded: 1 });
  expect(revision?.ruleset).toEqual(TINY_RULESET);
});

test('a reading of before HR signed in the portal says nothing of who signed it', () => {
  const path = `${FOLDER}/readings.yaml`;
  const [reading] = read({ [path]: `${TINY_FILES[path]}  signedOff: null\n` }).readings;
  expect(reading).toEqual(read().readings[0]);
  expect(reading).not.toHaveProperty('signedOff');
});

test('a scenario has its base telling first, and each variant changes stated facts', () => {
  const [scenario] = read().scenarios;
  expect(scenario).toMatchObject({
    id: 'A.1-parade',
    lesson: 'A.1-pictures',
    asks: ['verdict', 'clauses', 'fix'],
    judgements: { 'photo.cruel': 'laughs at his limp' },
  });
  expect(scenario?.fixes.map(({ change }) => change)).toEqual([
    { 'photo.uniform': false, 'photo.cruel': false },
    { 'photo.uniform': false },
  ]);
  // Named by their words: the author's order would give the best one away.
  for (const { id } of scenario?.fixes ?? []) expect(id).toMatch(/^fix-[0-9a-f]{10}$/);
  expect(scenario?.tellings).toEqual([
    {
      id: 'base',
      story: 'Ann posts a picture of herself in uniform.',
      facts: { 'photo.uniform': true, 'photo.about': 'neighbor', 'photo.cruel': true },
      judgements: { 'photo.cruel': 'laughs at his limp' },
      readings: [],
      spans: [],
    },
    {
      id: 'no-laugh',
      story: 'Ann posts a picture of herself in uniform, and is kind.',
      facts: { 'photo.uniform': true, 'photo.about': 'neighbor', 'photo.cruel': false },
      judgements: {},
      readings: [],
      spans: [],
    },
  ]);
});

test('lessons stand in the order they name', () => {
  const second = (TINY_FILES[LESSON] ?? '')
    .replace('order: 1', 'order: 0.5')
    .replace('graded: 1', 'graded: 0');
  const revision = read({ [`${FOLDER}/lessons/B-begin.mdx`]: second });
  expect(revision.lessons.map(({ id }) => id)).toEqual(['B-begin', 'A.1-pictures']);
});

describe('what is released', () => {
  test('the manifest names every file by the hash of its bytes', () => {
    const { manifest, contents, releaseSha256, policySha256, rulesetSha256 } = read();
    expect(Object.keys(manifest).sort()).toEqual(
      [...Object.keys(TINY_FILES), `${FOLDER}/ruleset.json`].sort(),
    );
    for (const [path, text] of Object.entries(TINY_FILES)) {
      expect(manifest[path]).toBe(sha256Hex(text));
      expect(contents.get(sha256Hex(text))?.bytes.toString()).toBe(text);
    }
    expect(policySha256).toBe(manifest[`${FOLDER}/policy.md`]);
    expect(rulesetSha256).toBe(manifest[`${FOLDER}/ruleset.json`]);
    expect(releaseSha256).toBe(sha256Hex(manifestJson(manifest)));
    expect(contents.get(policySha256)?.mediaType).toBe('text/markdown; charset=utf-8');
  });

  test('the same bytes give the same release', () => {
    expect(read().releaseSha256).toBe(read().releaseSha256);
  });

  test.each(Object.keys(TINY_FILES))('one byte more in %s is another release', (path) => {
    const text = TINY_FILES[path] ?? '';
    expect(read({ [path]: `${text}\n` }).releaseSha256).not.toBe(read().releaseSha256);
  });

  test('another rule is another release', () => {
    const norms = TINY_RULESET.norms.map((norm) => ({ ...norm, gist: 'otherwise' }));
    const rules = { 'tiny/2020-01-31': { ...TINY_RULESET, norms } };
    const [policy] = readPolicies(tinyContent(), rules);
    expect(policy?.revisions[0]?.releaseSha256).not.toBe(read().releaseSha256);
  });
});
