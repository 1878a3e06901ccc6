import { expect, test } from 'vitest';
import { parsePolicyText } from '#policies/parse-policy.ts';
import { clauseOf, contents, searchPolicy, sentenceById, shortQuote } from '#policies/search.ts';
import { TINY_FILES } from './tiny-content.ts';

const revision = parsePolicyText(TINY_FILES['tiny/2020-01-31/policy.md'] ?? '', 'policy.md');
const found = (query: string) =>
  searchPolicy(revision, query).hits.map(({ sentence }) => sentence.id);

test('a sentence is found when every word begins one of its words', () => {
  expect(found('picture')).toEqual(['A.1:1', 'A.1:2', 'B:1']);
  expect(found('pict neigh')).toEqual(['A.1:2']);
  expect(found('icture')).toEqual([]);
});

test('case, accents and hyphens do not matter', () => {
  for (const query of ['JOSE', 'José', 'coworker', 'co-worker', 'worker', "coworkers'"]) {
    expect(found(query), query).toEqual(['B:1.2']);
  }
});

test('a word of the heading counts for the sentences under it', () => {
  expect(found('show cruel')).toEqual(['A.1:2']);
});

test('what matched is marked, and the pieces are the whole text', () => {
  const [hit] = searchPolicy(revision, 'uni').hits;
  expect(hit?.text).toEqual([
    { text: 'No picture shows the ', hit: false },
    { text: 'uniform', hit: true },
    { text: '.', hit: false },
  ]);
  for (const { sentence, text } of searchPolicy(revision, 'p').hits) {
    expect(text.map((span) => span.text).join('')).toBe(sentence.text);
  }
});

test('a clause or a sentence is found by its id', () => {
  expect(found('a.1')).toEqual(['A.1:1', 'A.1:2']);
  expect(found(' A.1:2 ')).toEqual(['A.1:2']);
});

test('nothing found says what to try', () => {
  expect(searchPolicy(revision, 'zebra')).toEqual({
    hits: [],
    says:
      'No sentence of the policy has “zebra”. The policy may use another word: ' +
      'try fewer words, or only the beginning of one (“photo” finds “photographs”).',
  });
  expect(searchPolicy(revision, ' ?! ').says).toBe('Type a word or two, or a clause such as C.3.');
  expect(searchPolicy(revision, 'cruel').says).toBe('1 sentence of the policy for “cruel”.');
});

test('a query is text, never a pattern', () => {
  expect(found('.*')).toEqual([]);
  expect(found('uniform(')).toEqual(['A.1:1']);
});

test('a sentence and its clause are found by id, and an unknown id is a bug', () => {
  expect(sentenceById(revision, 'B:1.1').text).toBe('prints;');
  expect(clauseOf(revision, 'A.1:2').heading).toBe('What they show');
  expect(clauseOf(revision, 'B').anchor).toBe('b');
  expect(() => sentenceById(revision, 'A.1:9')).toThrow(
    'no sentence of the policy has the id `A.1:9`',
  );
  expect(() => clauseOf(revision, 'Z:1')).toThrow('no clause of the policy has the id `Z:1`');
});

test('the table of contents nests, and titles a clause without a heading by how it begins', () => {
  expect(contents(revision)).toEqual([
    {
      id: 'A',
      anchor: 'a',
      marker: 'A.',
      title: 'Pictures',
      within: [{ id: 'A.1', anchor: 'a-1', marker: '1.', title: 'What they show', within: [] }],
    },
    { id: 'B', anchor: 'b', marker: 'B.', title: 'Pictures are:', within: [] },
  ]);
});

test('a short quote ends on a whole word', () => {
  expect(shortQuote('Be kind, and fair.', 12)).toBe('Be kind…');
  expect(shortQuote('Be kind.', 12)).toBe('Be kind.');
  expect(shortQuote('Incomprehensibilities', 5)).toBe('Incom…');
});
