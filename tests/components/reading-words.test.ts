import { expect, test } from 'vitest';
import { readingInShort, withoutNumbers } from '../../src/components/reading-words.ts';
import { realRevision } from '../support/solve.ts';

test.each([
  ['As the other items do (R2); or not.', 'As the other items do; or not.'],
  ['For their own words (R17, R62).', 'For their own words.'],
  ['Radio R2 is no reading.', 'Radio R2 is no reading.'],
])('“%s” is told as “%s”', (words, told) => {
  expect(withoutNumbers(words)).toBe(told);
});

test('no reading leads a person to the number of another', () => {
  for (const { issue, adopted, alternative } of realRevision().readings)
    expect(withoutNumbers([issue, adopted, alternative].join(' '))).not.toMatch(/\bR\d+\b/);
});

test('in short it is one line, and says so where the City has not confirmed it', () => {
  const reading = { issue: `Whom does ${'this '.repeat(30)}protect?` };
  expect(readingInShort(reading, true)).toMatch(/^Whom does (this )+this…$/);
  expect(readingInShort(reading, false)).toMatch(/… \(not confirmed by the City yet\)$/);
});
