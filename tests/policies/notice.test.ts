import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ContentError } from '#policies/content-error.ts';
import { parseNotice, readNotice } from '#policies/notice.ts';
import { gradeOf } from '../support/reading-grade.ts';
import { realPolicies } from '../support/school.ts';

const problems = (text: string) => {
  try {
    parseNotice(text, 'n.md');
    return [];
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.message.split('\n');
  }
};

test('the notice says each thing that a person must know before agreeing, with ease', () => {
  const notice = readNotice(join(import.meta.dirname, '../../content'));
  expect(notice.title).toBe('Electronic records and your signature');
  expect(notice.parts.map(({ heading }) => heading)).toEqual([
    undefined,
    'What is kept electronically',
    'Who can read it',
    'You may have paper instead',
    'How to get copies',
    'How to change your mind',
    'How long your answer counts',
    'How long records are kept',
    'What you need',
    'When your name or e-mail changes',
  ]);
  const blocks = notice.parts.flatMap((part) => part.blocks);
  const words = blocks.flatMap(({ text, items }) => items ?? [text!]);
  expect(words[0]).toContain('The City has not confirmed it yet');
  expect(gradeOf(words.join('\n\n'))).toBeLessThanOrEqual(8);
  const shown = [notice.title, ...notice.parts.flatMap(({ heading }) => heading ?? []), ...words];
  const typed = notice.bytes.toString('utf8').replace(/^(#+|-) /gm, '');
  for (const part of shown) expect(typed.replace(/\s+/g, ' ')).toContain(part);
  expect(shown.join(' ').split(' ').length).toBe(typed.trim().split(/\s+/).length);
});

/** What neither law nor software gives. */
const CLAIMS =
  /\b(proves?|proof|legally|binding|guarantee[sd]?|never|forever|for good|(can ?not|can't) be changed)\b/i;

test('what is agreed to and what is signed claims nothing that cannot be kept', () => {
  const notice = readNotice(join(import.meta.dirname, '../../content'));
  const [policy] = realPolicies();
  const statements = [
    policy!.statement,
    policy!.statementAfterTestOut!,
    policy!.statementOnPaper!,
    policy!.statementInPerson!,
  ];
  for (const text of [notice.bytes.toString('utf8'), ...statements]) {
    expect(text).not.toMatch(CLAIMS);
    expect(gradeOf(text)).toBeLessThanOrEqual(9);
  }
  // Each says what was done in its own way, and on what it is signed.
  const [read, tested, paper, inPerson] = statements;
  for (const electronic of [read, tested])
    expect(electronic).toContain('I sign this electronically');
  for (const sheet of [paper, inPerson]) expect(sheet).toContain('I sign this on paper');
  expect(read).toContain('I marked each of the lessons assigned to me as read');
  for (const other of [tested, paper, inPerson])
    expect(other).not.toContain('each of the lessons assigned to me as read');
  expect(inPerson).not.toMatch(/lesson|check/);
  for (const text of statements) expect(text).toContain('I give up no right that I have');
});

test('paragraphs and lists are read as they stand', () => {
  const text = '# Title\n\nOne\ntwo.\n\n## Part\n\n- a\n  b\n- c\n\nThree.\n';
  expect(parseNotice(text, 'n.md')).toEqual({
    title: 'Title',
    parts: [
      { heading: undefined, blocks: [{ text: 'One two.' }] },
      { heading: 'Part', blocks: [{ items: ['a b', 'c'] }, { text: 'Three.' }] },
    ],
  });
});

test('what could not be shown as it is typed is told by file and line', () => {
  expect(problems('')).toEqual(['n.md:1: the file is empty']);
  expect(problems('Hello.\n\n## Part\n\nWords.\n')[0]).toContain('n.md:1: a notice begins with');
  expect(problems('# T\n\n## P\n\nA **bold** word.\n')[0]).toContain('n.md:5: a notice has');
  expect(problems('# T\n\n## P\n\n[a](b)\n\n### Deep\n')).toHaveLength(2);
  expect(problems('# T\n\n## P\n\n## Q\n\nWords.\n')).toEqual(['n.md:3: `P` says nothing']);
  expect(problems('# T\n\nWords.\n')[0]).toContain('a notice has parts');
  expect(problems('# T\n\n# U\n\n## P\n\nWords.\n')[0]).toContain('n.md:3: a notice has one title');
});
