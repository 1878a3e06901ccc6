import { describe, expect, test } from 'vitest';
import type { Clause, Revision } from '#policies/model.ts';
import { paragraphs, quoted, sayCitation } from '../../src/components/quoted.ts';

const clause: Clause = {
  id: 'A',
  anchor: 'a',
  level: 0,
  marker: 'A.',
  heading: 'Overview',
  sentences: [
    { id: 'A:1', anchor: 'a-s1', text: 'It applies to:' },
    { id: 'A:1.1', anchor: 'a-s1-1', marker: '•', text: 'Blogs;' },
    { id: 'A:1.2', anchor: 'a-s1-2', marker: '•', text: 'Wikis.' },
    { id: 'A:2', anchor: 'a-s2', text: 'These are postings.' },
  ],
};
const empty: Clause = { ...clause, id: 'C', anchor: 'c', sentences: [] };
const revision = { id: '2023-04-20', clauses: [clause, empty] } as unknown as Revision;

describe('quoting the policy', () => {
  test('a sentence id names one sentence and its anchor', () => {
    const { sentences, anchor } = quoted(revision, 'A:1.2');
    expect(sentences.map(({ text }) => text)).toEqual(['Wikis.']);
    expect(anchor).toBe('a-s1-2');
  });

  test('a clause id names all its sentences', () => {
    expect(quoted(revision, 'A').sentences).toHaveLength(4);
    expect(quoted(revision, 'A').anchor).toBe('a');
  });

  test('an unknown id, and a clause without words of its own, are refused by name', () => {
    expect(() => quoted(revision, 'Z.9:1')).toThrow(
      'no sentence of revision 2023-04-20 is called `Z.9:1`',
    );
    expect(() => quoted(revision, 'C')).toThrow('`C`');
  });

  test('a list inside a clause stays a list between running sentences', () => {
    const shape = paragraphs(clause.sentences).map(({ listed, sentences }) => [
      listed,
      sentences.length,
    ]);
    expect(shape).toEqual([
      [false, 1],
      [true, 2],
      [false, 1],
    ]);
  });

  test('a citation is said in words', () => {
    expect(sayCitation('C.3:1')).toBe('C.3, sentence 1');
    expect(sayCitation('C.3')).toBe('C.3');
  });
});
