import { expect, test } from 'vitest';
import type { FollowedReading } from '#policies/rule-book.ts';
import { sayReading, sayTellings, sayUse } from '../../src/components/policy/words.ts';

test('tellings are the main story and its variants', () => {
  expect(sayTellings(['base'])).toBe('the main story');
  expect(sayTellings(['base', 'just-slow'])).toBe('the main story, variant: just slow');
  expect(sayTellings(['just-slow', 'off-duty'])).toBe('variants: just slow, off duty');
});

test('a telling depends on its own readings, and on those only that nobody has signed', () => {
  const use = {
    title: 'The parade',
    tellings: [
      { id: 'base', hangsOn: ['R1', 'R9'] },
      { id: 'just-slow', hangsOn: ['R9'] },
      { id: 'off-duty', hangsOn: [] },
      { id: 'at-home', hangsOn: ['R9', 'R2'] },
    ],
  };
  expect(sayUse(use, (id) => id !== 'R1', false)).toBe(
    'the main story, variant: just slow, each of which depends on R9 (not signed); ' +
      'variant: off duty; variant: at home, which depends on R9 and R2 (not signed)',
  );
  expect(sayUse(use, (id) => id === 'R2', true)).toBe(
    'the main story, variants: just slow, off duty; variant: at home, which also depends on R2 (not signed)',
  );
});

test('a reading is its number, its first place and its question', () => {
  const places = ['C.1:5', 'C.6'].map((id) => ({ id, anchor: '', heading: undefined }));
  const reading = { reading: { id: 'R7' }, title: 'Does it', places } as unknown as FollowedReading;
  expect(sayReading(reading)).toBe('R7 – C.1, sentence 5 and 1 more: Does it');
  expect(sayReading({ ...reading, places: places.slice(1) })).toBe('R7 – C.6: Does it');
});
