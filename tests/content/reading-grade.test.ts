import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gradeOf } from '../support/reading-grade.ts';
import { realRevision } from '../support/solve.ts';

/** The portal's own words of a lesson: neither its head, nor the City's sentences, nor markup. */
function ownWords(mdx: string): string {
  return mdx
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/<[^>]+>/g, '\n\n')
    .replace(/^#+ .*$/gm, '')
    .replace(/^(?:[-*]|\d+\.) /gm, '\n\n')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[*_`|]/g, '');
}

const folder = fileURLToPath(
  new URL('../../content/social-media/2023-04-20/lessons', import.meta.url),
);
const lessons = readdirSync(folder).map((name) => ({
  name,
  words: ownWords(readFileSync(`${folder}/${name}`, 'utf8')),
}));

describe('a lesson is read with ease', () => {
  test.each(lessons)('$name', ({ name, words }) => {
    expect(words.length, name).toBeGreaterThan(1500);
    expect(gradeOf(words), name).toBeLessThanOrEqual(8);
  });
});

test('so are the stories of each lesson, taken together', () => {
  const { lessons: taught, scenarios } = realRevision();
  for (const { id } of taught) {
    const told = scenarios.filter(({ lesson }) => lesson === id).flatMap((one) => one.tellings);
    const stories = told.map(({ story }) => story).join('\n\n');
    expect(gradeOf(stories), id).toBeLessThanOrEqual(8);
  }
});

test('the City’s own sentences are harder, so the measure tells them apart', () => {
  const { clauses } = realRevision();
  const policy = clauses.flatMap((clause) => clause.sentences.map(({ text }) => text)).join('\n\n');
  expect(gradeOf(policy)).toBeGreaterThan(12);
});
