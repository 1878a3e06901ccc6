import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { addDays, type CivilDate } from '#clock.ts';
import { isRefusal, Refusal } from '#errors.ts';
import { readDepartmentName, readMail, readName, readNumber, readTitle } from '#people/fields.ts';
import { turn } from '#people/keep.ts';
import { sha256Hex } from '#rules/hash.ts';
import { cellText, readRosterDay, refuseFormula } from './cells.ts';
import { columnName, readHeader, type ColumnKey, type Header } from './columns.ts';
import { decodeRoster } from './decode.ts';
import { inOrder, type Problem } from './problem.ts';

/** One person of a roster. A field that is undefined has no column: nothing is said of it. */
export type RosterRow = {
  line: number;
  number: string;
  name: string;
  title: string;
  department: string;
  mail?: string | null;
  managerNumber?: string | null;
  hiredOn: CivilDate;
  /** The last day they are employed. */
  lastDay?: CivilDate | null;
  leaveFrom?: CivilDate | null;
  /** The first day back. */
  backOn?: CivilDate | null;
};
export type Roster = {
  rows: RosterRow[];
  /** Of the file's bytes. */
  sha256: string;
  /** What HR should know of how it was read. */
  notes: string[];
};

/** More people than any city of this kind has; a file with more is another file. */
export const MOST_ROWS = 100_000;
/** Longer than any line of a person, in characters: a quotation mark that never closes ends here. */
const LONGEST_LINE = 100_000;

/**
 * Reads a roster (CSV) or says everything that is wrong with it, by line and column. Knows the file
 * alone: whether its managers exist and what would change is `compareRoster`'s. Gives others their turn.
 */
export async function readRoster(
  bytes: Uint8Array,
): Promise<{ roster: Roster } | { problems: Problem[] }> {
  const decoded = decodeRoster(bytes);
  if ('problem' in decoded) return { problems: [{ sentence: decoded.problem }] };
  const problems: Problem[] = [];
  const rows: RosterRow[] = [];
  const notes = decoded.note ? [decoded.note] : [];
  const text = decoded.text.replaceAll(/\r\n?/g, '\n');
  let header: Header | undefined;
  let people = 0;
  for await (const { cells, line } of lines(text)) {
    if (cells === 'never ends' || cells === 'too long') {
      const sentence = ENDLESS[cells];
      return { problems: inOrder([...problems, { line, sentence }]) };
    }
    if (!header) {
      header = readHeader(cells, line);
      problems.push(...header.problems);
      if (header.problems.length > 0) break;
      if (header.unknown.length > 0) notes.push(`Not read: ${sayNames(header.unknown)}.`);
      continue;
    }
    // Counted right or wrong: mistakes are kept until all is read, too.
    people += 1;
    if (people > MOST_ROWS) {
      return { problems: [{ line, sentence: `A roster has at most ${MOST_ROWS} people.` }] };
    }
    const row = readRow(cells, header, line, problems);
    if (row) rows.push(row);
  }
  if (problems.length === 0 && rows.length === 0) {
    problems.push({ sentence: 'This file has a header and nobody below it.' });
  }
  problems.push(...duplicates(rows));
  if (problems.length > 0) return { problems: inOrder(problems) };
  return { roster: { rows, notes, sha256: sha256Hex(bytes) } };
}

const ENDLESS = {
  'never ends': 'A quotation mark opens here and never closes. Close it, or take it out.',
  'too long':
    'This line does not end. Most likely a quotation mark opens here and never closes: close it, or take it out.',
};
type Line = { cells: string[] | keyof typeof ENDLESS; line: number };

/** The lines that hold something, with the line of the file each begins on. */
async function* lines(text: string): AsyncGenerator<Line> {
  const told = SEPARATOR_TOLD.exec(text);
  const body = text.replace(SEPARATOR_TOLD, '');
  const before = told ? 1 : 0;
  let last = 0;
  /** The line of each record that is read and not yet taken. */
  const begins: number[] = [];
  const parser = Readable.from(pieces(body)).pipe(
    parse({
      delimiter: told?.[1] ?? separatorOf(body),
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_LINE,
      // Spreadsheets write a million lines of nothing: they go before anybody waits for each.
      skip_empty_lines: true,
      on_record: (cells: string[], info: { lines: number }) => {
        last = info.lines;
        if (cells.every((cell) => cell.trim() === '')) return null;
        const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
        begins.push(last - breaks + before);
        return cells;
      },
    }),
  );
  try {
    let taken = 0;
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = begins[taken]!;
      taken += 1;
      yield { cells, line };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const isLong = error.code === 'CSV_MAX_RECORD_SIZE';
    const blank = /^\n*/.exec(body.split('\n').slice(last).join('\n'))![0].length;
    yield { cells: isLong ? 'too long' : 'never ends', line: last + blank + 1 + before };
  }
}

