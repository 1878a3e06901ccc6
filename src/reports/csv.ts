import { stringify } from 'csv-stringify/sync';
import { textOf, type Table } from './cells.ts';

/**
 * One line of CSV (RFC 4180, CRLF). A cell that a spreadsheet could take for a formula, also full
 * width or after white space, is led by an apostrophe, so that it stays text.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return stringify([cells.map((cell) => safeCell(cell === null ? '' : String(cell)))], {
    record_delimiter: 'windows',
    // By itself it quotes a cell for the whole delimiter only, not for a line feed alone.
    quoted_match: /[\r\n]/,
  });
}

/** A table as CSV, line by line. */
export async function* csvOf({ columns, rows, notes }: Table): AsyncGenerator<string> {
  // The mark lets spreadsheet programs read names with accents.
  yield `\ufeff${csvLine(columns.map(({ title }) => title))}`;
  for await (const row of rows) yield csvLine(row.map(textOf));
  yield csvLine([null]) + csvLine([notes.join(' ')]);
}

const FORMULA = /^[\s\u00a0\u200b\ufeff]*[=+\-@＝＋－＠|%]/;

function safeCell(text: string): string {
  return FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}
