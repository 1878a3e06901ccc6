import { expect, test } from 'vitest';
import { didYouMean, nearest } from '#nearest.ts';

test('a slip of one or two letters is understood, and two letters swapped are one slip', () => {
  expect(nearest('leson', ['title', 'lesson'])).toBe('lesson');
  expect(nearest('titel', ['title', 'lesson'])).toBe('title');
  expect(nearest('C.3-lader-truk-photo', ['C.3-ladder-truck-photo'])).toBe(
    'C.3-ladder-truck-photo',
  );
  expect(nearest('A.2', ['B', 'A.1'])).toBe('A.1');
});

test('another name is not proposed because it is of the same kind', () => {
  expect(nearest('C.5-swap-list', ['C.6-tip-line', 'C.5-the-mug'])).toBeUndefined();
  expect(nearest('C.33:4', ['C.1:4', 'D.3.g:1'])).toBeUndefined();
  expect(didYouMean('C.33:4', ['C.1:4'])).toBe('');
});
