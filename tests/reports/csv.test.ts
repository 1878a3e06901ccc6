import { expect, test } from 'vitest';
import { csvLine } from '#reports/csv.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  ['  =1', "'  =1"],
  ['\u00a0=1', "'\u00a0=1"],
  ['\t=1', "'\t=1"],
])('the cell %j is led by an apostrophe', (cell, safe) => {
  expect(csvLine([cell])).toBe(`${safe}\r\n`);
});

test('commas, quotes and line breaks stay inside their cell', () => {
  expect(csvLine(['a,b', 'say "no"', 'two\nlines', 7, null])).toBe(
    '"a,b","say ""no""","two\nlines",7,\r\n',
  );
});