/** Some spreadsheets say in a line of its own what stands between the cells. */
const SEPARATOR_TOLD = /^sep=(.)\n/i;

/** In pieces, each after others had their turn: a stream alone gives none while it has more. */
async function* pieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) {
    yield bytes.subarray(at, at + 65_536);
    await turn();
  }
}

/** What stands most often between the names of the columns. */
function separatorOf(text: string): string {
  const header = (/^\s*(.*)/.exec(text)?.[1] ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!;
}

function readRow(
  cells: readonly string[],
  { places, columns }: { places: ReadonlyMap<ColumnKey, number>; columns: number },
  line: number,
  problems: Problem[],
): RosterRow | undefined {
  const found = problems.length;
  if (cells.slice(columns).some((cell) => cell.trim() !== '')) {
    const sentence =
      'This line has more cells than there are columns. A name with a comma in it stands in quotation marks.';
    problems.push({ line, sentence });
    return undefined;
  }
  const say = (key: ColumnKey, sentence: string) =>
    problems.push({ line, column: columnName(key), sentence });
  /** What a column says, read; undefined when it is wrong or not there. */
  function read<T>(key: ColumnKey, from: (text: string) => T): T | undefined {
    const at = places.get(key);
    if (at === undefined) return undefined;
    try {
      return from(cellText(cells[at]));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      say(key, error.message);
      return undefined;
    }
  }
  const optional =
    <T>(from: (text: string) => T) =>
    (text: string) =>
      text === '' ? null : from(text);
  const named = (from: (text: string) => string) => (text: string) => {
    refuseFormula(text);
    return from(text);
  };
  const day = optional(readRosterDay);
  const row = {
    line,
    number: read('number', readNumber),
    name: read('name', named(readName)),
    title: read('title', named(readTitle)),
    department: read('department', named(readDepartmentName)),
    mail: read('mail', optional(readMail)),
    managerNumber: read('managerNumber', optional(readNumber)),
    hiredOn: read('hiredOn', (text) => {
      if (text === '') throw new Refusal('bad-input', 'The hire date is missing.');
      return readRosterDay(text);
    }),
    lastDay: read('lastDay', day),
    leaveFrom: read('leaveFrom', day),
    backOn: read('backOn', day),
  };
  if (row.lastDay && row.hiredOn && row.lastDay < addDays(row.hiredOn, -1)) {
    say('lastDay', 'The last day comes before the hire date.');
  }
  if (row.backOn && row.leaveFrom === null) {
    say('backOn', 'There is a day back, and no day from which they are on leave.');
  }
  if (row.backOn && row.leaveFrom && row.backOn <= row.leaveFrom) {
    say('backOn', 'The day back has to come after the first day of the leave.');
  }
  if (row.number && row.managerNumber?.toLowerCase() === row.number.toLowerCase()) {
    say('managerNumber', 'Nobody is their own manager.');
  }
  return problems.length === found ? (row as RosterRow) : undefined;
}

/** Numbers and addresses that stand there twice: people type both in any case. */
function duplicates(rows: readonly RosterRow[]): Problem[] {
  const problems: Problem[] = [];
  for (const key of ['number', 'mail'] as const) {
    const first = new Map<string, RosterRow>();
    for (const row of rows) {
      const value = row[key]?.toLowerCase();
      if (!value) continue;
      const before = first.get(value);
      if (!before) first.set(value, row);
      else {
        const sentence = `${row[key]} stands on line ${before.line} already${before[key] === row[key] ? '' : `, as ${before[key]}`}.`;
        problems.push({ line: row.line, column: columnName(key), sentence });
      }
    }
  }
  return problems;
}

function sayNames(names: readonly string[]): string {
  const some = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${some} and ${names.length - 10} more columns` : some;
}
