import { describe, expect, test } from 'vitest';
import { isVisible, oddCharacterIn } from '#typed-text.ts';

describe('typed text', () => {
  test.each(['x', '  é ', '…', '語', '🙂', '\u200B!'])('%j can be seen', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  test.each(['', ' \n\t', '\u00A0\u3000', '\u200B\u2060', '\u3164', '\u2800', '\u0301', '\u00AD'])(
    '%j cannot',
    (text) => expect(isVisible(text)).toBe(false),
  );

  test.each(['\0', 'a\tb', 'a\u0085b', 'a\u007F', 'a\rb'])(
    '%j holds a control character',
    (text) => {
      expect(oddCharacterIn(text)).toContain('a control character');
      expect(oddCharacterIn(text, { lines: true })).toContain('a control character');
    },
  );

  test.each(['\u202E', '\u202A', '\u2066', '\u2069'])('%j turns the writing', (mark) => {
    expect(oddCharacterIn(`a${mark}b`)).toBe('a mark that turns the direction of writing');
  });

  test('a line break may stand where there are lines, and nowhere else', () => {
    expect(oddCharacterIn('a\nb')).toContain('a control character');
    expect(oddCharacterIn('a\nb', { lines: true })).toBeUndefined();
    expect(oddCharacterIn('Zoë O’Neil, שרה', { lines: true })).toBeUndefined();
  });
});
