import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { scanCanonical } from '#verify/canonical.ts';

const isCanonical = (text: string) => scanCanonical(Buffer.from(text)) !== undefined;

/** Keys whose order is easily taken for another: of units and not of bytes, with escapes, one within another. */
const KEYS = [
  '',
  '!',
  '"',
  '#',
  'a',
  'a!',
  'a"',
  'ab',
  '\\',
  ']',
  '\n',
  '\u000f',
  ' ',
  'é',
  'è',
  'éa',
  '\ufb33',
  '😀',
  '€',
];

test('keys stand in the order of their UTF-16 units, whichever they are', () => {
  for (const one of KEYS) {
    for (const other of KEYS) {
      const entry = (key: string) => `${JSON.stringify(key)}:1`;
      const text = `{${entry(one)},${entry(other)}}`;
      const rises = one < other;
      expect(isCanonical(text), text).toBe(rises);
      if (rises) expect(canonicalize({ [other]: 1, [one]: 1 })).toBe(text);
      const later = `{"!":"\\n",${text.slice(1)}`;
      if (one > '!') expect(isCanonical(later), later).toBe(rises);
    }
  }
});

test('values have one form', () => {
  for (const value of [
    '0',
    '7',
    '-1',
    '10',
    '1.5',
    '1e+21',
    'true',
    'false',
    'null',
    '""',
    '[]',
    '{}',
    '"\\n\\u000f é"',
    '[1,[],{"a":"😀"}]',
  ])
    expect(isCanonical(`{"a":${value}}`), value).toBe(true);
  for (const value of [
    '',
    '01',
    '-0',
    '+1',
    '1.0',
    '1e21',
    '1E5',
    '7 ',
    ' 7',
    'nul',
    'NaN',
    '"\\u000a"',
    '"\\u000F"',
    '"\\/"',
    '"\n"',
    '"',
    '[1,]',
    '[',
    '{"a":1,}',
    '{"a"}',
    '1}',
    '\\',
    "'a'",
  ])
    expect(isCanonical(`{"a":${value}}`), value).toBe(false);
  for (const text of [
    '',
    '[]',
    '7',
    '{}}',
    '{',
    '{"a":1',
    '{"a":"',
    '{"a',
    '{"a":1}\n',
    '\ufeff{}',
  ])
    expect(isCanonical(text), text).toBe(false);
  expect(isCanonical('{}')).toBe(true);
  expect(scanCanonical(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined();
  expect(isCanonical(`{"a":"${'\\n'.repeat(1 << 20)}"}`)).toBe(true);
});

test('a hash is told of with the keys it stands under, in a list too', () => {
  const sha256 = 'a'.repeat(64);
  const text = `{"checks":[{"items":[{"x":1},"${sha256}"],"release":"${sha256}"}],"id":"1"}`;
  const { hashes, fields } = scanCanonical(Buffer.from(text))!;
  const said = hashes.map(({ at, field, keyFrom, keyTo }) => [
    field,
    text.slice(keyFrom, keyTo),
    text.slice(at, at + 64),
  ]);
  expect(said).toEqual([
    ['checks', 'items', sha256],
    ['checks', 'release', sha256],
  ]);
  const { from, to } = fields.get('id')!;
  expect(text.slice(from, to)).toBe('"1"');
});
