import { expect, test } from 'vitest';
import { parsePolicyText, printPolicyText } from '#policies/parse-policy.ts';
import { told } from './tiny-content.ts';

const TEXT = `[Ord. No. 1]

# A. Overview.

This applies to:

- Blogs;
- Wikis.

All of them are "postings".

# B.

## 1. Rules.

### a.

Be kind.

### b.

Be "fair."

#### i.

At work; and

#### ii.

Off duty.
`;

const parse = (text: string) => parsePolicyText(text, 'policy.md');

test('sentences and list items are numbered under their clause', () => {
  const { citation, clauses } = parse(TEXT);
  expect(citation).toBe('[Ord. No. 1]');
  expect(clauses.map(({ id, heading }) => [id, heading])).toEqual([
    ['A', 'Overview'],
    ['B', undefined],
    ['B.1', 'Rules'],
    ['B.1.a', undefined],
    ['B.1.b', undefined],
    ['B.1.b.i', undefined],
    ['B.1.b.ii', undefined],
  ]);
  expect(clauses[0]?.sentences).toEqual([
    { id: 'A:1', anchor: 'a-s1', text: 'This applies to:' },
    { id: 'A:1.1', anchor: 'a-s1-1', marker: '•', text: 'Blogs;' },
    { id: 'A:1.2', anchor: 'a-s1-2', marker: '•', text: 'Wikis.' },
    { id: 'A:2', anchor: 'a-s2', text: 'All of them are "postings".' },
  ]);
});

test('the depth of a heading says whether i. is a letter or a roman number', () => {
  const letters = 'abcdefghi'.split('').map((letter) => `### ${letter}.\n\nText.\n`);
  const { clauses } = parse(`[x]\n# A.\n## 1.\n${letters.join('\n')}\n#### i.\nText.\n`);
  expect(clauses.slice(-2).map(({ id, level }) => [id, level])).toEqual([
    ['A.1.i', 2],
    ['A.1.i.i', 3],
  ]);
});

test('the text prints back in the order it was published', () => {
  expect(printPolicyText(parse(TEXT))).toBe(
    '[Ord. No. 1] A. Overview. This applies to: • Blogs; • Wikis. All of them are "postings". ' +
      'B. 1. Rules. a. Be kind. b. Be "fair." i. At work; and ii. Off duty.',
  );
});

test('a file with Windows line ends reads the same', () => {
  expect(parse(TEXT.replaceAll('\n', '\r\n'))).toEqual(parse(TEXT));
});

test.each([
  [
    'a citation left out',
    '[Ord. No. 1]',
    '',
    'policy.md:3: the first line is the ordinance citation in [brackets]',
  ],
  [
    'text before any clause',
    '# A. Overview.',
    '',
    'policy.md:5: this text stands before the first clause (`# A. …`)',
  ],
  [
    'a marker left out',
    '### a.',
    '###',
    'policy.md:16: a clause is written `# A. Heading.` or `## 1.`',
  ],
  [
    'a clause left out',
    '### b.',
    '### c.',
    'policy.md:20: the next clause after `B.1.a` is `b.`, not `c.`',
  ],
  [
    'the first of a level left out',
    '#### i.',
    '#### ii.',
    'policy.md:24: the next clause after `B.1.b` is `i.`, not `ii.`',
  ],
  [
    'a wrong kind of marker',
    '## 1. Rules.',
    '## a. Rules.',
    'policy.md:14: the next clause after `B` is `1.`, not `a.`',
  ],
  [
    'a level skipped',
    '## 1. Rules.',
    '### a. Rules.',
    'policy.md:14: `a.` is 3 deep, but no clause is above it',
  ],
  ['too deep', '#### ii.', '##### 1.', 'policy.md:28: a clause is at most four deep: A. 1. a. i.'],
  [
    'a heading without its full stop',
    'Overview.',
    'Overview',
    'policy.md:3: a heading ends with a full stop',
  ],
  [
    'a clause without text',
    'Be kind.',
    '',
    'policy.md:20: the clause before this, `B.1.a`, has no text',
  ],
  [
    'no text at the end',
    'Off duty.',
    '',
    'policy.md:28: the clause before this, `B.1.b.ii`, has no text',
  ],
  [
    'a sentence cut in two',
    'Be kind.',
    'Be\nkind.',
    'policy.md:18: a sentence ends with . : or ; and stands on one line: is this one cut in two?',
  ],
  [
    'an indented line',
    '- Blogs;',
    '  - Blogs;',
    'policy.md:7: a line is a clause (`## 1.`), an item of a list (`- …`) or one sentence, not indented',
  ],
  [
    'a list without the sentence that opens it',
    'This applies to:',
    '',
    'policy.md:7: an item of a list follows the sentence that opens the list',
  ],
])('%s is told with its line', (_, from, to, expected) => {
  expect(TEXT).toContain(from);
  expect(told(() => parse(TEXT.replace(from, to)))).toEqual([expected]);
});

test('an empty file is told', () => {
  expect(told(() => parse(''))).toEqual(['policy.md:1: the file is empty']);
});
